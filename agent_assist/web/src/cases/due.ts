/** Cases whose deadline is near or over, for supervisors. */

import { ref } from 'vue'
import { request } from '../connection/requests'
import type { DueCase } from '../connection/protocol'

export function createDue() {
  const dueCases = ref<DueCase[]>([])

  /** Fetches them; where they cannot be had the last ones stay. */
  async function fetchDue(): Promise<void> {
    try {
      const answer = await (await request('GET', '/api/cases/due')).json()
      dueCases.value = (answer as { cases: DueCase[] }).cases
    } catch {
      // The page says by itself when the service is away, and tries again soon.
    }
  }

  function forgetDue(): void {
    dueCases.value = []
  }

  return { dueCases, fetchDue, forgetDue }
}
