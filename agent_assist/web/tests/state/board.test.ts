import { describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { CallChange, CallView, LineView, ServerMessage, Snapshot } from '../../src/connection/protocol'
import { applyMessage, emptyState, queueRows } from '../../src/state/board'
import { createClock } from '../../src/state/clock'

const me = {
  id: '9001', name: '赵敏', role: 'supervisor', queues: ['*'], extension: '9001', desk: true, phase: 'available', call: null, paused: false, set_aside: false,
  reason: '', rest: null, since: null, until: null, guest_until: null,
} as const // prettier-ignore

const snapshot: { type: 'snapshot' } & Snapshot = {
  type: 'snapshot',
  now: Date.now() / 1000,
  others: 0,
  me: { ...me, queues: ['*'], missed: [] },
  calls: [],
  waiting: [],
  queues: [],
  agents: [],
  faults: [],
  labels: {
    queues: {},
    seats: {},
    partners: {},
    numbers: {},
    intents: {},
    intent_queues: {},
    place_questions: [],
    scripts: {},
    tickets: emptyState().labels.tickets,
  },
  emergency_queues: ['emergency'],
  break_reasons: ['用餐'],
  wrap_up_codes: ['已答复'],
  names: {},
}

function newCall(id: string, started = 0): CallView {
  return {
    id, caller: '', dialled: '', started, phase: 'ivr', queue: null, seat: null, priority: 0, position: null, queued_at: null,
    agent: null, choice: null, talking_since: null, adopted: false, held_since: null, hold_reminders: 0, muted: false, transfer: null, supervision: null, lost_leg: null, recording: 'none', escalation: null, wrap_up: null, satisfaction: null, decision: null, correction: null, screened: null, callback: false, followup: false, cases: [], ticket: [], risk: [], quality: [], summary: [], step: null, lines: [], suggestions: [], suggested_for: '',
    unheard: {}, missed_by: [], faults: [], masked: false, ended_at: null, ended_by: null, cause: '',
  } // prettier-ignore
}

function line(key: string, text: string, final = true): LineView {
  return {
    key,
    speaker: 'caller',
    kind: 'speech',
    agent: '',
    text,
    final,
    at: 1,
    confidence: null,
    cut: false,
    aside: false,
    read_by: null,
    corrected: null,
  }
}

function changed(what: Partial<CallChange>): ServerMessage {
  return { type: 'changed', call: 'c', fields: {}, lines: [], dropped: [], ...what }
}

describe('changes of a call', () => {
  function after(...changes: Partial<CallChange>[]): CallView {
    const state = emptyState()
    for (const message of [{ ...snapshot, calls: [newCall('c')] }, ...changes.map(changed)])
      applyMessage(state, message)
    return state.calls['c']!
  }

  it('set its fields and leave the others', () => {
    const call = after({ fields: { phase: 'talking', agent: '8001' } }, { fields: { unheard: { agent: 'gone' } } })
    expect(call).toEqual({ ...newCall('c'), phase: 'talking', agent: '8001', unheard: { agent: 'gone' } })
  })

  it('replace a line in place and put a new one behind', () => {
    const call = after(
      { lines: [line('caller:0', '楼', false)] },
      { lines: [line('agent:0', '请')] },
      { lines: [line('caller:0', '楼下')] },
    )
    expect(call.lines.map((one) => [one.key, one.text, one.final])).toEqual([
      ['caller:0', '楼下', true],
      ['agent:0', '请', true],
    ])
  })

  it('drop lines, those that are not there too', () => {
    const call = after(
      { lines: [line('caller:0', '呃', false), line('caller:1', '喂')] },
      { dropped: ['caller:0', 'caller:7'] },
    )
    expect(call.lines.map((one) => one.key)).toEqual(['caller:1'])
  })

  it('of a call that is not shown do nothing', () => {
    const state = emptyState()
    applyMessage(state, snapshot)
    applyMessage(state, changed({ lines: [line('caller:0', '喂')] }))
    expect(state.calls).toEqual({})
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
    applyMessage(state, changed({ lines: [line('caller:0', '你好')] }))
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
    applyMessage(state, { ...snapshot, agents: [{ ...me, queues: ['*'], missed: [] }] })
    const messages: ServerMessage[] = [
      { type: 'agent', agent: { ...me, queues: ['*'], missed: [], phase: 'talking', call: 'c' } },
      { type: 'agent', agent: { ...me, queues: ['*'], missed: [], id: '8001' } },
      {
        type: 'queue',
        queue: { queue: 'urban', waiting: 2, longest_wait_s: 3, agents_available: 1, at: 1, there: [] },
      },
    ]
    for (const message of messages) applyMessage(state, message)
    expect([state.me?.phase, state.agents['9001']?.call, state.queues['urban']?.waiting]).toEqual(['talking', 'c', 2])
    expect(Object.keys(state.agents), 'nobody that is not shown').toEqual(['9001'])
  })

  it('keep the latest faults of the service', () => {
    const state = emptyState()
    for (let at = 0; at < 30; at++) {
      applyMessage(state, { type: 'fault', fault: { at, part: 'media', message: 'm', done: 'd' } })
    }
    expect([state.faults.length, state.faults.at(-1)?.at]).toEqual([20, 29])
  })
})

it('counts by the clock of the server, however wrong that of the browser is', () => {
  const state = emptyState()
  const wrong = Date.now() / 1000 - 7200
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: wrong * 1000 })
  const scope = effectScope()
  const { now } = scope.run(() => createClock(state))!
  applyMessage(state, { ...snapshot, now: wrong + 7200 })
  vi.advanceTimersByTime(1000)
  expect(now.value).toBeCloseTo(wrong + 7201, 0)
  vi.setSystemTime((wrong - 86_400) * 1000) // put wrong in mid-shift
  applyMessage(state, { type: 'beat', now: wrong + 7210 })
  vi.advanceTimersByTime(1000)
  expect(now.value).toBeCloseTo(wrong + 7211, 0)
  scope.stop()
  vi.useRealTimers()
})

it('says that the desk is open in another browser, and no longer when that is closed', () => {
  const state = emptyState()
  applyMessage(state, { ...snapshot, others: 1 })
  expect(state.others).toBe(1)
  applyMessage(state, { type: 'elsewhere', others: 0 })
  expect(state.others).toBe(0)
})

describe('queues', () => {
  const queue = (id: string, waiting = 0) => ({
    queue: id,
    waiting,
    longest_wait_s: 0,
    agents_available: 1,
    at: 0,
    there: [],
  })
  const waiting = (id: string, to: string) => ({
    id,
    caller: '',
    queue: to,
    priority: 0,
    position: 1,
    queued_at: 0,
    intent_name: '',
  })

  it('stand in the order of the configuration, emergency first, however many wait', () => {
    const state = emptyState()
    applyMessage(state, { ...snapshot, queues: ['urban', 'police', 'emergency', 'consumer'].map((id) => queue(id)) })
    applyMessage(state, { type: 'waiting', call: waiting('a', 'consumer') })
    applyMessage(state, { type: 'queue', queue: queue('consumer', 1) })
    expect(queueRows(state).map((row) => row.queue)).toEqual(['emergency', 'urban', 'police', 'consumer'])
  })

  it('count the calls that are listed', () => {
    const state = emptyState()
    const seen = { ...newCall('b'), phase: 'queued' as const, queue: 'urban' }
    applyMessage(state, {
      ...snapshot,
      queues: [queue('urban', 7)],
      waiting: [waiting('a', 'urban')],
      calls: [seen, newCall('c')],
    })
    expect(queueRows(state)[0]?.waiting).toBe(2)
    applyMessage(state, { type: 'gone', call: 'a' })
    expect(queueRows(state)[0]?.waiting).toBe(1)
    applyMessage(state, changed({ call: 'b', fields: { phase: 'ringing' } }))
    expect(queueRows(state)[0]?.waiting).toBe(0)
  })
})
