/** The calls of this desk, and which of them is looked at. */

import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { consultation } from '../call/control'
import type { CallView, Identity } from '../connection/protocol'
import type { DeskState } from './board'

/** Of calls that are over. Others are found among past calls; kept here they would fill the page over a shift. */
const MOST_RECENT = 30

export interface Calls {
  selectedId: Ref<string | null>
  selected: ComputedRef<CallView | null>
  runningCalls: ComputedRef<CallView[]>
  recentCalls: ComputedRef<CallView[]>
  /** The call on this agent's own phone. */
  ownCall: ComputedRef<CallView | null>
  /** The one that rings there: for a citizen, or for a colleague who asks. */
  ringingCall: ComputedRef<CallView | null>
  isOwn(call: CallView): boolean
}

export function createCalls(state: DeskState, identity: Ref<Identity | null>): Calls {
  const selectedId = ref<string | null>(null)
  const selected = computed(() => (selectedId.value ? (state.calls[selectedId.value] ?? null) : null))
  const calls = computed(() => Object.values(state.calls).sort((a, b) => b.started - a.started))
  const runningCalls = computed(() => calls.value.filter((call) => call.phase !== 'ended'))
  const endedCalls = computed(() => calls.value.filter((call) => call.phase === 'ended'))
  const recentCalls = computed(() => endedCalls.value.slice(0, MOST_RECENT))
  // Nothing that is being read goes.
  watch(endedCalls, (ended) => {
    for (const call of ended.slice(MOST_RECENT)) if (call.id !== selectedId.value) delete state.calls[call.id]
  })
  const isOwn = (call: CallView) => call.agent === identity.value?.id
  const ownCall = computed(
    () =>
      runningCalls.value.find((call) => isOwn(call) && ['ringing', 'talking'].includes(call.phase)) ??
      runningCalls.value.find((call) => consultation(call)?.agent === identity.value?.id) ??
      null,
  )
  const ringingCall = computed(() => {
    const call = ownCall.value
    if (!call) return null
    const asked = consultation(call)
    const rings = isOwn(call)
      ? call.phase === 'ringing'
      : asked?.state === 'ringing' && asked.agent === identity.value?.id
    return rings ? call : null
  })
  // A call that reaches the agent's phone comes to the front by itself.
  watch(
    () => ownCall.value?.id,
    (id) => {
      if (id) selectedId.value = id
    },
  )
  // A page that was loaded anew in wrap-up shows the call that is to be written up.
  const wrappingUp = computed(() => state.agents[identity.value?.id ?? '']?.phase === 'wrap_up')
  watch([wrappingUp, endedCalls], ([now, ended]) => {
    if (now) selectedId.value ??= ended.find(isOwn)?.id ?? null
  })
  return { selectedId, selected, runningCalls, recentCalls, ownCall, ringingCall, isOwn }
}
