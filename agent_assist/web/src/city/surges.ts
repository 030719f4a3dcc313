/** What is more than usual in the city, for supervisors. */

import { ref } from 'vue'
import { request } from '../connection/requests'
import type { SurgeView } from '../connection/protocol'

export function createSurges() {
  const surges = ref<SurgeView[]>([])

  /** Fetches them; where they cannot be had the last ones stay. */
  async function fetchSurges(): Promise<void> {
    try {
      const answer = await (await request('GET', '/api/surges')).json()
      surges.value = (answer as { surges: SurgeView[] }).surges
    } catch {
      // The page says by itself when the service is away, and tries again soon.
    }
  }

  function forgetSurges(): void {
    surges.value = []
  }

  return { surges, fetchSurges, forgetSurges }
}
