/** What the agent may do with a call that runs. */

import { duration } from './format'
import type { CallView } from './protocol'
import type { Words } from './words'

/** Fields of a call that change when one of its buttons has done something. */
const FIELDS = ['held_since', 'muted', 'phase', 'agent'] as const

/** Whether a change of the call is what a press of one of its buttons waits for. */
export function answersPress(fields: Partial<CallView>): boolean {
  return FIELDS.some((name) => name in fields)
}

export interface Controls {
  hold: boolean
  retrieve: boolean
  mute: boolean
  unmute: boolean
}

/** Which buttons of the call would do something now. `own`: the agent leads it. */
export function controlsOf(call: CallView, own: boolean): Controls {
  const talks = own && call.phase === 'talking'
  const held = call.held_since !== null
  return { hold: talks && !held, retrieve: talks && held, mute: talks && !call.muted, unmute: talks && call.muted }
}

/** How long the caller has been on hold, as a notice; empty when they are not. */
export function holdNotice(call: CallView, now: number, words: Words): string {
  return call.held_since === null ? '' : `${words.onHold} ${duration(Math.max(0, now - call.held_since))}`
}
