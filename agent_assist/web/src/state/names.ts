/** What people read for the ids that the server sends. */

import type { Ref } from 'vue'
import type { CallView, Identity } from '../connection/protocol'
import type { DeskState } from './board'

export interface Names {
  isEmergency(queue: string | null | undefined): boolean
  queueName(queue: string | null): string
  /** Of a special seat, with the offices that it may bring in. */
  seatName(seat: string | null): string
  /** Of the number that was dialled. */
  numberName(number: string): string
  intentName(intent: string | null): string
  agentName(agent: string | null): string
  /** What a call is about, as far as it was understood. */
  about(call: CallView): string
}

export function createNames(state: DeskState, identity: Ref<Identity | null>): Names {
  const intentName = (intent: string | null) => (intent === null ? '' : (state.labels.intents[intent] ?? intent))
  return {
    isEmergency: (queue) => queue != null && state.emergencyQueues.includes(queue),
    queueName: (queue) => (queue === null ? '' : (state.labels.queues[queue] ?? queue)),
    seatName: (seat) => (seat === null ? '' : (state.labels.seats[seat] ?? seat)),
    numberName: (number) => state.labels.numbers[number] ?? number,
    intentName,
    about: ({ decision }) => decision?.intent_name || intentName(decision?.intent ?? null),
    agentName(agent) {
      if (agent !== null && agent === identity.value?.id) return identity.value.name
      if (agent === null) return ''
      return state.names[agent] ?? state.agents[agent]?.name ?? state.labels.partners[agent] ?? agent
    },
  }
}
