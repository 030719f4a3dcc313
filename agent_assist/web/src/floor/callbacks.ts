/** Citizens who are to be called back, for supervisors. */

import { ref } from 'vue'
import { request } from '../connection/requests'
import type { CallbackView } from '../connection/protocol'
import { told } from '../connection/told'

export function createCallbacks() {
  const callbacks = ref<CallbackView[]>([])

  /** Fetches them; where they cannot be had the last ones stay. */
  async function fetchCallbacks(): Promise<void> {
    try {
      const answer = await (await request('GET', '/api/callbacks')).json()
      callbacks.value = (answer as { callbacks: CallbackView[] }).callbacks
    } catch {
      // The page says by itself when the service is away, and tries again soon.
    }
  }

  async function cancelCallback(id: number): Promise<void> {
    await told(() => request('POST', `/api/callbacks/${id}/cancel`))
    await fetchCallbacks()
  }

  return { callbacks, fetchCallbacks, cancelCallback }
}
