import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CallView } from '../../src/connection/protocol'

vi.mock('element-plus/es/components/message/index', () => ({
  ElMessage: { success: vi.fn(), warning: vi.fn() },
}))
// The real one reads the browser's storage.
vi.mock('../../src/language/i18n', async () => ({ words: { value: (await import('../../src/language/words')).zh } }))

const { ElMessage } = await import('element-plus/es/components/message/index')
const { joinCase, openCase, prefilled, setState } = await import('../../src/cases/cases')

/** A desk that answers every request alike, and remembers what it was asked. */
function desk(status: number, body: unknown): { asked: [string, string, unknown][] } {
  const asked: [string, string, unknown][] = []
  vi.stubGlobal('fetch', async (path: string, { method, body: sent }: RequestInit) => {
    asked.push([method ?? 'GET', path, sent ? JSON.parse(sent as string) : null])
    return new Response(status === 204 ? null : JSON.stringify(body), { status })
  })
  return { asked }
}

const wish = { said: '停水了', place: '幸福路12号', telephone: '', secret: true }

describe('cases', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.clearAllMocks()
  })

  it('begin with what is known of the call', () => {
    const slots = [
      { id: 'ticket', label: '工单号', value: '1', said: '' },
      { id: 'where', label: '在哪里', value: '幸福路12号', said: '' },
    ]
    const call = { decision: { heard: '停水了', slots } } as unknown as CallView
    expect(prefilled(call, ['where'])).toEqual({ ...wish, secret: false })
    const nothing = { said: '', place: '', telephone: '', secret: false }
    expect(prefilled({ decision: null } as CallView, ['where'])).toEqual(nothing)
  })

  it('are opened in a call, and the number is told', async () => {
    const { asked } = desk(200, { case: '261129000009' })
    expect(await openCase('a/b', wish)).toBe(true)
    expect(asked).toEqual([['POST', '/api/calls/a%2Fb/cases', wish]])
    expect(ElMessage.success).toHaveBeenCalledWith('已登记，工单号 261129000009')
  })

  it('stay open to be written when the desk refuses', async () => {
    desk(409, { message: '数据库暂时不可用' })
    expect(await openCase('a', wish)).toBe(false)
    expect(ElMessage.warning).toHaveBeenCalledWith('数据库暂时不可用')
  })

  it('are joined, and their state is changed', async () => {
    const { asked } = desk(204, null)
    await joinCase('a', '261129000009')
    await setState('261129000009', 'in work')
    expect(asked).toEqual([
      ['POST', '/api/calls/a/cases/join', { case: '261129000009' }],
      ['POST', '/api/cases/261129000009/state', { state: 'in work' }],
    ])
  })
})
