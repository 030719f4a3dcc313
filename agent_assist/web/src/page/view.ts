/** Which page is shown, kept in the address: the desk, for those who oversee the reports and the big screen, for
 * administrators the configuration; for auditors theirs. */

import { computed, onBeforeUnmount, onMounted, ref, type ComputedRef, type Ref } from 'vue'
import { useDesk } from '../state/desk'

export type View = 'desk' | 'config' | 'traces' | 'reports' | 'screen' | 'sampling'

/** Parts of the reports' page have addresses of their own. */
const REPORTS = ['#reports', '#calendar', '#year', '#ahead']

export function useView(): { view: ComputedRef<View>; mayConfigure: ComputedRef<boolean>; asked: Ref<string> } {
  const { identity, oversees } = useDesk()
  const asked = ref(location.hash)
  const look = () => (asked.value = location.hash)
  onMounted(() => addEventListener('hashchange', look))
  onBeforeUnmount(() => removeEventListener('hashchange', look))

  const mayConfigure = computed(() => identity.value?.role === 'administrator')
  const view = computed<View>(() => {
    if (identity.value?.role === 'auditor') return 'traces'
    if (oversees.value && asked.value === '#screen') return 'screen'
    if (oversees.value && asked.value === '#sampling') return 'sampling'
    if (oversees.value && REPORTS.includes(asked.value)) return 'reports'
    if (!mayConfigure.value) return 'desk'
    if (asked.value === '#config' || asked.value === '#desk') return asked.value.slice(1) as View
    // Administrators who take no calls begin with the configuration.
    return identity.value?.queues.length === 0 ? 'config' : 'desk'
  })
  return { view, mayConfigure, asked }
}
