/** Mirrors contracts/ and agent_assist/desk/views.py: all that passes between the desk and this page. */

export type Role = 'agent' | 'supervisor' | 'administrator'
export type AgentPhase = 'offline' | 'paused' | 'available' | 'ringing' | 'talking' | 'wrap_up'
export type CallPhase = 'ivr' | 'queued' | 'ringing' | 'talking' | 'ended'
export type Leg = 'caller' | 'agent'

export interface Identity {
  id: string
  name: string
  role: Role
  queues: string[]
}

export interface LineView {
  key: string
  speaker: Leg | 'system'
  kind: 'speech' | 'prompt' | 'key'
  text: string
  final: boolean
  at: number
  confidence: number | null
  cut: boolean
}

export interface Slot {
  id: string
  label: string
  value: string
  said: string
}

export interface DecisionView {
  at: number
  outcome: 'confirm' | 'route' | 'ask_again' | 'handover' | 'answer' | 'ask'
  intent: string | null
  intent_name: string
  queue: string | null
  score: number
  runner_up: string | null
  runner_up_score: number
  reason: string
  heard: string
  slots: Slot[]
  also: string[]
}

/** Where an agent says that the call belonged. */
export interface CorrectionView {
  at: number
  agent: string
  intent: string | null
  queue: string
}

export interface Suggestion {
  article: string
  title: string
  text: string
  source: string
  score: number
  matched: string[]
}

export type Standing = 'grey' | 'black'

export interface FaultView {
  at: number
  part: string
  message: string
  done: string
}

export interface CallView {
  id: string
  caller: string
  dialled: string
  started: number
  phase: CallPhase
  queue: string | null
  priority: number
  position: number | null
  queued_at: number | null
  agent: string | null
  talking_since: number | null
  adopted: boolean
  decision: DecisionView | null
  correction: CorrectionView | null
  screened: { standing: Standing; reason: string } | null
  lines: LineView[]
  suggestions: Suggestion[]
  suggested_for: string
  unheard: Partial<Record<Leg, string>>
  missed_by: string[]
  faults: FaultView[]
  ended_at: number | null
  ended_by: string | null
  cause: string
}

export interface WaitingView {
  id: string
  caller: string
  queue: string
  priority: number
  position: number | null
  queued_at: number
  intent_name: string
}

export interface QueueView {
  queue: string
  waiting: number
  longest_wait_s: number
  agents_available: number
  at: number
}

export interface AgentView extends Identity {
  extension: string
  phase: AgentPhase
  call: string | null
  paused: boolean
}

/** Names by id, and the queue of each intent. */
export interface Labels {
  queues: Record<string, string>
  intents: Record<string, string>
  intent_queues: Record<string, string>
}

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
  | { type: 'agent_changed'; at: number; agent: string; phase: AgentPhase; call: string | null; paused: boolean }

export type ServerMessage =
  | ({ type: 'snapshot' } & Snapshot)
  | { type: 'event'; event: CallEvent | ServiceEvent }
  | { type: 'call'; call: CallView }
  | { type: 'waiting'; call: WaitingView }
  | { type: 'gone'; call: string }
  | { type: 'error'; error: string; message: string }

export type SeenWhat = 'partial' | 'final' | 'suggestion'

export type ClientMessage =
  | { type: 'set_phase'; phase: 'available' | 'paused' }
  | { type: 'hang_up'; call: string }
  | { type: 'correct'; call: string; intent: string | null; queue: string | null }
  | { type: 'seen'; call: string; what: SeenWhat; at: number }
