/** The knowledge base as it is edited in this tab: what is live, the draft, and the article that is open. */

import { computed, reactive, ref } from 'vue'
import {
  articlesBack, checkArticles, getArticle, getArticles, importArticles, publishArticles,
} from '../api' // prettier-ignore
import type { ArticleFields, Articles, ArticlesChecked, ArticlesPublished, UnreadRow } from '../protocol'
import { refusalOf } from '../publish/refusal'
import { say } from '../words'
import { type Change, keepDraft, readDraft, same, sent } from './draft'

const NOTHING_WANTED = { text: '', department: '', district: '', tag: '', standing: '', offset: 0 }

export const articles = reactive({
  live: null as Articles | null,
  query: { ...NOTHING_WANTED },
  /** The generation that the draft is a change of. */
  base: 0,
  changes: {} as Record<string, Change>,
  /** Key of the change or id of the article that is open. */
  open: '',
  fields: null as ArticleFields | null,
  before: null as ArticleFields | null,
  busy: false,
  failed: '',
  unread: [] as UnreadRow[],
  checked: null as ArticlesChecked | null,
  conflict: null as { active: number; by: string; why: string } | null,
  /** Names of files in the folder that were changed there and not published. */
  edited: null as string[] | null,
  /** Ids of the draft that somebody else has changed, too. */
  both: [] as string[],
  noRoom: false,
})

/** How many articles the last import brought; null: none was made. */
export const brought = ref<number | null>(null)

export const count = computed(() => Object.keys(articles.changes).length)

let owner = ''
let made = 0

/** The draft of whoever is logged in, and what is live. */
export async function enter(agent: string): Promise<void> {
  if (owner !== agent) {
    close()
    Object.assign(articles, { live: null, changes: {}, query: { ...NOTHING_WANTED }, unread: [], conflict: null })
    owner = agent
    const kept = readDraft(localStorage, agent)
    if (kept) Object.assign(articles, kept)
  }
  await refresh()
}

/** What is live, as the filters want it. */
export const refresh = () =>
  during(async () => {
    const found = await getArticles({ ...articles.query, offset: 0 })
    articles.live = found
    articles.query.offset = 0
    if (!count.value) articles.base = found.base
  })

export const more = () =>
  during(async () => {
    const rows = articles.live?.rows ?? []
    const found = await getArticles({ ...articles.query, offset: rows.length })
    articles.live = { ...found, rows: [...rows, ...found.rows] }
  })

/** Opens a live article, or what is drafted of it. */
export const open = (id: string) =>
  during(async () => {
    const change = articles.changes[id]
    const before = change ? change.before : await getArticle(id)
    const fields = change?.fields ?? before
    Object.assign(articles, { open: id, before, fields: fields && copied(fields) })
  })

/** A new article, with what it is to answer as its title. */
export function begin(question = ''): void {
  const today = new Date().toLocaleDateString('sv')
  const fields: ArticleFields = {
    id: "", title: question.slice(0, 120), tags: [], department: '', district: [], source: '', updated: today,
    valid_from: '', valid_until: '', reviewed: '', body: '',
  } // prettier-ignore
  Object.assign(articles, { open: `+${Date.now()}-${made++}`, before: null, fields })
}

/** What is open was edited: it is in the draft, unless it is as it was. */
export function edited(): void {
  const { fields, before, open: key } = articles
  if (!fields) return
  if (same(fields, before)) delete articles.changes[key]
  else articles.changes[key] = { fields: copied(fields), before }
  keep()
}

export function remove(): void {
  if (articles.before) articles.changes[articles.open] = { fields: null, before: articles.before }
  else delete articles.changes[articles.open]
  close()
  keep()
}

/** The open article is as it is live again. */
export function revert(): void {
  delete articles.changes[articles.open]
  if (articles.before) articles.fields = copied(articles.before)
  else close()
  keep()
}

export function close(): void {
  Object.assign(articles, { open: '', fields: null, before: null })
}

export function discard(): void {
  articles.changes = {}
  articles.both = []
  close()
  keep()
  void refresh()
}

/** Articles of a file join the draft. */
export const bring = (file: File, source: string) =>
  during(async () => {
    const found = await importArticles(file.name, await base64(file), source)
    for (const fields of found.articles) {
      const before = articles.changes[fields.id]?.before ?? (await getArticle(fields.id).catch(() => null))
      if (same(fields, before)) delete articles.changes[fields.id]
      else articles.changes[fields.id] = { fields, before }
    }
    articles.unread = found.unread
    brought.value = found.articles.length
    keep()
  })

export const check = () =>
  during(async () => {
    articles.checked = null
    articles.checked = await checkArticles(sent(articles.changes))
  })

/** The draft goes live; null when it was refused: `failed`, `conflict` and `edited` say why. */
export async function publish(why: string, overEdits: boolean): Promise<ArticlesPublished | null> {
  let done: ArticlesPublished | null = null
  articles.conflict = articles.edited = null
  await during(async () => {
    try {
      done = await publishArticles(sent(articles.changes), articles.base, why, overEdits)
    } catch (error) {
      const refusal = refusalOf(error)
      Object.assign(articles, { conflict: refusal.conflict, edited: refusal.edited })
      if (!refusal.conflict && !refusal.edited) throw error
    }
  })
  if (done) discard()
  return done
}

/** The draft becomes a change of what is live now; what somebody else has changed too is named. */
export const rebase = () =>
  during(async () => {
    const both = []
    for (const [id, change] of Object.entries(articles.changes)) {
      const now = id.startsWith('+') ? null : await getArticle(id).catch(() => null)
      if (!same(now, change.before)) both.push(id)
      change.before = now
    }
    const found = await getArticles(articles.query)
    Object.assign(articles, { live: found, base: found.base, both, conflict: null })
    keep()
  })

export async function goBack(to: number, why: string): Promise<ArticlesPublished> {
  const done = await articlesBack(to, why)
  await refresh()
  return done
}

function keep(): void {
  articles.noRoom = !keepDraft(localStorage, owner, { base: articles.base, changes: articles.changes })
}

const copied = (fields: ArticleFields): ArticleFields => JSON.parse(JSON.stringify(fields)) as ArticleFields

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}

async function during(work: () => Promise<void>): Promise<void> {
  Object.assign(articles, { busy: true, failed: '' })
  try {
    await work()
  } catch (error) {
    articles.failed = error instanceof Error ? error.message : say.value.failed
  } finally {
    articles.busy = false
  }
}
