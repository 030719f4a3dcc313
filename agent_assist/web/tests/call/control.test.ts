import { expect, test } from 'vitest'
import {
  consultation,
  controlsOf,
  goneOn,
  holdNotice,
  oversightOf,
  targets,
  transferNotice,
} from '../../src/call/control'
import type { CallView, TransferView } from '../../src/connection/protocol'
import { zh } from '../../src/language/words'
import { emptyState } from '../../src/state/board'

const call = (changes: Partial<CallView>) =>
  ({
    id: 'c',
    phase: 'talking',
    agent: 'wang',
    held_since: null,
    muted: false,
    transfer: null,
    supervision: null,
    ...changes,
  }) as CallView

const consult = (state: TransferView['state']): TransferView => ({
  at: 1, by: 'wang', kind: 'consult', state, agent: 'li', queue: null, partner: null, reason: '',
}) // prettier-ignore

function offered(shown: CallView, me: string): string[] {
  return Object.entries(controlsOf(shown, me)).flatMap(([name, may]) => (may ? [name] : []))
}

test('a button is offered when it would do something', () => {
  expect(offered(call({}), 'wang')).toEqual(['hold', 'mute', 'give'])
  expect(offered(call({ held_since: 5 }), 'wang')).toEqual(['retrieve', 'mute', 'give'])
  const held = { held_since: 5 }
  expect(offered(call({ ...held, transfer: consult('ringing') }), 'wang')).toEqual(['mute', 'takeBack', 'complete'])
  expect(offered(call({ ...held, transfer: consult('briefing') }), 'wang')).toEqual([
    'mute',
    'takeBack',
    'swap',
    'join',
    'complete',
  ])
  expect(offered(call({ transfer: consult('bridged') }), 'wang')).toEqual(['hold', 'mute', 'takeBack', 'complete'])
})

test('who is consulted may leave, once they have answered', () => {
  expect(offered(call({ transfer: consult('ringing') }), 'li')).toEqual([])
  expect(offered(call({ transfer: consult('briefing') }), 'li')).toEqual(['leave'])
  expect(offered(call({ transfer: consult('bridged') }), 'li')).toEqual(['leave'])
})

test.each([
  [call({}), 'sun'],
  [call({ phase: 'ringing' }), 'wang'],
  [call({ phase: 'ended' }), 'wang'],
  [call({ phase: 'ended', transfer: consult('bridged') }), 'li'],
])('nothing is offered of a call in which one takes no part, or that does not run', (shown, me) => {
  expect(offered(shown, me)).toEqual([])
})

test('a consultation that came out is none any more', () => {
  for (const state of ['rejected', 'failed', 'cancelled', 'completed'] as const)
    expect(consultation(call({ transfer: consult(state) }))).toBeNull()
  expect(consultation(call({ transfer: { ...consult('requested'), kind: 'blind' } }))).toBeNull()
})

test('the hold is counted, and never below zero', () => {
  expect(holdNotice(call({ held_since: 100 }), 165, zh)).toContain('1:05')
  expect(holdNotice(call({ held_since: 100 }), 90, zh)).toContain('0:00')
  expect(holdNotice(call({}), 90, zh)).toBe('')
})

test('how a consultation came out is told with whom and why', () => {
  const notice = transferNotice({ ...consult('failed'), reason: 'no answer' }, () => '李强', zh)
  expect(notice).toBe('咨询 李强 · 没有接通 · 未接')
})

test('who is free stands first, who cannot take a call cannot be chosen', () => {
  const labels = {
    queues: { legal: '法律' },
    seats: {},
    partners: {},
    numbers: {},
    intents: {},
    intent_queues: {},
    place_questions: [],
    scripts: {},
    tickets: emptyState().labels.tickets,
  }
  const [people, queues] = targets(
    [
      { id: 'li', name: '李强', phase: 'talking' },
      { id: 'chen', name: '陈静', phase: 'available' },
    ],
    [],
    labels,
    zh,
  )
  expect(people!.targets.map(({ value, free }) => [value, free])).toEqual([
    ['agent chen', true],
    ['agent li', false],
  ])
  expect(queues!.targets.map(({ queue, agent }) => [queue, agent])).toEqual([['legal', null]])
})

test('a supervisor may listen, and what they do already is not offered', () => {
  const kinds = (shown: CallView, me = 'sun', oversees = true) =>
    oversightOf(shown, me, oversees).map((one) => (one.type === 'supervise' ? one.mode : one.type))
  expect(kinds(call({}))).toEqual(['listen', 'whisper', 'barge'])
  expect(kinds(call({ supervision: { agent: 'sun', state: 'ringing' } }))).toEqual(['stop_supervising'])
  expect(kinds(call({ supervision: { agent: 'sun', state: 'whisper' } }))).toEqual([
    'listen',
    'barge',
    'take_over',
    'stop_supervising',
  ])
  expect(kinds(call({ supervision: { agent: 'zhou', state: 'listen' } }))).toEqual([])
  expect(kinds(call({}), 'li', false)).toEqual([])
  expect(kinds(call({ agent: 'sun' }))).toEqual([])
  expect(kinds(call({ phase: 'queued' }))).toEqual([])
})

test('a call that goes on at another machine is not one that was missed', () => {
  const ended = { phase: 'ended', talking_since: null, ended_by: 'service' } as const
  expect(goneOn(call({ ...ended, cause: 'handed to another machine: south' }))).toBe(true)
  expect(goneOn(call({ ...ended, cause: 'handed to the dialplan: boom' }))).toBe(false)
  expect(goneOn(call({ phase: 'talking', cause: '' }))).toBe(false)
})
