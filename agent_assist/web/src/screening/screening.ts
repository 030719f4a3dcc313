/** Nuisance callers: agents mark them, supervisors decide. */

import { ElMessage } from 'element-plus/es/components/message/index'
import { ref } from 'vue'
import { request } from '../connection/requests'
import { words } from '../language/i18n'
import type { ListedCaller, Standing } from '../connection/protocol'
import { told } from '../connection/told'

export type Verdict = Standing | 'reject' | 'remove'

/** Proposes the caller for the list. True when the desk took it. */
export async function mark(call: string, reason: string): Promise<boolean> {
  const done = await told(() => request('POST', `/api/calls/${encodeURIComponent(call)}/nuisance`, { reason }))
  if (done) ElMessage.success(words.value.marked)
  return done
}

/** Those who are on the list, or proposed for it. */
export function createListed() {
  const listed = ref<ListedCaller[]>([])

  /** Fetches proposals and the list. */
  async function fetchListed(): Promise<void> {
    await told(async () => {
      const answer = (await (await request('GET', '/api/screening')).json()) as { entries: ListedCaller[] }
      listed.value = answer.entries
    })
  }

  async function decide(entry: number, verdict: Verdict): Promise<void> {
    await told(() => request('POST', `/api/screening/${entry}`, { verdict }))
    await fetchListed()
  }

  return { listed, fetchListed, decide }
}
