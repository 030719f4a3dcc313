import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Tried } from '../../src/admin/protocol'

const service = vi.hoisted(() => ({ beginTry: vi.fn(), goOnTrying: vi.fn() }))
vi.mock('../../src/admin/api', () => service)

const { tryingCalls } = await import('../../src/admin/trial/conversation')

function answer(kind: string, done = false): Tried {
  return {
    session: 'one',
    steps: [{ at: 0, kind, text: kind, decision: null }],
    done,
    asked: false,
  } as unknown as Tried
}

/** Answers that come when the test says so. */
function slow() {
  const open: Array<(tried: Tried) => void> = []
  const asked = () => new Promise<Tried>((resolve) => open.push(resolve))
  return { asked, next: (tried: Tried) => open.shift()!(tried) }
}

afterEach(() => vi.resetAllMocks())

describe('what is typed before the greeting', () => {
  it('is said as soon as the call is there, in its order', async () => {
    const { asked, next } = slow()
    service.beginTry.mockImplementation(asked)
    service.goOnTrying.mockResolvedValue(answer('decision'))
    const call = tryingCalls(() => [])
    const all = call.call()
    void call.send({ text: '停水了' })
    void call.send({ key: '1' })
    expect(service.goOnTrying).not.toHaveBeenCalled()
    next(answer('say'))
    await all
    expect(service.goOnTrying.mock.calls).toEqual([
      ['one', { text: '停水了' }],
      ['one', { key: '1' }],
    ])
    expect(call.steps.value.map((step) => step.kind)).toEqual(['say', 'decision', 'decision'])
    expect(call.waiting.value).toEqual([])
  })

  it('calls by itself, and nothing typed meanwhile is lost', async () => {
    const { asked, next } = slow()
    service.beginTry.mockImplementation(asked)
    service.goOnTrying.mockResolvedValue(answer('decision'))
    const call = tryingCalls(() => [])
    const all = call.send({ text: '停水了' })
    void call.send({ text: '在幸福路' })
    next(answer('say'))
    await all
    expect(service.goOnTrying.mock.calls.map(([, does]) => does.text)).toEqual(['停水了', '在幸福路'])
  })

  it('is given back when the call cannot be made', async () => {
    service.beginTry.mockRejectedValue(new Error('busy'))
    const call = tryingCalls(() => [])
    await call.send({ text: '停水了' })
    expect(call.failure.value).toBeInstanceOf(Error)
    expect(call.busy.value).toBe(false)
    expect(call.unsaid()).toBe('停水了')
    expect(call.waiting.value).toEqual([])
  })

  it('is given back when the call has ended before it was said', async () => {
    service.beginTry.mockResolvedValue(answer('say'))
    const { asked, next } = slow()
    service.goOnTrying.mockImplementation(asked)
    const call = tryingCalls(() => [])
    const all = call.send({ text: '停水了' })
    await vi.waitFor(() => expect(service.goOnTrying).toHaveBeenCalled())
    void call.send({ text: '还有' })
    next(answer('route', true))
    await all
    expect(call.unsaid()).toBe('还有')
  })
})
