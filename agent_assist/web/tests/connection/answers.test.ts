import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { zh } from '../../src/language/words'

// The real one reads the browser's storage.
vi.mock('../../src/language/i18n', async () => ({ words: { value: (await import('../../src/language/words')).zh } }))

const { createAnswers } = await import('../../src/connection/answers')

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function asking(connected = true) {
  const sent: number[] = []
  const answers = createAnswers((message) => {
    if (connected) sent.push(message.request ?? -1)
    return connected
  })
  return { answers, sent }
}

test('each question has the answer with its number', async () => {
  const { answers, sent } = asking()
  const first = answers.ask({ type: 'extend_wrap_up' })
  const second = answers.ask({ type: 'hang_up', call: 'a' })
  const [one = 0, two = 0] = sent
  answers.heard({ type: 'error', request: two, error: 'refused', message: '不行' })
  answers.heard({ type: 'done', request: one })
  expect(await first).toBe('')
  expect(await second).toBe('不行')
})

test('without a connection, an answer, or a connection to its end it is said', async () => {
  expect(await asking(false).answers.ask({ type: 'extend_wrap_up' })).toBe(zh.notSent)
  const { answers, sent } = asking()
  const patient = answers.ask({ type: 'extend_wrap_up' })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await patient).toBe(zh.noAnswer)
  answers.heard({ type: 'done', request: sent[0] ?? 0 }) // too late, and for nobody
  const cut = answers.ask({ type: 'extend_wrap_up' })
  answers.lost()
  expect(await cut).toBe(zh.lostAnswer)
})

test("what is refused of no question is nobody's answer", async () => {
  const { answers } = asking()
  const asked = answers.ask({ type: 'extend_wrap_up' })
  answers.heard({ type: 'error', request: null, error: 'bad_message', message: '?' })
  answers.lost()
  expect(await asked).toBe(zh.lostAnswer)
})
