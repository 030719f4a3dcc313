/** One call that is tried. What the caller does while the service is still at it waits for its turn: nothing is lost. */

import { computed, ref, shallowRef } from 'vue'
import { Refused } from '../../connection/requests'
import { beginTry, goOnTrying } from '../api'
import type { CallerDoes, FileText, Step, Tried } from '../protocol'

/** `files` are those that a call is begun with. */
export function tryingCalls(files: () => FileText[]) {
  const session = ref('')
  const steps = shallowRef<Step[]>([])
  const done = ref(false)
  const busy = ref(false)
  /** What failed last; null when nothing did. */
  const failure = shallowRef<unknown>(null)
  /** What the caller has done and the service was not told yet. */
  const waiting = shallowRef<CallerDoes[]>([])

  const running = computed(() => session.value !== '' && !done.value)

  /** Calls anew; what waited was meant for the call before. */
  async function call(): Promise<void> {
    if (busy.value) return
    waiting.value = []
    await work(true)
  }

  /** Says, presses or keeps silent; calls first when there is no call. */
  async function send(does: CallerDoes): Promise<void> {
    waiting.value = [...waiting.value, does]
    if (!busy.value) await work(!running.value)
  }

  async function work(anew: boolean): Promise<void> {
    busy.value = true
    failure.value = null
    try {
      if (anew) {
        session.value = ''
        steps.value = []
        done.value = false
        take(await beginTry(files()))
      }
      while (waiting.value.length && running.value) {
        take(await goOnTrying(session.value, waiting.value[0]!))
        waiting.value = waiting.value.slice(1)
      }
    } catch (error) {
      failure.value = error
      // A conversation that the service has forgotten is over.
      if (error instanceof Refused && error.status === 404) done.value = true
    } finally {
      busy.value = false
    }
  }

  function take(answer: Tried): void {
    session.value = answer.session
    done.value = answer.done
    steps.value = [...steps.value, ...answer.steps]
  }

  /** Takes back what was typed and could not be said: the call had ended, or something failed. */
  function unsaid(): string {
    const texts = waiting.value.flatMap((does) => (does.text && !does.alternatives ? [does.text] : []))
    waiting.value = []
    return texts.join('，')
  }

  return { steps, done, busy, failure, waiting, running, call, send, unsaid }
}
