/** All that passes between the desk and this page; what it shows and sends is made from the service's models. */

import type {
  AgentView, CallView, ClientMessage, FaultView, Labels, LineView, QueueView, ScreenedView, WaitingView,
} from '../generated/desk' // prettier-ignore

export type * from '../generated/desk'

export type Leg = Exclude<LineView['speaker'], 'system'>
export type Standing = ScreenedView['standing']
/** `phone`: the page may be the agent's telephone. */
export type Identity = Pick<AgentView, 'id' | 'name' | 'role' | 'queues'> & { phone: boolean }
export type SeenWhat = Extract<ClientMessage, { type: 'seen' }>['what']

export type ControlMessage = Extract<
  ClientMessage,
  {
    type:
      | 'hold' | 'retrieve' | 'mute' | 'hand_on' | 'consult' | 'take_back' | 'swap' | 'join' | 'complete' | 'leave'
      | 'pause_recording' | 'resume_recording' | 'escalate' // prettier-ignore
  }
>

/** What supervisors do with a call. */
export type OversightMessage = Extract<ClientMessage, { type: 'supervise' | 'take_over' | 'stop_supervising' }>

export interface Snapshot {
  now: number
  /** Other browsers in which this agent has the desk open. */
  others: number
  me: AgentView
  calls: CallView[]
  waiting: WaitingView[]
  queues: QueueView[]
  agents: AgentView[]
  faults: FaultView[]
  labels: Labels
  emergency_queues: string[]
  /** What a break may be for. */
  break_reasons: string[]
  /** What an agent says came of a call. */
  wrap_up_codes: string[]
  /** Names of all agents, by id. */
  names: Record<string, string>
}

/** What an event has changed of a call. */
export interface CallChange {
  call: string
  fields: Partial<Omit<CallView, 'lines'>>
  /** New ones, and ones that replace that of their key in place. */
  lines: LineView[]
  /** Keys of lines that are gone. */
  dropped: string[]
}

export type ServerMessage =
  | ({ type: 'snapshot' } & Snapshot)
  | { type: 'call'; call: CallView }
  | ({ type: 'changed' } & CallChange)
  | { type: 'waiting'; call: WaitingView }
  | { type: 'gone'; call: string }
  | { type: 'queue'; queue: QueueView }
  | { type: 'agent'; agent: AgentView }
  | { type: 'fault'; fault: FaultView }
  | { type: 'elsewhere'; others: number }
  /** What was asked with that number is done. */
  | { type: 'done'; request: number }
  | { type: 'error'; request: number | null; error: string; message: string }
  /** A sign of life, when there was nothing else to say. */
  | { type: 'beat'; now: number }
