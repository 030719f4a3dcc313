/** Articles: looked up by hand, opened, copied with their source. */

import { ElMessage } from 'element-plus/es/components/message/index'
import { onBeforeUnmount, ref, watch, type Ref } from 'vue'
import { Later } from '../admin/later'
import type { ArticleView, Suggestion } from '../connection/protocol'
import { Refused, request } from '../connection/requests'
import { words } from '../language/i18n'

/** Milliseconds after the last key until it is asked. */
const PAUSE_MS = 200
/** Characters below which nothing is told apart. */
const FEWEST = 2

export interface Lookup {
  /** What is typed. */
  sought: Ref<string>
  /** Of the newest question that was answered; null: nothing is asked for. */
  found: Ref<Suggestion[] | null>
  /** Why there is no answer; empty: there is one, or will be. */
  trouble: Ref<string>
}

/** Looks up what is typed, a moment after the last key, for the call that it is typed in. The answer to an older question never replaces that to a
 * newer one, and until the newer one comes what is shown stays. */
export function createLookup(call: () => string | undefined): Lookup {
  const sought = ref('')
  const found = ref<Suggestion[] | null>(null)
  const trouble = ref('')
  const looking = new Later<string, Suggestion[]>(
    (text) => findArticles(text, call()),
    (articles) => {
      found.value = articles
      trouble.value = ''
    },
    (error) => (trouble.value = error instanceof Refused ? error.message : words.value.unreachable),
  )

  watch(
    () => sought.value.trim(),
    (text) => {
      if (text.length >= FEWEST) return looking.soon(text, PAUSE_MS)
      looking.stop()
      found.value = null
      trouble.value = ''
    },
  )
  onBeforeUnmount(() => looking.stop())
  return { sought, found, trouble }
}

async function findArticles(text: string, call: string | undefined): Promise<Suggestion[]> {
  const asked = new URLSearchParams(call === undefined ? { words: text } : { words: text, call })
  const answer = await (await request('GET', `/api/articles?${asked}`)).json()
  return (answer as { articles: Suggestion[] }).articles
}

export async function fetchArticle(article: string): Promise<ArticleView> {
  return (await (await request('GET', `/api/articles/${encodeURIComponent(article)}`)).json()) as ArticleView
}

/** Puts a text of an article into the clipboard, never without its source. True when it is there. */
export async function copyText(title: string, text: string, source: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(`${title}\n${text}\n${words.value.source}：${source}`)
    ElMessage.success(words.value.copied)
    return true
  } catch {
    // The clipboard is only there over HTTPS and on the machine itself.
    ElMessage.warning(words.value.copyFailed)
    return false
  }
}
