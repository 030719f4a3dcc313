/** What the boxes of the picture share: how they are marked, and what a click does. */

import type { InjectionKey } from 'vue'
import type { GraphNode, NodeKind, Problem } from '../protocol'

export interface Shown {
  severity: (node: GraphNode) => Problem['severity'] | undefined
  /** 'found' and 'other' while something is searched for. */
  search: (node: GraphNode) => 'found' | 'other' | ''
  open: (node: GraphNode) => void
  fold: (node: GraphNode) => void
}

export const SHOWN: InjectionKey<Shown> = Symbol('shown')

/** What stands on an intent for what is said or asked before its queue. */
export const SIGNS: Partial<Record<NodeKind, string>> = { announcement: '◉', question: '?', answer: '✎' }
