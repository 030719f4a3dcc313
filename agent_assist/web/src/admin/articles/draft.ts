/** Unpublished changes of articles, kept in the browser so that a closed tab loses nothing. */

import type { ArticleFields, ArticlesDraft } from '../protocol'

export interface Change {
  /** As it is to be; null: it is removed. */
  fields: ArticleFields | null
  /** As it was when the change began; null: there was none. */
  before: ArticleFields | null
}

export interface KeptDraft {
  /** The generation that is changed. */
  base: number
  /** By the id that is live; of a new article a name of its own. */
  changes: Record<string, Change>
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

const keyOf = (agent: string) => `desk.articles.draft.${agent}`

/** The draft that is kept; what cannot be read is none. */
export function readDraft(storage: Storage, agent: string): KeptDraft | null {
  try {
    const found = JSON.parse(storage.getItem(keyOf(agent)) ?? 'null') as Partial<KeptDraft> | null
    return typeof found?.base === 'number' && found.changes && Object.keys(found.changes).length
      ? { base: found.base, changes: found.changes }
      : null
  } catch {
    return null
  }
}

/** Keeps it, or drops it when there is nothing in it. False when there is no room. */
export function keepDraft(storage: Storage, agent: string, draft: KeptDraft): boolean {
  try {
    if (Object.keys(draft.changes).length) storage.setItem(keyOf(agent), JSON.stringify(draft))
    else storage.removeItem(keyOf(agent))
    return true
  } catch {
    return false
  }
}

export const same = (one: ArticleFields | null, other: ArticleFields | null) =>
  JSON.stringify(one) === JSON.stringify(other)

/** What the service is sent. */
export function sent(changes: Record<string, Change>): ArticlesDraft {
  const all = Object.entries(changes)
  return {
    changed: all.flatMap(([, one]) => (one.fields ? [one.fields] : [])),
    removed: all.flatMap(([id, one]) => (one.fields ? [] : [id])),
  }
}

/** Words of a list in one text, and back. */
export const joined = (words: string[] | undefined) => (words ?? []).join('、')
export const split = (text: string) => text.split(/[、，,;；\n]/).map((one) => one.trim()).filter(Boolean) // prettier-ignore

/** Paragraphs as an agent reads them. */
export const paragraphs = (body: string) =>
  body
    .split(/\n\s*\n/)
    .map((one) => one.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
