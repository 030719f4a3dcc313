/** The page's telephone: what is kept, and why there is no microphone. */

import { describe, expect, it } from 'vitest'
import { keep, kept } from '../../src/phone/choices'
import { whyNot } from '../../src/phone/microphone'

function storage(stored: Record<string, string> = {}): Storage {
  return {
    getItem: (name: string) => stored[name] ?? null,
    setItem: (name: string, value: string) => void (stored[name] = value),
  } as unknown as Storage
}

describe('what the agent has chosen', () => {
  it('comes back', () => {
    const own = storage()
    keep({ here: true, microphone: 'a', loudspeaker: 'b', autoAnswer: true }, own)
    expect(kept(own)).toEqual({ here: true, microphone: 'a', loudspeaker: 'b', autoAnswer: true })
  })

  it.each(['', 'no JSON', '{"here": "yes", "microphone": 3}', '[]'])('is the usual where %j was kept', (text) => {
    expect(kept(storage({ 'desk.phone': text }))).toEqual({
      here: false,
      microphone: '',
      loudspeaker: '',
      autoAnswer: false,
    })
  })
})

describe('no microphone', () => {
  it.each([
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'taken'],
    ['AbortError', 'taken'],
  ])('%s: %s', (name, why) => {
    expect(whyNot(Object.assign(new Error(), { name }))).toBe(why)
  })
})
