/** The administrators' requests. All throw `Refused` with a message to be read. */

import { Refused, request } from '../connection/requests'
import type { Allowed, ArticlesDraft, CallerDoes, FileText, Spoken, Verbs, Verdict } from './protocol'
import type { JsonSchema } from './editor/schema'

const AGAIN_MS = 1000
/** Tests and publications of a large configuration take minutes. */
const PATIENCE_MS = 1_800_000
const TRIES = 4

export const getConfig = () => get('config')
export const getSchema = () => get('schema') as Promise<JsonSchema>
export const getHistory = () => get('history')
export const getGeneration = (number: number) => get('generations', `/${number}`)

export const check = (files: FileText[], doubts: boolean) => post('check', { files, doubts })
export const beginTry = (files: FileText[]) => post('try', { files })
export const goOnTrying = (session: string, does: CallerDoes) => post('try', { session, ...does })
export const sayPrompt = (text: string) => post('say', { text })
export const test = (files: FileText[]) => post('test', { files })
export const whatIf = (files: FileText[], calls: number) => post('whatif', { files, calls })
export const getGroups = (files: FileText[]) => post('learn/groups', { files })
export const learn = (files: FileText[], intent: string, sentences: string[]) =>
  post('learn', { files, intent, sentences })
export const settle = (calls: string[], verdict: Verdict) => post('learn/settle', { calls, verdict })
export const publish = (files: FileText[], base: number, why: string, allowed: Allowed) =>
  post('publish', { files, base, why, ...allowed })
export const rollBack = (to: number, why: string) => post('rollback', { to, why })

export const getArticles = (query: Record<string, string | number>) =>
  get('articles', `?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`)
export const getArticle = (id: string) => get('article', `/${encodeURIComponent(id)}`)
export const checkArticles = (draft: ArticlesDraft) => post('articles/check', draft)
export const importArticles = (name: string, data: string, source: string) =>
  post('articles/import', { name, data, source })
export const publishArticles = (draft: ArticlesDraft, base: number, why: string, over_edits: boolean) =>
  post('articles/publish', { ...draft, base, why, over_edits })
export const getArticleHistory = () => get('articles/history')
export const articlesBack = (to: number, why: string) => post('articles/back', { to, why })
export const getUnanswered = (days: number) => get('articles/unanswered', `?days=${days}`)

type Path = keyof Verbs
type Answer<P extends Path> = Verbs[P]['answers']
type Asked<P extends Path> = Verbs[P] extends { asks: infer Asks extends object } ? Asks : never

/** What the recogniser hears in a WAV recording. */
export async function hear(recording: Blob): Promise<Spoken> {
  return (await request('POST', '/api/admin/try/speak', recording, PATIENCE_MS)).json() as Promise<Spoken>
}

async function get<P extends Path>(path: P, which = ''): Promise<Answer<P>> {
  return (await request('GET', `/api/admin/${path}${which}`, undefined, PATIENCE_MS)).json() as Promise<Answer<P>>
}

/** Asked again after a second while the service is busy with another administrator's request. */
async function post<P extends Path>(path: P, body: Asked<P>): Promise<Answer<P>> {
  for (let tried = 1; ; tried++) {
    try {
      return (await (await request('POST', `/api/admin/${path}`, body, PATIENCE_MS)).json()) as Answer<P>
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 429 || tried === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
}
