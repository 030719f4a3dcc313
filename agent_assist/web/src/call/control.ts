/** What the agent may do with a call that runs. */

import { duration } from '../text/format'
import type { CallView, ColleagueView, Labels, OversightMessage, QueueView, TransferView } from '../connection/protocol'
import type { Words } from '../language/words'

export interface Controls {
  hold: boolean
  retrieve: boolean
  mute: boolean
  /** Blind transfer and consultation: somebody is to be chosen. */
  give: boolean
  takeBack: boolean
  swap: boolean
  join: boolean
  complete: boolean
  /** Of who was consulted. */
  leave: boolean
  pauseRecording: boolean
  resumeRecording: boolean
}

const ASKED = ['requested', 'ringing', 'accepted', 'briefing', 'bridged']

const GONE_ON = 'handed to another machine'

/** Whether it is over here because an agent of another of the hotline's machines has the caller (`GONE_ON` of the
 * contracts). */
export function goneOn(call: CallView): boolean {
  return call.phase === 'ended' && call.cause.startsWith(GONE_ON)
}

/** The consultation that is going on; null when there is none. */
export function consultation(call: CallView): TransferView | null {
  const { transfer } = call
  return transfer?.kind === 'consult' && ASKED.includes(transfer.state) ? transfer : null
}

/** Which buttons of the call would do something now, for this agent. */
export function controlsOf(call: CallView, me: string | undefined): Controls {
  const own = call.agent === me && call.phase === 'talking'
  const held = call.held_since !== null
  const asked = consultation(call)
  const answered = asked?.state === 'briefing' || asked?.state === 'bridged'
  return {
    hold: own && !held && (asked === null || asked.state === 'bridged'),
    retrieve: own && held && asked === null,
    mute: own,
    give: own && asked === null,
    takeBack: own && asked !== null,
    swap: own && asked?.state === 'briefing',
    join: own && asked?.state === 'briefing',
    complete: own && asked !== null,
    leave: answered && asked.agent === me && call.phase === 'talking',
    pauseRecording: own && call.recording === 'runs',
    resumeRecording: own && call.recording === 'paused',
  }
}

/** What a supervisor may do with a call of somebody else; how it stands now is never among them. */
export function oversightOf(call: CallView, me: string | undefined, oversees: boolean): OversightMessage[] {
  if (!oversees || call.phase !== 'talking' || call.agent === me) return []
  const { supervision } = call
  if (supervision && supervision.agent !== me) return []
  const stop: OversightMessage = { type: 'stop_supervising', call: call.id }
  if (supervision?.state === 'ringing') return [stop]
  const modes = (['listen', 'whisper', 'barge'] as const)
    .filter((mode) => mode !== supervision?.state)
    .map((mode): OversightMessage => ({ type: 'supervise', call: call.id, mode }))
  return supervision ? [...modes, { type: 'take_over', call: call.id }, stop] : modes
}

/** How long the caller has been on hold, as a notice; empty when they are not. */
export function holdNotice(call: CallView, now: number, words: Words): string {
  return call.held_since === null ? '' : `${words.onHold} ${duration(Math.max(0, now - call.held_since))}`
}

/** How a transfer or consultation stands, or came out. */
export function transferNotice(transfer: TransferView, name: (agent: string | null) => string, words: Words): string {
  const one = transfer.agent ?? transfer.partner
  const who = one ? name(one) : transfer.queue ? words.queues : ''
  const reasons: Record<string, string> = { ...words.outcome, ...words.how }
  const why = reasons[transfer.reason] ?? ''
  return [`${words.transferKind[transfer.kind]} ${who}`, words.transferState[transfer.state], why]
    .filter(Boolean)
    .join(' · ')
}

export interface Target {
  value: string
  name: string
  free: boolean
  agent: string | null
  queue: string | null
  /** An office outside. */
  partner: string | null
}

export interface TargetGroup {
  name: string
  targets: Target[]
}

/** To whom a call may be given: colleagues, the free ones first, and queues; offices outside can be consulted only. */
export function targets(
  agents: ColleagueView[],
  queues: QueueView[],
  labels: Labels,
  words: Words,
  outside = false,
): TargetGroup[] {
  // prettier-ignore
  const free = (one: ColleagueView) => one.phase === 'available' || one.phase === 'wrap_up'
  const people = [...agents]
    .sort((a, b) => Number(free(b)) - Number(free(a)))
    .map((one) => ({
      value: `agent ${one.id}`,
      name: `${one.name} · ${words.phase[one.phase]}`,
      free: free(one),
      agent: one.id,
      queue: null,
      partner: null,
    }))
  const known = new Map(queues.map((queue) => [queue.queue, queue]))
  const lines = Object.entries(labels.queues).map(([id, name]) => ({
    value: `queue ${id}`,
    name: known.has(id) ? `${name} · ${words.freeAgents} ${known.get(id)?.agents_available}` : name,
    free: true,
    agent: null,
    queue: id,
    partner: null,
  }))
  const offices = Object.entries(labels.partners).map(([id, name]) => ({
    value: `partner ${id}`,
    name,
    free: true,
    agent: null,
    queue: null,
    partner: id,
  }))
  return [
    { name: words.agents, targets: people },
    { name: words.queues, targets: lines },
    ...(outside && offices.length ? [{ name: words.offices, targets: offices }] : []),
  ]
}
