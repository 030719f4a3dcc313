/** The telephone that this page is: on when the agent wants it and there is a microphone. */

import { computed, reactive, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { CallView, Identity } from '../connection/protocol'
import { request } from '../connection/requests'
import { keep, kept, type PhoneChoices } from './choices'
import { Line, type Account, type LineEvents } from './line'
import { NoMicrophone, type MicrophoneTrouble } from './microphone'
import { createSpeech, type Speech } from './speech'

/** `lost`: it comes back by itself. */
export type PhoneState = 'off' | 'starting' | 'ready' | 'ringing' | 'talking' | 'lost'
/** `elsewhere`: another tab of this browser is the telephone. */
export type PhoneTrouble = MicrophoneTrouble | 'elsewhere'

const FIRST_RETRY_MS = 300
const LAST_RETRY_MS = 5000
/** Close codes of the desk. */
const LOGGED_OUT = 4401
const ELSEWHERE = 4409

export interface Phone {
  choices: PhoneChoices
  state: Ref<PhoneState>
  /** Why calls do not come here although the agent wants it. */
  trouble: Ref<PhoneTrouble | null>
  /** Whether the desk lets this page be a telephone at all. */
  possible: ComputedRef<boolean>
  speech: Speech
  /** Calls come here from now on, or not any more: then to the agent's own telephone. */
  choose(here: boolean): void
  /** Once more, after trouble. */
  start(): Promise<void>
  answer(): void
}

export function createPhone(identity: Ref<Identity | null>, ownCall: Ref<CallView | null>): Phone {
  const choices = reactive(kept())
  const state = ref<PhoneState>('off')
  const trouble = ref<PhoneTrouble | null>(null)
  const speech = createSpeech(choices, (microphone) => void line?.speakBy(microphone), giveUp)
  let line: Line | null = null
  let retry: ReturnType<typeof setTimeout> | undefined
  let wait = FIRST_RETRY_MS
  /** Counts starts and stops: what an earlier one still brings is of no use. */
  let turn = 0

  async function start(): Promise<void> {
    if (!choices.here) return
    const mine = ++turn
    clearTimeout(retry)
    trouble.value = null
    if (state.value === 'off') state.value = 'starting'
    Line.fetch()
    try {
      await speech.begin()
      if (mine !== turn) return
      const account = (await (await request('POST', '/api/phone')).json()) as Account
      if (mine !== turn) return
      line?.close()
      line = null
      const opened = await Line.open(account, speech.loudspeaker, events(mine))
      if (mine === turn) line = opened
      else opened.close()
    } catch (error) {
      if (mine !== turn) return
      if (error instanceof NoMicrophone) giveUp(error.why)
      else again()
    }
  }

  function stop(): void {
    turn += 1
    clearTimeout(retry)
    line?.close()
    line = null
    speech.sounds.quiet()
    speech.end()
    state.value = 'off'
  }

  function giveUp(why: PhoneTrouble): void {
    stop()
    trouble.value = why
  }

  /** Once more in a while. What is heard goes on until then: Asterisk may still be there. */
  function again(): void {
    state.value = 'lost'
    clearTimeout(retry)
    retry = setTimeout(() => void start(), wait)
    wait = Math.min(wait * 2, LAST_RETRY_MS)
  }

  function answer(): void {
    const microphone = speech.microphone()
    if (state.value !== 'ringing' || !microphone) return
    speech.sounds.quiet()
    line?.answer(microphone)
  }

  function events(mine: number): LineEvents {
    const current = (act: () => void) => {
      if (mine === turn) act()
    }
    return {
      ready: () =>
        current(() => {
          wait = FIRST_RETRY_MS
          if (state.value === 'starting' || state.value === 'lost') state.value = 'ready'
        }),
      lost: (code) =>
        current(() => {
          speech.sounds.quiet()
          if (code === LOGGED_OUT) stop()
          else if (code === ELSEWHERE) giveUp('elsewhere')
          else again()
        }),
      rings: (byItself) =>
        current(() => {
          state.value = 'ringing'
          if (byItself || choices.autoAnswer) {
            speech.sounds.answered()
            answer()
          } else speech.sounds.ring()
        }),
      talks: () => current(() => (state.value = 'talking')),
      over: () =>
        current(() => {
          speech.sounds.quiet()
          if (state.value !== 'lost') state.value = 'ready'
        }),
    }
  }

  const possible = computed(() => identity.value?.phone === true)
  watch(possible, (may) => (may ? void start() : stop()))
  watch(choices, (now) => keep(now))
  watch(
    () => choices.microphone,
    () => void speech.useMicrophone(),
  )
  watch(
    () => choices.loudspeaker,
    () => void speech.useLoudspeaker(),
  )
  // As the desk says: who is muted there gives nothing to hear here either.
  watch(
    () => [ownCall.value?.muted === true, state.value] as const,
    ([muted]) => line?.mute(muted),
  )
  return {
    choices,
    state,
    trouble,
    possible,
    speech,
    choose(here) {
      choices.here = here
      trouble.value = null
      if (here) void start()
      else stop()
    },
    start,
    answer,
  }
}
