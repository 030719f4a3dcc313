/** What a supervisor is to look at before anything else, the gravest first. */

import { stateOf } from '../agents/agents'
import type { DeskState } from '../state/board'

export type Alarm =
  | { kind: 'emergency'; call: string; queue: string; seconds: number }
  | { kind: 'lostLeg'; call: string; agent: string; seconds: number }
  | { kind: 'notAnswering'; agent: string }
  | { kind: 'longWait'; call: string; queue: string; seconds: number }
  | { kind: 'fault'; part: string; message: string }

/** Seconds from which on a wait is an alarm. */
const LONG_WAIT_S = 60
/** Seconds for which a fault of the service is shown. */
const FAULT_S = 600

export function alarms(state: DeskState, now: number): Alarm[] {
  const waiting = Object.values(state.calls)
    .filter((call) => call.phase === 'queued' && call.queue !== null && call.queued_at !== null)
    .map((call) => ({ call: call.id, queue: call.queue as string, seconds: now - (call.queued_at as number) }))
    .sort((a, b) => b.seconds - a.seconds)
  const urgent = waiting.filter(({ queue }) => state.emergencyQueues.includes(queue))
  const long = waiting.filter((one) => !urgent.includes(one) && one.seconds >= LONG_WAIT_S)
  const lost = Object.values(state.calls).flatMap(({ id, lost_leg }) => (lost_leg ? [{ call: id, ...lost_leg }] : []))
  const silent = Object.values(state.agents).filter((agent) => stateOf(agent) === 'not_answering')
  return [
    ...urgent.map((one): Alarm => ({ kind: 'emergency', ...one })),
    ...lost.map(({ call, agent, at }): Alarm => ({ kind: 'lostLeg', call, agent, seconds: now - at })),
    ...silent.map((agent): Alarm => ({ kind: 'notAnswering', agent: agent.id })),
    ...long.map((one): Alarm => ({ kind: 'longWait', ...one })),
    ...state.faults
      .filter((fault) => now - fault.at < FAULT_S)
      .map(({ part, message }): Alarm => ({ kind: 'fault', part, message })),
  ]
}
