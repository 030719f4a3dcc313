import { afterEach, describe, expect, it, vi } from 'vitest'

vi.mock('element-plus/es/components/message/index', () => ({ ElMessage: { warning: vi.fn() } }))
// The real one reads the browser's storage.
vi.mock('../../src/language/i18n', async () => ({ words: { value: (await import('../../src/language/words')).zh } }))

const { ElMessage } = await import('element-plus/es/components/message/index')
const { createCallbacks } = await import('../../src/floor/callbacks')
const { createGuests, invitation } = await import('../../src/agents/guests')
const { callbacks, cancelCallback, fetchCallbacks } = createCallbacks()
const { guests, invite } = createGuests()

const form = { id: ' zhang ', name: '张局长', extension: '8101', until: '2026-11-29T17:00', queues: [], skills: '' }

/** A desk that answers each request by its path, and remembers what it was asked. */
function desk(status: number, answers: Record<string, unknown>): { asked: [string, string, unknown][] } {
  const asked: [string, string, unknown][] = []
  vi.stubGlobal('fetch', async (path: string, { method, body: sent }: RequestInit) => {
    asked.push([method ?? 'GET', path, sent ? JSON.parse(sent as string) : null])
    const body = answers[path]
    return new Response(body === undefined ? null : JSON.stringify(body), { status: body === undefined ? 204 : status })
  })
  return { asked }
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

describe('a guest', () => {
  it('serves all queues unless some are chosen, until the time of this place', () => {
    expect(invitation(form)).toEqual({
      id: 'zhang', name: '张局长', extension: '8101', skills: {}, until: new Date(2026, 10, 29, 17).getTime() / 1000,
    }) // prettier-ignore
    expect(invitation({ ...form, queues: ['urban'] }).queues).toEqual(['urban'])
  })

  it('has skills with levels, written in either kind of comma', () => {
    expect(invitation({ ...form, skills: '企业之家=5，农产品 = 4, 法律,' }).skills).toEqual({
      企业之家: 5, 农产品: 4, 法律: 1,
    }) // prettier-ignore
  })

  it('is told their passwords, and the list is read anew', async () => {
    const passwords = { password: 'p', phone_password: null }
    const { asked } = desk(200, { '/api/guests': passwords })
    expect(await invite(form)).toEqual(passwords)
    expect(asked.map(([method]) => method)).toEqual(['POST', 'GET'])
  })

  it('who cannot be is refused with the reason', async () => {
    desk(409, { '/api/guests': { error: 'refused', message: '分机 8101 已有人用' } })
    expect(await invite(form)).toBeNull()
    expect(ElMessage.warning).toHaveBeenCalledWith('分机 8101 已有人用')
    expect(guests.value).not.toBeNull()
  })
})

describe('call-backs', () => {
  const one = { id: 3, number: '139****5678' }

  it('are cancelled, and the list is read anew', async () => {
    const { asked } = desk(200, { '/api/callbacks': { callbacks: [one] } })
    await cancelCallback(3)
    expect(asked.map(([method, path]) => [method, path])).toEqual([
      ['POST', '/api/callbacks/3/cancel'],
      ['GET', '/api/callbacks'],
    ])
    expect(callbacks.value).toEqual([one])
  })

  it('stay as they were while the desk is away', async () => {
    callbacks.value = [one as never]
    desk(500, { '/api/callbacks': {} })
    await fetchCallbacks()
    expect(callbacks.value).toHaveLength(1)
  })
})
