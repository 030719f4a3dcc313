/** Which page is shown: the desk, or for administrators the configuration; kept in the address. */

import { computed, ref } from 'vue'
import { identity } from '../state/desk'

export type View = 'desk' | 'config'

const asked = ref(location.hash)
addEventListener('hashchange', () => (asked.value = location.hash))

export const mayConfigure = computed(() => identity.value?.role === 'administrator')

/** Administrators who take no calls begin with the configuration. */
export const view = computed<View>(() => {
  if (!mayConfigure.value) return 'desk'
  if (asked.value === '#config' || asked.value === '#desk') return asked.value.slice(1) as View
  return identity.value?.queues.length === 0 ? 'config' : 'desk'
})
