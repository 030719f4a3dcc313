/** All that passes between the desk and this page; what it shows and sends is made from the service's models. */

import type {
  AgentView, CallView, ClientMessage, CorrectionView, DecisionView, FaultView, Labels, LineView, QueueView, ScreenedView,
  Suggestion, WaitingView,
} from './generated/desk' // prettier-ignore

export type * from './generated/desk'

export type Leg = Exclude<LineView['speaker'], 'system'>
export type Standing = ScreenedView['standing']
export type Identity = Pick<AgentView, 'id' | 'name' | 'role' | 'queues'>
export type SeenWhat = Extract<ClientMessage, { type: 'seen' }>['what']

export interface Snapshot {
  now: number
  me: AgentView
  calls: CallView[]
  waiting: WaitingView[]
  queues: QueueView[]
  agents: AgentView[]
  faults: FaultView[]
  labels: Labels
  emergency_queues: string[]
}

interface OfCall {
  call: string
  at: number
}

type Transcript = OfCall & { leg: Leg; utterance: number; text: string }

/** Events of one call, as contracts/ writes them; fields that nothing here reads are left out. */
export type CallEvent =
  | (OfCall & { type: 'call_started'; caller: string; dialled: string })
  | (OfCall & { type: 'screened'; standing: Standing; reason: string })
  | (OfCall & { type: 'call_queued'; queue: string; priority: number; position: number })
  | (OfCall & { type: 'agent_ringing' | 'agent_missed' | 'agent_answered'; agent: string })
  | (OfCall & { type: 'bridged'; agent: string; adopted: boolean })
  | (OfCall & { type: 'call_ended'; by: string; cause: string })
  | (OfCall & { type: 'decided' } & Omit<DecisionView, 'at'>)
  | (OfCall & { type: 'corrected' } & Omit<CorrectionView, 'at'>)
  | (OfCall & { type: 'suggested'; for_text: string; suggestions: Suggestion[] })
  | (OfCall & { type: 'hearing_failed'; leg: Leg; reason: string })
  | (OfCall & { type: 'prompt_started'; prompt: string; text: string })
  | (OfCall & { type: 'prompt_ended'; prompt: string; how: 'played' | 'interrupted' | 'failed' })
  | (OfCall & { type: 'key_pressed'; digit: string })
  | (Transcript & { type: 'transcript_partial' })
  | (Transcript & { type: 'transcript_final'; written: string; confidence: number })
  | (FaultView & { type: 'fault'; call: string })

export type ServiceEvent =
  | (FaultView & { type: 'fault'; call: null })
  | (QueueView & { type: 'queue_changed' })
  | { type: 'agent_changed'; at: number; agent: string; phase: AgentView['phase']; call: string | null; paused: boolean }

export type ServerMessage =
  | ({ type: 'snapshot' } & Snapshot)
  | { type: 'event'; event: CallEvent | ServiceEvent }
  | { type: 'call'; call: CallView }
  | { type: 'waiting'; call: WaitingView }
  | { type: 'gone'; call: string }
  | { type: 'error'; error: string; message: string }
