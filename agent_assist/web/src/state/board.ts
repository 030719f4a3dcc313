/** What this desk shows, and how a message of the server changes it. */

import type {
  AgentView, CallChange, CallView, FaultView, Labels, LineView, QueueThereView, QueueView, ServerMessage, WaitingView,
} from '../connection/protocol' // prettier-ignore

const MAX_SERVICE_FAULTS = 20

export interface DeskState {
  /** False until the first snapshot. */
  ready: boolean
  /** How many snapshots came: one after each connection, and one whenever a configuration goes live. */
  snapshots: number
  /** Seconds the server's clock is ahead of this machine's. */
  clockAhead: number
  /** Other browsers in which this agent has the desk open. */
  others: number
  me: AgentView | null
  calls: Record<string, CallView>
  waiting: Record<string, WaitingView>
  queues: Record<string, QueueView>
  agents: Record<string, AgentView>
  faults: FaultView[]
  labels: Labels
  emergencyQueues: string[]
  breakReasons: string[]
  wrapUpCodes: string[]
  /** Names of all agents, by id. */
  names: Record<string, string>
}

export function emptyState(): DeskState {
  return {
    ready: false,
    snapshots: 0,
    clockAhead: 0,
    others: 0,
    me: null,
    calls: {},
    waiting: {},
    queues: {},
    agents: {},
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
      tickets: { categories: [], units: {}, deadlines: {}, danger: null, text_messages: false, labels: {} },
    },
    emergencyQueues: [],
    breakReasons: [],
    wrapUpCodes: [],
    names: {},
  }
}

export function applyMessage(state: DeskState, message: ServerMessage): void {
  switch (message.type) {
    case 'snapshot':
      state.ready = true
      state.snapshots++
      state.clockAhead = message.now - Date.now() / 1000
      state.others = message.others
      state.me = message.me
      state.calls = byId(message.calls, (call) => call.id)
      state.waiting = byId(message.waiting, (call) => call.id)
      state.queues = byId(message.queues, (queue) => queue.queue)
      state.agents = byId(message.agents, (agent) => agent.id)
      state.faults = message.faults
      state.labels = message.labels
      state.emergencyQueues = message.emergency_queues
      state.breakReasons = message.break_reasons
      state.wrapUpCodes = message.wrap_up_codes
      state.names = message.names
      break
    case 'call':
      delete state.waiting[message.call.id]
      state.calls[message.call.id] = message.call
      break
    case 'waiting':
      delete state.calls[message.call.id]
      state.waiting[message.call.id] = message.call
      break
    case 'gone':
      delete state.calls[message.call]
      delete state.waiting[message.call]
      break
    case 'changed': {
      const call = state.calls[message.call]
      if (call) applyChange(call, message)
      break
    }
    case 'queue':
      state.queues[message.queue.queue] = message.queue
      break
    case 'agent': {
      const { agent } = message
      if (agent.id in state.agents) state.agents[agent.id] = agent
      if (agent.id === state.me?.id) state.me = agent
      break
    }
    case 'beat':
      state.clockAhead = message.now - Date.now() / 1000
      break
    case 'elsewhere':
      state.others = message.others
      break
    case 'fault':
      state.faults = [...state.faults, message.fault].slice(-MAX_SERVICE_FAULTS)
  }
}

export interface QueueRow {
  queue: string
  /** Counted from the calls that are listed, so that number and list never contradict each other. */
  waiting: number
  /** When the one who waits longest came into the queue, epoch seconds; null: nobody waits. */
  waiting_since: number | null
  agents_available: number
  /** How it stands at the other machines. */
  there: QueueThereView[]
}

/** In the order of the configuration, which the server sends them in; what may be danger to life stands first. */
export function queueRows(state: DeskState): QueueRow[] {
  const queued = Object.values(state.calls).filter((call) => call.phase === 'queued')
  const listed = [...Object.values(state.waiting), ...queued]
  const urgent = (row: QueueRow) => Number(state.emergencyQueues.includes(row.queue))
  return Object.values(state.queues)
    .map(({ queue, agents_available, there }) => {
      const here = listed.filter((call) => call.queue === queue)
      const since = here.flatMap((call) => (call.queued_at === null ? [] : [call.queued_at]))
      const waiting_since = since.length ? Math.min(...since) : null
      return { queue, waiting: here.length, waiting_since, agents_available, there }
    })
    .sort((a, b) => urgent(b) - urgent(a))
}

/** Changes the call in place, so that only what changed is drawn anew. */
function applyChange(call: CallView, change: CallChange): void {
  Object.assign(call, change.fields)
  for (const key of change.dropped) {
    const at = place(call, key)
    if (at >= 0) call.lines.splice(at, 1)
  }
  for (const line of change.lines) {
    const at = place(call, line.key)
    if (at >= 0) call.lines[at] = line
    else call.lines.push(line)
  }
}

/** From the end, because it is nearly always one of the last two. */
function place(call: CallView, key: LineView['key']): number {
  return call.lines.findLastIndex((line) => line.key === key)
}

function byId<T>(items: T[], id: (item: T) => string): Record<string, T> {
  return Object.fromEntries(items.map((item) => [id(item), item]))
}
