/** What the agent does at the desk, and whether it had an effect. */

import { ElMessage } from 'element-plus/es/components/message/index'
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { answersPress } from '../call/control'
import type { ConnectionState } from '../connection/live'
import type {
  ClientMessage,
  ControlMessage,
  Identity,
  OversightMessage,
  SeenWhat,
  ServerMessage,
} from '../connection/protocol'
import { words } from '../language/i18n'

export type Action = 'available' | 'paused' | 'extend' | 'decline' | 'control'

/** A button that was pressed and whose effect has not come back yet. */
export interface Pending {
  action: Action
  agent: string
  call?: string
}

export interface Presses {
  pending: Ref<Pending | null>
  /** Nothing can be pressed now: there is no connection, or an earlier press has not come back yet. */
  blocked: ComputedRef<boolean>
  /** Why the last press did nothing; empty when it did. */
  failure: Ref<string>
  /** Looks whether the message is what a press waits for. */
  heard(message: ServerMessage): void
  /** Nothing is waited for any longer. */
  forget(): void
  /** Back from anything, or a break; of somebody else when one oversees. */
  setPhase(phase: 'available' | 'paused', reason?: string, other?: string): void
  /** 拒接: the next agent gets the call. */
  decline(call: string): void
  extendWrapUp(): void
  /** Hold, mute and the like: what is done with a call that runs. */
  control(message: ControlMessage | OversightMessage): void
  hangUp(call: string): void
  /** 小结: what came of the call. */
  wrapUp(call: string, code: string, note: string): void
  /** 分错了: says where the call belonged; of an intent the queue follows. */
  correct(call: string, intent: string | null, queue: string | null): void
  /** Tells the desk that something was painted for the first time, so that its delay can be measured. */
  reportSeen(call: string, what: SeenWhat): void
}

/** Milliseconds after which a press counts as lost. */
const PATIENCE_MS = 5000

/** `send` is false when the message did not go; it is then not sent later either. */
export function createPresses(
  send: (message: ClientMessage) => boolean,
  connectionState: Ref<ConnectionState>,
  identity: Ref<Identity | null>,
): Presses {
  const pending = ref<Pending | null>(null)
  const blocked = computed(() => connectionState.value !== 'live' || pending.value !== null)
  const failure = ref('')
  const reported = new Set<string>()
  let patience: ReturnType<typeof setTimeout> | undefined

  function press(action: Action, agent: string | undefined, message: ClientMessage, call?: string): void {
    if (agent === undefined || pending.value) return
    failure.value = ''
    if (!send(message)) {
      failure.value = words.value.notSent
      return
    }
    pending.value = { action, agent, call }
    patience = setTimeout(() => failed(words.value.noAnswer), PATIENCE_MS)
  }

  function settled(): void {
    clearTimeout(patience)
    pending.value = null
  }

  function failed(why: string): void {
    if (pending.value) failure.value = why
    else ElMessage.warning(why)
    settled()
  }

  return {
    pending,
    blocked,
    failure,
    heard(message) {
      if (message.type === 'error') failed(message.message)
      if (message.type === 'agent' && message.agent.id === pending.value?.agent) settled()
      if (message.type === 'changed' && message.call === pending.value?.call && answersPress(message.fields)) settled()
    },
    forget() {
      settled()
      failure.value = ''
      reported.clear()
    },
    setPhase(phase, reason = '', other) {
      press(phase, other ?? identity.value?.id, { type: 'set_phase', phase, reason, agent: other ?? null })
    },
    decline: (call) => press('decline', identity.value?.id, { type: 'decline', call }),
    extendWrapUp: () => press('extend', identity.value?.id, { type: 'extend_wrap_up' }),
    control: (message) => press('control', identity.value?.id, message, message.call),
    hangUp: (call) => void send({ type: 'hang_up', call }),
    wrapUp(call, code, note) {
      if (!send({ type: 'wrap_up', call, code, note })) ElMessage.warning(words.value.notSent)
    },
    correct: (call, intent, queue) => void send({ type: 'correct', call, intent, queue }),
    reportSeen(call, what) {
      const key = `${call} ${what}`
      if (reported.has(key)) return
      reported.add(key)
      requestAnimationFrame(() => send({ type: 'seen', call, what, at: Date.now() / 1000 }))
    },
  }
}
