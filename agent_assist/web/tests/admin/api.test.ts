import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { check, hear, publish } from '../../src/admin/api'
import { Refused } from '../../src/connection/requests'

const FILES = [{ name: 'config.yaml', text: 'a: 1' }]

/** A service that answers with these, one after another. */
function service(...answers: [status: number, body: unknown][]) {
  const asked = vi.fn(async (_path: string, _request: RequestInit) => {
    const [status, body] = answers.shift()!
    return new Response(JSON.stringify(body), { status })
  })
  vi.stubGlobal('fetch', asked)
  return asked
}

describe('the requests of the administrators', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('are made again while the service is busy', async () => {
    const asked = service([429, { error: 'busy', message: '稍候' }], [200, { problems: [] }])
    const answer = check(FILES, false)
    await vi.runAllTimersAsync()
    expect(await answer).toEqual({ problems: [] })
    expect(asked).toHaveBeenCalledTimes(2)
    expect(JSON.parse(String(asked.mock.calls[0]![1].body))).toEqual({ files: FILES, doubts: false })
  })

  it('give up when it stays busy, and say what it says', async () => {
    const asked = service(
      ...Array.from({ length: 9 }, (): [number, unknown] => [429, { error: 'busy', message: '稍候' }]),
    )
    const failed = check(FILES, true).catch((error: unknown) => error)
    await vi.runAllTimersAsync()
    expect(await failed).toMatchObject({ message: '稍候', status: 429 })
    expect(asked.mock.calls.length).toBeLessThan(9)
  })

  it('are made once when they are refused; the whole answer is at hand', async () => {
    const conflict = { error: 'conflict', message: '已发布', active: 8, by: '李管 (li)', at: 1, why: '公告' }
    const asked = service([409, conflict])
    const allowed = { untested: false, over_edits: false }
    const failed = await publish(FILES, 7, '原因', allowed).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(Refused)
    expect(failed).toMatchObject({ status: 409, answer: conflict })
    expect(asked).toHaveBeenCalledTimes(1)
  })

  it('send a recording as it is', async () => {
    const asked = service([200, { text: '停水了', alternatives: [], confidence: 0.9 }])
    const recording = new Blob(['RIFF'])
    expect((await hear(recording)).text).toBe('停水了')
    expect(asked.mock.calls[0]![1].body).toBe(recording)
    expect(asked.mock.calls[0]![1].headers).toEqual({})
  })
})
