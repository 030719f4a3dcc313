/** What the agent says of articles: whether they fitted. What is said once more is taken back. */

import { ref } from 'vue'
import { request } from '../connection/requests'
import { told } from '../connection/told'

export type Thumb = 'up' | 'down'

export function createThumbs() {
  /** One's own, by article. */
  const thumbs = ref<Record<string, Thumb>>({})
  let fetched = false

  /** Fetches them once; where they cannot be had, none are shown. */
  async function fetchThumbs(): Promise<void> {
    if (fetched) return
    fetched = true
    try {
      const answer = (await (await request('GET', '/api/thumbs')).json()) as { thumbs?: Record<string, Thumb> }
      thumbs.value = { ...answer.thumbs, ...thumbs.value }
    } catch {
      fetched = false // The page says by itself when the service is away.
    }
  }

  async function judge(article: string, thumb: Thumb): Promise<void> {
    const given = thumbs.value[article] === thumb ? 'none' : thumb
    if (!(await told(() => request('POST', `${pathOf(article)}/thumb`, { thumb: given })))) return
    const others = { ...thumbs.value }
    delete others[article]
    thumbs.value = given === 'none' ? others : { ...others, [article]: given }
  }

  /** Something of it was copied. Nobody is disturbed if that cannot be noted. */
  async function noteUse(article: string): Promise<void> {
    await request('POST', `${pathOf(article)}/used`).catch(() => undefined)
  }

  /** They are another's who logs in next. */
  function forgetThumbs(): void {
    thumbs.value = {}
    fetched = false
  }

  return { thumbs, fetchThumbs, judge, noteUse, forgetThumbs }
}

function pathOf(article: string): string {
  return `/api/articles/${encodeURIComponent(article)}`
}
