/** Which page is shown: the desk, for administrators the configuration (kept in the address), for auditors theirs. */

import { computed, onBeforeUnmount, onMounted, ref, type ComputedRef } from 'vue'
import { useDesk } from '../state/desk'

export type View = 'desk' | 'config' | 'traces'

export function useView(): { view: ComputedRef<View>; mayConfigure: ComputedRef<boolean> } {
  const { identity } = useDesk()
  const asked = ref(location.hash)
  const look = () => (asked.value = location.hash)
  onMounted(() => addEventListener('hashchange', look))
  onBeforeUnmount(() => removeEventListener('hashchange', look))

  const mayConfigure = computed(() => identity.value?.role === 'administrator')
  const view = computed<View>(() => {
    if (identity.value?.role === 'auditor') return 'traces'
    if (!mayConfigure.value) return 'desk'
    if (asked.value === '#config' || asked.value === '#desk') return asked.value.slice(1) as View
    // Administrators who take no calls begin with the configuration.
    return identity.value?.queues.length === 0 ? 'config' : 'desk'
  })
  return { view, mayConfigure }
}
