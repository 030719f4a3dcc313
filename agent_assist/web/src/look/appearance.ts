/** How this agent wants to see and hear the page; kept in the browser. */

import { ref, watch, type Ref } from 'vue'

export type Theme = 'system' | 'light' | 'dark'

export const THEMES: Theme[] = ['system', 'light', 'dark']
/** Of all that is written, in percent. */
export const TEXT_SIZES = [90, 100, 115, 130, 150]

export interface Appearance {
  theme: Ref<Theme>
  textSize: Ref<number>
  /** Whether a call that rings is heard from this browser. */
  ringSound: Ref<boolean>
}

export function createAppearance(): Appearance {
  const theme = kept<Theme>('desk.theme', 'system', (text) => THEMES.find((one) => one === text))
  const textSize = kept('desk.text_size', 100, (text) => TEXT_SIZES.find((one) => String(one) === text))
  const ringSound = kept('desk.ring_sound', true, (text) => (text === 'false' ? false : undefined))
  watch(
    [theme, textSize],
    () => {
      document.documentElement.dataset.theme = theme.value
      document.documentElement.style.setProperty('--text-zoom', String(textSize.value / 100))
    },
    { immediate: true },
  )
  return { theme, textSize, ringSound }
}

/** A value under this key of the browser's storage; `read` knows which texts are one. */
function kept<T>(key: string, otherwise: T, read: (text: string | null) => T | undefined): Ref<T> {
  const value = ref(read(localStorage.getItem(key)) ?? otherwise) as Ref<T>
  watch(value, (now) => localStorage.setItem(key, String(now)))
  return value
}
