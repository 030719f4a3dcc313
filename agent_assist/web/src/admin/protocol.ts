/** Mirrors agent_assist/admin/wire/: all that passes between the service and the administrators' page. */

export interface FileText {
  name: string
  text: string
}

export interface ConfigView {
  files: FileText[]
  main: string
  base: number
  changed_on_disk: boolean
  on_disk: FileText[]
  tests: FileText[]
}

export interface Problem {
  file: string
  line: number
  column: number
  end_line: number | null
  end_column: number | null
  severity: 'error' | 'doubt'
  kind: string
  path: string
  message: string
  hint: string
}

export type NodeKind =
  | 'greeting' | 'language' | 'announcement' | 'key' | 'intent' | 'question' | 'answer' | 'menu' | 'hours' | 'queue'
  | 'human' | 'end' // prettier-ignore

export interface GraphNode {
  id: string
  kind: NodeKind
  label: string
  detail: string
  group: string
  urgent: boolean
  file: string
  line: number
}

export interface GraphEdge {
  source: string
  target: string
  label: string
  kind: 'flow' | 'key' | 'after_hours' | 'fallback'
}

export interface Graph {
  nodes: GraphNode[]
  edges: GraphEdge[]
}

export interface Checked {
  problems: Problem[]
  graph: Graph | null
  intents: number
  queues: number
  took_ms: number
}

export interface Slot {
  id: string
  label: string
  value: string
  said: string
}

export interface Decision {
  outcome: 'confirm' | 'route' | 'ask_again' | 'handover' | 'answer' | 'ask'
  intent: string | null
  intent_name: string
  queue: string | null
  queue_name: string
  score: number
  runner_up: string | null
  runner_up_name: string
  runner_up_score: number
  reason: string
  heard: string
  slots: Slot[]
  also: string[]
}

export interface Step {
  at: number
  kind: 'say' | 'listen' | 'interrupted' | 'speech' | 'key' | 'silence' | 'decision' | 'route' | 'hang_up'
  text: string
  decision: Decision | null
}

export interface Tried {
  session: string
  steps: Step[]
  done: boolean
  asked: boolean
  decision: Decision | null
}

/** What the caller does next in a conversation that is tried. */
export type CallerDoes = { text: string; alternatives?: string[] } | { key: string } | { silence: true }

export interface Spoken {
  text: string
  alternatives: string[]
  confidence: number
}

export type TestKind = 'saying' | 'conversation' | 'recording'

export interface FailedTest {
  kind: TestKind
  file: string
  name: string
  expected: string
  got: string
  detail: string
  score: number
}

export interface Confusion {
  rows: string[]
  columns: string[]
  counts: number[][]
}

export interface TrialReport {
  passed: boolean
  total: number
  kinds: { kind: TestKind; tests: number; wrong_percent: number; allowed_percent: number }[]
  failed: FailedTest[]
  confusion: Confusion
  problems: Problem[]
  took_ms: number
}

export interface Destination {
  queue: string
  queue_name: string
  intent: string | null
  intent_name: string
}

export interface Difference {
  call: string
  at: number
  heard: string[]
  before: Destination
  after: Destination
  reason: string
}

export interface WhatIf {
  calls: number
  same: number
  different: Difference[]
  asked_before: number
  asked_after: number
  problems: Problem[]
}

/** What does not stop a publication. */
export interface Allowed {
  /** Tests that fail or cannot be run. */
  untested: boolean
  /** Changes on the disk that were never published; the service keeps a copy of them. */
  over_edits: boolean
}

export interface Published {
  generation: number
  live: boolean
  refused: string
  changes: string[]
  restart: string[]
}

export interface Generation {
  number: number
  at: number
  by: string
  why: string
  active: boolean
}

export interface GenerationContent {
  number: number
  files: FileText[]
}

/** With status 409: who has published meanwhile. */
export interface ConflictAnswer {
  error: 'conflict'
  active: number
  by: string
  at: number
  why: string
}
