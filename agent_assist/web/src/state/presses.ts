/** What the agent does at the desk, and whether it had an effect. */

import { ElMessage } from 'element-plus/es/components/message/index'
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { ConnectionState } from '../connection/live'
import type { ClientMessage, ControlMessage, Identity, OversightMessage, SeenWhat } from '../connection/protocol'

export type Action = 'available' | 'paused' | 'extend' | 'decline' | 'control'

/** A button that was pressed and has no answer yet. */
export interface Pending {
  action: Action
  agent: string
}

export interface Presses {
  pending: Ref<Pending | null>
  /** Nothing can be pressed now: there is no connection, or an earlier press has no answer yet. */
  blocked: ComputedRef<boolean>
  /** Why the last press did nothing; empty when it did. */
  failure: Ref<string>
  /** Nothing is waited for any longer. */
  forget(): void
  /** Back from anything, or a break; of somebody else when one oversees. */
  setPhase(phase: 'available' | 'paused', reason?: string, other?: string): Promise<void>
  /** 拒接: the next agent gets the call. */
  decline(call: string): Promise<void>
  extendWrapUp(): Promise<void>
  /** Hold, mute and the like: what is done with a call that runs. True when it was done. */
  control(message: ControlMessage | OversightMessage): Promise<boolean>
  hangUp(call: string): Promise<void>
  /** 小结: what came of the call. True when the desk has it. */
  wrapUp(call: string, code: string, note: string): Promise<boolean>
  /** 分错了: says where the call belonged; of an intent the queue follows. */
  correct(call: string, intent: string | null, queue: string | null): Promise<void>
  /** Tells the desk that something was painted for the first time, so that its delay can be measured. */
  reportSeen(call: string, what: SeenWhat): void
}

/** What was told is known of so many, the latest: those of calls that are long over are of no use. */
const MOST_REPORTED = 256

/** `ask` resolves with why something was not done, '' when it was; `send` waits for no answer. */
export function createPresses(
  ask: (message: ClientMessage) => Promise<string>,
  send: (message: ClientMessage) => boolean,
  connectionState: Ref<ConnectionState>,
  identity: Ref<Identity | null>,
): Presses {
  const pending = shallowRef<Pending | null>(null)
  const blocked = computed(() => connectionState.value !== 'live' || pending.value !== null)
  const failure = ref('')
  const reported = new Set<string>()

  /** True when it was done. */
  async function press(action: Action, agent: string | undefined, message: ClientMessage): Promise<boolean> {
    if (agent === undefined || pending.value) return false
    failure.value = ''
    const own: Pending = { action, agent }
    pending.value = own
    const why = await ask(message)
    if (pending.value !== own) return false
    pending.value = null
    failure.value = why
    return !why
  }

  /** What does not keep the other buttons from being pressed. True when it was done. */
  async function tell(message: ClientMessage): Promise<boolean> {
    const why = await ask(message)
    if (why) ElMessage.warning(why)
    return !why
  }

  return {
    pending,
    blocked,
    failure,
    forget() {
      pending.value = null
      failure.value = ''
      reported.clear()
    },
    setPhase: async (phase, reason = '', other) =>
      void (await press(phase, other ?? identity.value?.id, {
        type: 'set_phase',
        phase,
        reason,
        agent: other ?? null,
      })),
    decline: async (call) => void (await press('decline', identity.value?.id, { type: 'decline', call })),
    extendWrapUp: async () => void (await press('extend', identity.value?.id, { type: 'extend_wrap_up' })),
    control: (message) => press('control', identity.value?.id, message),
    hangUp: async (call) => void (await tell({ type: 'hang_up', call })),
    wrapUp: (call, code, note) => tell({ type: 'wrap_up', call, code, note }),
    correct: async (call, intent, queue) => void (await tell({ type: 'correct', call, intent, queue })),
    reportSeen(call, what) {
      const key = `${call} ${what}`
      if (reported.has(key)) return
      reported.add(key)
      const [oldest] = reported
      if (oldest !== undefined && reported.size > MOST_REPORTED) reported.delete(oldest)
      requestAnimationFrame(() => send({ type: 'seen', call, what, at: Date.now() / 1000 }))
    },
  }
}
