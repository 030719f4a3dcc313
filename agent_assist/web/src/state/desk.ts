/** The desk of a tab: its stores, one for each noun, made together and handed to the parts of the page. */

import { ElMessage } from 'element-plus/es/components/message/index'
import { computed, inject, reactive, ref, type InjectionKey } from 'vue'
import { createGuests } from '../agents/guests'
import { createAnswers } from '../connection/answers'
import { Connection } from '../connection/live'
import type { ConnectionEvents, ConnectionState } from '../connection/live'
import type { CallView, ClientMessage, Identity } from '../connection/protocol'
import { Refused, logOut as requestLogOut, whoAmI } from '../connection/requests'
import { createAppearance } from '../look/appearance'
import { createAlerting } from '../ringing/alerting'
import { createFigures } from '../figures/figures'
import { createCallbacks } from '../floor/callbacks'
import { createDue } from '../cases/due'
import { createSurges } from '../city/surges'
import { createPhone } from '../phone/phone'
import { createHistory } from '../history/history'
import { createListed } from '../screening/screening'
import { createThumbs } from '../suggestions/thumbs'
import { createTraces } from '../traces/traces'
import { applyMessage, emptyState } from './board'
import { createCalls } from './calls'
import { createClock } from './clock'
import { dropAll } from './kept'
import { createNames } from './names'
import { createPointed } from './pointed'
import { createPresses } from './presses'

/** The way to the server, as far as the desk needs it. */
export interface Line {
  start(): void
  stop(): void
  retryNow(): void
  /** False when the message did not go. */
  send(message: ClientMessage): boolean
}

export type Desk = ReturnType<typeof createDesk>

export const DESK: InjectionKey<Desk> = Symbol('desk')

/** The desk that the page was given. */
export function useDesk(): Desk {
  const desk = inject(DESK)
  if (!desk) throw new Error('this part of the page was given no desk')
  return desk
}

/** Makes a desk; `connect` is another line than the real one in tests and where all parts are shown. */
export function createDesk(connect: (events: ConnectionEvents) => Line = (events) => new Connection(events)) {
  const identity = ref<Identity | null>(null)
  const connectionState = ref<ConnectionState>('connecting')
  const state = reactive(emptyState())
  const calls = createCalls(state, identity)
  const send = (message: ClientMessage) => line.send(message)
  const answers = createAnswers(send)
  const { forget: forgetPresses, ...presses } = createPresses(answers.ask, send, connectionState, identity)

  const names = createNames(state, identity)
  const appearance = createAppearance()
  const urgent = (call: CallView) => names.isEmergency(call.queue)
  const phone = createPhone(identity, calls.ownCall)
  // A page that is the telephone rings as one.
  const ringHere = computed(() => appearance.ringSound.value && phone.state.value === 'off')
  const alerting = createAlerting(calls.ringingCall, names.about, urgent, ringHere)

  const { forget: forgetHistory, ...history } = createHistory(state)
  const { forgetFigures, ...figures } = createFigures()
  const { forgetTraces, ...tracing } = createTraces()
  const surging = createSurges()
  const deadlines = createDue()
  const { forgetThumbs, ...opinions } = createThumbs()

  const line = connect({
    message(message) {
      applyMessage(state, message)
      answers.heard(message)
    },
    state(changed) {
      connectionState.value = changed
      if (changed === 'lost') answers.lost()
    },
    loggedOut: forget,
    stillLoggedIn: async () => (await whoAmI()) !== null,
  })

  function start(who: Identity): void {
    identity.value = who
    connectionState.value = 'connecting'
    line.start()
  }

  async function logOut(everywhere = false): Promise<void> {
    try {
      await requestLogOut(everywhere)
      dropAll()
      forget()
    } catch (error) {
      ElMessage.error(error instanceof Refused ? error.message : String(error))
    }
  }

  function forget(): void {
    line.stop()
    answers.lost()
    forgetPresses()
    forgetHistory()
    forgetTraces()
    forgetFigures()
    surging.forgetSurges()
    deadlines.forgetDue()
    forgetThumbs()
    identity.value = null
    calls.selectedId.value = null
    Object.assign(state, emptyState())
  }

  return {
    identity,
    connectionState,
    state,
    /** Sees and does what supervisors do. */
    oversees: computed(() => ['supervisor', 'administrator'].includes(identity.value?.role ?? '')),
    start,
    logOut,
    retryNow: () => line.retryNow(),
    ...createClock(state),
    ...names,
    ...appearance,
    ...alerting,
    ...calls,
    ...presses,
    ...figures,
    ...createGuests(),
    ...createCallbacks(),
    ...createListed(),
    ...createPointed(),
    phone,
    ...history,
    ...tracing,
    ...surging,
    ...deadlines,
    ...opinions,
  }
}
