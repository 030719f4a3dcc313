/** The page's words. Chinese first; English behind a switch. */

import { computed, ref } from 'vue'
import { en, zh, type Words } from './words'

export type Language = 'zh-CN' | 'en'

const STORED = 'desk.language'

export const language = ref<Language>(localStorage.getItem(STORED) === 'en' ? 'en' : 'zh-CN')

export const words = computed<Words>(() => (language.value === 'en' ? en : zh))

/** The name of a language that a caller speaks, by its ISO 639 code; another name of a city's own as it is. */
export function languageName(code: string): string {
  if (!/^[a-z]{2,3}$/.test(code)) return code
  return new Intl.DisplayNames([language.value], { type: 'language' }).of(code) ?? code
}

export function setLanguage(chosen: Language): void {
  language.value = chosen
  localStorage.setItem(STORED, chosen)
  document.documentElement.lang = chosen
}
