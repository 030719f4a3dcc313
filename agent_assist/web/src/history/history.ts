/** Past calls: those that a caller made before, and a search in all that one may see. */

import { ref } from 'vue'
import type { CallView, PastCall } from '../connection/protocol'
import { request } from '../connection/requests'
import { told } from '../connection/told'
import type { DeskState } from '../state/board'

/** Days back that a search may go. */
export const SPANS = [1, 7, 30, 90, 365]

export function createHistory(state: DeskState) {
  /** Of the last search; null: nobody has searched. */
  const found = ref<PastCall[] | null>(null)
  /** A past call that was opened, with all that was said. */
  const opened = ref<CallView | null>(null)
  let asked = 0

  /** Searches; the answer to an older question never replaces that to a newer one. */
  async function search(words: string, days: number): Promise<void> {
    const mine = ++asked
    await told(async () => {
      const query = new URLSearchParams({ words, days: String(days) })
      const { calls } = (await (await request('GET', `/api/history?${query}`)).json()) as { calls: PastCall[] }
      if (mine === asked) found.value = calls
    })
  }

  async function open(call: string): Promise<void> {
    const mine = ++asked
    await told(async () => {
      const view = (await (await request('GET', `/api/calls/${encodeURIComponent(call)}`)).json()) as CallView
      if (mine === asked) opened.value = view
    })
  }

  /** Shows a call that is over with its numbers and addresses, to who may; it is written down that they saw. */
  async function unmask(call: string): Promise<void> {
    const mine = asked
    await told(async () => {
      const whole = (await (await request('GET', `/api/calls/${encodeURIComponent(call)}/unmasked`)).json()) as CallView
      if (mine !== asked) return
      if (opened.value?.id === call) opened.value = whole
      if (call in state.calls) state.calls[call] = whole
    })
  }

  /** Says what was really said in a line; false when the desk refused, which is shown. */
  async function correctLine(call: string, line: string, text: string): Promise<boolean> {
    const taken = await told(() => request('POST', `/api/calls/${encodeURIComponent(call)}/lines`, { line, text }))
    // A past call is told of by nothing but the answer to who opens it.
    if (taken && opened.value?.id === call) await open(call)
    return taken
  }

  /** Whoever logs in next sees nothing of it, not even of an answer that is still to come. */
  function forget(): void {
    asked++
    found.value = opened.value = null
  }

  return { found, opened, search, open, unmask, correctLine, forget }
}

/** Calls of the same telephone before this one, the newest first; none where they cannot be had. */
export async function earlierCalls(call: string): Promise<PastCall[]> {
  try {
    const answer = await (await request('GET', `/api/calls/${encodeURIComponent(call)}/earlier`)).json()
    return (answer as { calls: PastCall[] }).calls
  } catch {
    return []
  }
}
