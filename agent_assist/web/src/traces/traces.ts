/** Who saw, heard, exported, changed or deleted what, and what was published: for auditors. */

import { ref } from 'vue'
import { getHistory } from '../admin/api'
import type { Verbs } from '../admin/protocol'
import type { Trace } from '../connection/protocol'
import { request } from '../connection/requests'
import { told } from '../connection/told'

export const KINDS: readonly Trace['kind'][] = ['seen', 'heard', 'exported', 'changed', 'deleted']

/** Which traces are wanted. */
export interface Sought {
  first: string
  last: string
  person: string
  kind: Trace['kind'] | ''
}

/** As the server wants a day: 2026-11-29, of this machine's zone. */
export function dayOf(date: Date): string {
  return new Intl.DateTimeFormat('sv-SE').format(date)
}

export function createTraces() {
  /** Of the last look; null: none yet. */
  const traces = ref<Trace[] | null>(null)
  const publications = ref<Verbs['history']['answers']>([])
  let asked = 0

  /** Looks; the answer to an older question never replaces that to a newer one. */
  async function findTraces(sought: Sought): Promise<void> {
    const mine = ++asked
    await told(async () => {
      const query = new URLSearchParams({ ...sought })
      const answer = (await (await request('GET', `/api/traces?${query}`)).json()) as { traces: Trace[] }
      if (mine === asked) traces.value = answer.traces
    })
  }

  async function fetchPublications(): Promise<void> {
    await told(async () => {
      publications.value = await getHistory()
    })
  }

  /** Whoever logs in next sees nothing of it. */
  function forgetTraces(): void {
    asked++
    traces.value = null
    publications.value = []
  }

  return { traces, publications, findTraces, fetchPublications, forgetTraces }
}
