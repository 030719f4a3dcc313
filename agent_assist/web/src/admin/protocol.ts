/** All that passes between the service and the administrators' page; made from the service's models, but for this. */

import type { GraphNode, PublishRequest, SettleRequest, TryRequest } from '../generated/admin'

export type * from '../generated/admin'

export type NodeKind = GraphNode['kind']

/** What the caller does next in a conversation that is tried. */
export type CallerDoes = Pick<TryRequest, 'text' | 'alternatives' | 'key' | 'silence'>

/** What somebody has decided about sentences that might be learned. */
export type Verdict = SettleRequest['verdict']

/** What does not stop a publication. */
export type Allowed = Required<Pick<PublishRequest, 'untested' | 'over_edits'>>

/** Who has published meanwhile. */
export interface Conflict {
  active: number
  by: string
  at: number
  why: string
}

/** With status 409. */
export interface ConflictAnswer extends Conflict {
  error: 'conflict'
}
