/** What is typed and not sent yet, by call: a reload or a lost connection takes none of it away.
 *
 * It stays in this tab alone (sessionStorage), and goes with the log-out.
 */

import { ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'

const PREFIX = 'hotline typed '

/** `place` names the call, the form and who writes; another place shows what was typed there, else `fresh()`.
 * What is as `fresh()` has it is not kept. */
export function kept<T>(place: MaybeRefOrGetter<string>, fresh: () => T): Ref<T> {
  const value = ref() as Ref<T>
  watch(
    () => toValue(place),
    (now) => (value.value = read<T>(now) ?? fresh()),
    { immediate: true, flush: 'sync' },
  )
  watch(
    value,
    (now) => {
      const text = JSON.stringify(now)
      if (text === JSON.stringify(fresh())) drop(toValue(place))
      else write(toValue(place), text)
    },
    { deep: true, flush: 'sync' },
  )
  return value
}

/** Whether something was typed there and not sent. */
export function isKept(place: string): boolean {
  return read(place) !== null
}

/** It is sent, or not wanted. */
export function drop(place: string): void {
  quietly(() => sessionStorage.removeItem(PREFIX + place))
}

/** The next who logs in at this machine reads nothing of it. */
export function dropAll(): void {
  quietly(() => {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
  })
}

function write(place: string, text: string): void {
  quietly(() => sessionStorage.setItem(PREFIX + place, text))
}

function read<T>(place: string): T | null {
  return quietly(() => JSON.parse(sessionStorage.getItem(PREFIX + place) ?? 'null') as T | null) ?? null
}

/** A browser may forbid the storage, or have no more room: then typing goes on as without it. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
