/** The page's words. Chinese first; English behind a switch. */

import { computed, ref } from 'vue'
import { en, zh, type Words } from './words'

export type Language = 'zh-CN' | 'en'

const STORED = 'desk.language'

export const language = ref<Language>(localStorage.getItem(STORED) === 'en' ? 'en' : 'zh-CN')

export const words = computed<Words>(() => (language.value === 'en' ? en : zh))

export function setLanguage(chosen: Language): void {
  language.value = chosen
  localStorage.setItem(STORED, chosen)
  document.documentElement.lang = chosen
}
