import { afterEach, describe, expect, it, vi } from 'vitest'

vi.mock('element-plus/es/components/message/index', () => ({
  ElMessage: { success: vi.fn(), warning: vi.fn() },
}))
// The real one reads the browser's storage.
vi.mock('../../src/language/i18n', async () => ({ words: { value: (await import('../../src/language/words')).zh } }))

const { ElMessage } = await import('element-plus/es/components/message/index')
const { createListed, mark } = await import('../../src/screening/screening')
const { decide, fetchListed, listed } = createListed()

const entry = {
  id: 3, number: '138****8000', standing: 'grey', proposed: true, reason: '辱骂', call: 'c', by: '8001', at: 1, until: null,
} // prettier-ignore

/** A desk that answers every request alike, and remembers what it was asked. */
function desk(status: number, body: unknown): { asked: [string, string, unknown][] } {
  const asked: [string, string, unknown][] = []
  vi.stubGlobal('fetch', async (path: string, { method, body: sent }: RequestInit) => {
    asked.push([method ?? 'GET', path, sent ? JSON.parse(sent as string) : null])
    return new Response(status === 204 ? null : JSON.stringify(body), { status })
  })
  return { asked }
}

describe('nuisance callers', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.clearAllMocks()
    listed.value = []
  })

  it('are proposed with a reason', async () => {
    const { asked } = desk(204, null)
    expect(await mark('a/b', '辱骂')).toBe(true)
    expect(asked).toEqual([['POST', '/api/calls/a%2Fb/nuisance', { reason: '辱骂' }]])
    expect(ElMessage.success).toHaveBeenCalledOnce()
  })

  it('tell why they cannot be proposed', async () => {
    desk(409, { error: 'refused', message: '匿名号码不能列入名单' })
    expect(await mark('c', '辱骂')).toBe(false)
    expect(ElMessage.warning).toHaveBeenCalledWith('匿名号码不能列入名单')
  })

  it('are decided on, and the list is read anew', async () => {
    const { asked } = desk(200, { entries: [entry] })
    await decide(3, 'black')
    expect(asked).toEqual([
      ['POST', '/api/screening/3', { verdict: 'black' }],
      ['GET', '/api/screening', null],
    ])
    expect(listed.value).toEqual([entry])
  })

  it('stay as they were while the desk is away', async () => {
    listed.value = [entry as never]
    desk(500, null)
    await fetchListed()
    expect(listed.value).toHaveLength(1)
  })
})
