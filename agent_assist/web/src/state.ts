/** What this desk shows, and how a message of the server changes it. */

import type { AgentView, CallView, FaultView, Labels, QueueView, ServerMessage, ServiceEvent, WaitingView } from './protocol'
import { applyToCall } from './reducer'

const MAX_SERVICE_FAULTS = 20

export interface DeskState {
  /** False until the first snapshot. */
  ready: boolean
  /** Seconds the server's clock is ahead of this machine's. */
  clockAhead: number
  me: AgentView | null
  calls: Record<string, CallView>
  waiting: Record<string, WaitingView>
  queues: Record<string, QueueView>
  agents: Record<string, AgentView>
  faults: FaultView[]
  labels: Labels
  emergencyQueues: string[]
}

export function emptyState(): DeskState {
  return {
    ready: false,
    clockAhead: 0,
    me: null,
    calls: {},
    waiting: {},
    queues: {},
    agents: {},
    faults: [],
    labels: { queues: {}, intents: {}, intent_queues: {} },
    emergencyQueues: [],
  }
}

export function applyMessage(state: DeskState, message: ServerMessage): void {
  switch (message.type) {
    case 'snapshot':
      state.ready = true
      state.clockAhead = message.now - Date.now() / 1000
      state.me = message.me
      state.calls = byId(message.calls, (call) => call.id)
      state.waiting = byId(message.waiting, (call) => call.id)
      state.queues = byId(message.queues, (queue) => queue.queue)
      state.agents = byId(message.agents, (agent) => agent.id)
      state.faults = message.faults
      state.labels = message.labels
      state.emergencyQueues = message.emergency_queues
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
    case 'event':
      if ('call' in message.event && message.event.type !== 'agent_changed' && message.event.call !== null) {
        const call = state.calls[message.event.call]
        if (call) applyToCall(call, message.event)
      } else {
        applyToService(state, message.event as ServiceEvent)
      }
  }
}

function applyToService(state: DeskState, event: ServiceEvent): void {
  switch (event.type) {
    case 'fault': {
      const { at, part, message, done } = event
      state.faults = [...state.faults, { at, part, message, done }].slice(-MAX_SERVICE_FAULTS)
      break
    }
    case 'queue_changed': {
      const { type: _type, ...queue } = event
      state.queues[event.queue] = queue
      break
    }
    case 'agent_changed': {
      const agents = [state.agents[event.agent], state.me?.id === event.agent ? state.me : undefined]
      for (const agent of agents) if (agent) Object.assign(agent, { phase: event.phase, call: event.call, paused: event.paused })
    }
  }
}

function byId<T>(items: T[], id: (item: T) => string): Record<string, T> {
  return Object.fromEntries(items.map((item) => [id(item), item]))
}
