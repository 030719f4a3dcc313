/** The server's time. */

import { onScopeDispose, ref, type Ref } from 'vue'
import type { DeskState } from './board'

/** In epoch seconds, ticking once a second; this machine's own clock may be wrong. */
export function createClock(state: DeskState): { now: Ref<number> } {
  const now = ref(Date.now() / 1000)
  const timer = setInterval(() => (now.value = Date.now() / 1000 + state.clockAhead), 1000)
  onScopeDispose(() => clearInterval(timer), true)
  return { now }
}
