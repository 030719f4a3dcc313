import { describe, expect, it } from 'vitest'
import type { CallEvent, CallView, ServerMessage, Snapshot } from '../src/protocol'
import { MAX_LINES, applyToCall } from '../src/reducer'
import { applyMessage, emptyState } from '../src/state'
import shared from './projection.json'

const me = {
  id: '9001', name: '赵敏', role: 'supervisor', queues: ['*'], extension: '9001', phase: 'available', call: null, paused: false,
} as const // prettier-ignore

const snapshot: { type: 'snapshot' } & Snapshot = {
  type: 'snapshot',
  now: Date.now() / 1000,
  me: { ...me, queues: ['*'] },
  calls: [],
  waiting: [],
  queues: [],
  agents: [],
  faults: [],
  labels: { queues: {}, intents: {}, intent_queues: {} },
  emergency_queues: ['emergency'],
}

function newCall(id: string, started = 0): CallView {
  return {
    id, caller: '', dialled: '', started, phase: 'ivr', queue: null, priority: 0, position: null, queued_at: null,
    agent: null, talking_since: null, adopted: false, decision: null, correction: null, screened: null, lines: [], suggestions: [], suggested_for: '',
    unheard: {}, missed_by: [], faults: [], ended_at: null, ended_by: null, cause: '',
  } // prettier-ignore
}

function final(utterance: number, text: string): CallEvent {
  return { type: 'transcript_final', call: 'c', at: 1, leg: 'caller', utterance, text, written: '', confidence: 0.9 }
}

function partial(utterance: number, text: string): CallEvent {
  return { type: 'transcript_partial', call: 'c', at: 1, leg: 'caller', utterance, text }
}

describe('the projection of a call', () => {
  it('comes to what the desk server comes to, for the fixture both share', () => {
    const fixture = shared as unknown as { events: CallEvent[]; calls: CallView[] }
    const calls = new Map<string, CallView>()
    for (const event of fixture.events) {
      if (!calls.has(event.call)) calls.set(event.call, newCall(event.call, event.at))
      applyToCall(calls.get(event.call)!, event)
    }
    expect([...calls.values()]).toEqual(fixture.calls)
  })

  it('replaces a partial in place and keeps a final', () => {
    const call = newCall('c')
    for (const event of [partial(0, '楼'), partial(1, '还'), final(0, '楼下'), partial(0, '晚了')]) applyToCall(call, event)
    expect(call.lines.map((line) => [line.key, line.text, line.final])).toEqual([
      ['caller:0', '楼下', true],
      ['caller:1', '还', false],
    ])
  })

  it('takes the partial of a noise away and stays bounded', () => {
    const call = newCall('c')
    applyToCall(call, partial(0, '呃'))
    applyToCall(call, final(0, ''))
    expect(call.lines).toEqual([])
    for (let number = 1; number < MAX_LINES + 50; number++) applyToCall(call, final(number, '话'))
    expect(call.lines).toHaveLength(MAX_LINES)
  })
})

describe('messages of the server', () => {
  it('move a call between waiting, mine and gone', () => {
    const state = emptyState()
    const waiting = { id: 'c', caller: 'x', queue: 'urban', priority: 0, position: 1, queued_at: 1, intent_name: '' }
    const messages: ServerMessage[] = [snapshot, { type: 'waiting', call: waiting }]
    for (const message of messages) applyMessage(state, message)
    expect(Object.keys(state.waiting)).toEqual(['c'])
    applyMessage(state, { type: 'call', call: newCall('c') })
    expect([Object.keys(state.waiting), Object.keys(state.calls)]).toEqual([[], ['c']])
    applyMessage(state, { type: 'event', event: final(0, '你好') })
    expect(state.calls['c']?.lines).toHaveLength(1)
    applyMessage(state, { type: 'gone', call: 'c' })
    expect(state.calls).toEqual({})
  })

  it('a snapshot replaces everything, so that nothing stale stays after a reconnect', () => {
    const state = emptyState()
    applyMessage(state, { ...snapshot, calls: [newCall('old')] })
    applyMessage(state, { ...snapshot, calls: [newCall('new')] })
    expect(Object.keys(state.calls)).toEqual(['new'])
  })

  it('change my own state and the queues', () => {
    const state = emptyState()
    applyMessage(state, snapshot)
    applyMessage(state, { type: 'event', event: { type: 'agent_changed', paused: false, at: 1, agent: '9001', phase: 'talking', call: 'c' } })
    applyMessage(state, {
      type: 'event',
      event: { type: 'queue_changed', queue: 'urban', waiting: 2, longest_wait_s: 3, agents_available: 1, at: 1 },
    })
    expect([state.me?.phase, state.me?.call, state.queues['urban']?.waiting]).toEqual(['talking', 'c', 2])
  })

  it('tell faults of a call from faults of the service', () => {
    const state = emptyState()
    applyMessage(state, { ...snapshot, calls: [newCall('c')] })
    const fault = { type: 'fault', at: 1, part: 'media', message: 'm', done: 'd' } as const
    applyMessage(state, { type: 'event', event: { ...fault, call: 'c' } })
    applyMessage(state, { type: 'event', event: { ...fault, call: null } })
    expect([state.calls['c']?.faults.length, state.faults.length]).toEqual([1, 1])
  })
})
