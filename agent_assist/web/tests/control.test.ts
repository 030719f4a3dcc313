import { expect, test } from 'vitest'
import { answersPress, controlsOf, holdNotice } from '../src/control'
import type { CallView } from '../src/protocol'
import { zh } from '../src/words'

const call = (changes: Partial<CallView>) =>
  ({ id: 'c', phase: 'talking', agent: 'wang', held_since: null, muted: false, ...changes }) as CallView

test('a button is offered when it would do something', () => {
  expect(controlsOf(call({}), true)).toEqual({ hold: true, retrieve: false, mute: true, unmute: false })
  expect(controlsOf(call({ held_since: 5, muted: true }), true)).toEqual({
    hold: false,
    retrieve: true,
    mute: false,
    unmute: true,
  })
})

test.each([
  [call({}), false],
  [call({ phase: 'ringing' }), true],
  [call({ phase: 'ended' }), true],
])('nothing is offered of a call that one does not lead, or that does not run', (shown, own) => {
  expect(Object.values(controlsOf(shown, own))).not.toContain(true)
})

test('a press is answered by what it changes, not by a line of the transcript', () => {
  expect(answersPress({ held_since: 5 })).toBe(true)
  expect(answersPress({ muted: false })).toBe(true)
  expect(answersPress({})).toBe(false)
  expect(answersPress({ suggestions: [] })).toBe(false)
})

test('the hold is counted, and never below zero', () => {
  expect(holdNotice(call({ held_since: 100 }), 165, zh)).toContain('1:05')
  expect(holdNotice(call({ held_since: 100 }), 90, zh)).toContain('0:00')
  expect(holdNotice(call({}), 90, zh)).toBe('')
})
