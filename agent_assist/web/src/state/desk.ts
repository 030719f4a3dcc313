/** The one desk of this tab: its state, its connection, and what the agent does with it. */

import { ElMessage } from 'element-plus/es/components/message/index'
import { computed, reactive, ref, watch } from 'vue'
import { Refused, logOut as requestLogOut, whoAmI } from '../connection/requests'
import { answersPress, consultation } from '../call/control'
import { Connection, type ConnectionState } from '../connection/live'
import type { CallView, ClientMessage, ControlMessage, Identity, OversightMessage, SeenWhat } from '../connection/protocol'
import { applyMessage, emptyState } from './board'
import { words } from '../language/i18n'

export const identity = ref<Identity | null>(null)
export const connectionState = ref<ConnectionState>('connecting')
export const state = reactive(emptyState())
export const selectedId = ref<string | null>(null)

/** The server's time in epoch seconds, ticking once a second. */
export const now = ref(Date.now() / 1000)
setInterval(() => (now.value = Date.now() / 1000 + state.clockAhead), 1000)

const connection = new Connection({
  message(message) {
    if (message.type === 'error') failed(message.message)
    else applyMessage(state, message)
    if (message.type === 'agent' && message.agent.id === pending.value?.agent) settled()
    if (message.type === 'changed' && message.call === pending.value?.call && answersPress(message.fields)) settled()
  },
  state(changed) {
    connectionState.value = changed
  },
  loggedOut: forget,
  stillLoggedIn: async () => (await whoAmI()) !== null,
})

export const oversees = computed(() => identity.value !== null && identity.value.role !== 'agent')
export const selected = computed(() => (selectedId.value ? (state.calls[selectedId.value] ?? null) : null))

const newestFirst = (a: CallView, b: CallView) => b.started - a.started
const calls = computed(() => Object.values(state.calls).sort(newestFirst))
export const runningCalls = computed(() => calls.value.filter((call) => call.phase !== 'ended'))
export const recentCalls = computed(() => calls.value.filter((call) => call.phase === 'ended').slice(0, 30))

/** The call on this agent's own phone. */
export const ownCall = computed(
  () =>
    runningCalls.value.find((call) => isOwn(call) && ['ringing', 'talking'].includes(call.phase)) ??
    runningCalls.value.find((call) => consultation(call)?.agent === identity.value?.id) ??
    null,
)

export function isOwn(call: CallView): boolean {
  return call.agent === identity.value?.id
}

export function isEmergency(queue: string | null | undefined): boolean {
  return queue != null && state.emergencyQueues.includes(queue)
}

export function queueName(queue: string | null): string {
  return queue === null ? '' : (state.labels.queues[queue] ?? queue)
}

/** Of a special seat, with the offices that it may bring in. */
export function seatName(seat: string | null): string {
  return seat === null ? '' : (state.labels.seats[seat] ?? seat)
}

/** Of the number that was dialled. */
export function numberName(number: string): string {
  return state.labels.numbers[number] ?? number
}

export function intentName(intent: string | null): string {
  return intent === null ? '' : (state.labels.intents[intent] ?? intent)
}

export function agentName(agent: string | null): string {
  if (agent !== null && agent === identity.value?.id) return identity.value.name
  return agent === null ? '' : (state.names[agent] ?? state.agents[agent]?.name ?? state.labels.partners[agent] ?? agent)
}

// A call that reaches the agent's phone comes to the front by itself.
watch(
  () => ownCall.value?.id,
  (id) => {
    if (id) selectedId.value = id
  },
)

export function start(who: Identity): void {
  identity.value = who
  connectionState.value = 'connecting'
  connection.start()
}

export async function logOut(everywhere = false): Promise<void> {
  try {
    await requestLogOut(everywhere)
    forget()
  } catch (error) {
    ElMessage.error(error instanceof Refused ? error.message : String(error))
  }
}

export function retryNow(): void {
  connection.retryNow()
}

export type Action = 'available' | 'paused' | 'extend' | 'decline' | 'control'

/** The button that was pressed and whose effect has not come back yet. */
export const pending = ref<{ action: Action; agent: string; call?: string } | null>(null)
/** Nothing can be pressed now: there is no connection, or an earlier press has not come back yet. */
export const blocked = computed(() => connectionState.value !== 'live' || pending.value !== null)
/** Why the last press did nothing; empty when it did. */
export const failure = ref('')
let patience: ReturnType<typeof setTimeout> | undefined

/** Milliseconds after which a press counts as lost. */
const PATIENCE_MS = 5000

function press(action: Action, agent: string | undefined, message: ClientMessage, call?: string): void {
  if (agent === undefined || pending.value) return
  failure.value = ''
  if (!connection.send(message)) {
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

/** Back from anything, or a break; of somebody else when one oversees. */
export function setPhase(phase: 'available' | 'paused', reason = '', other?: string): void {
  const agent = other ?? identity.value?.id
  press(phase, agent, { type: 'set_phase', phase, reason, agent: other ?? null })
}

/** 拒接: the next agent gets the call. */
export function decline(call: string): void {
  press('decline', identity.value?.id, { type: 'decline', call })
}

export function extendWrapUp(): void {
  press('extend', identity.value?.id, { type: 'extend_wrap_up' })
}

/** Hold, mute and the like: what is done with a call that runs. */
export function control(message: ControlMessage | OversightMessage): void {
  press('control', identity.value?.id, message, message.call)
}

export function hangUp(call: string): void {
  connection.send({ type: 'hang_up', call })
}

/** 小结: what came of the call. */
export function wrapUp(call: string, code: string, note: string): void {
  if (!connection.send({ type: 'wrap_up', call, code, note })) ElMessage.warning(words.value.notSent)
}

/** 分错了: says where the call belonged; of an intent the queue follows. */
export function correct(call: string, intent: string | null, queue: string | null): void {
  connection.send({ type: 'correct', call, intent, queue })
}

const reported = new Set<string>()

/** Tells the desk that something was painted for the first time, so that its delay can be measured. */
export function reportSeen(call: string, what: SeenWhat): void {
  const key = `${call} ${what}`
  if (reported.has(key)) return
  reported.add(key)
  requestAnimationFrame(() => connection.send({ type: 'seen', call, what, at: Date.now() / 1000 }))
}

function forget(): void {
  connection.stop()
  settled()
  failure.value = ''
  identity.value = null
  selectedId.value = null
  reported.clear()
  Object.assign(state, emptyState())
}
