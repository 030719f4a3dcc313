/** What the service says, in the page's language and with names. */

import { language } from '../language/i18n'

/** 王芳 of "王芳 (wang)", as the history signs. */
export function nameOf(signature: string): string {
  return signature.replace(/ \([^()]*\)$/, '') || signature
}

/** The page's language of a sentence of the service, which says each in both: 没有这个文件 / there is no such file. */
export function spoken(text: string, chosen: string = language.value): string {
  const [chinese, ...english] = text.split(' / ')
  if (!chinese || !english.length || !/[\u4e00-\u9fff]/.test(chinese)) return text
  return chosen === 'en' ? english.join(' / ') : chinese
}
