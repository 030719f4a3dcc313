/** The administrators' requests. All throw `Refused` with a message to be read. */

import { Refused, request } from '../api'
import type {
  Allowed, CallerDoes, Checked, ConfigView, FileText, Generation, GenerationContent, Published, Spoken, TrialReport,
  Tried, WhatIf,
} from './protocol' // prettier-ignore
import type { JsonSchema } from './editor/schema'

const AGAIN_MS = 1000
const TRIES = 4

export const getConfig = () => get<ConfigView>('config')
export const getSchema = () => get<JsonSchema>('schema')
export const getHistory = () => get<Generation[]>('history')
export const getGeneration = (number: number) => get<GenerationContent>(`generations/${number}`)

export const check = (files: FileText[], doubts: boolean) => post<Checked>('check', { files, doubts })
export const beginTry = (files: FileText[]) => post<Tried>('try', { files })
export const goOnTrying = (session: string, does: CallerDoes) => post<Tried>('try', { session, ...does })
export const test = (files: FileText[]) => post<TrialReport>('test', { files })
export const whatIf = (files: FileText[], calls: number) => post<WhatIf>('whatif', { files, calls })
export const publish = (files: FileText[], base: number, why: string, allowed: Allowed) =>
  post<Published>('publish', { files, base, why, ...allowed })
export const rollBack = (to: number, why: string) => post<Published>('rollback', { to, why })

/** What the recogniser hears in a WAV recording. */
export async function hear(recording: Blob): Promise<Spoken> {
  return (await request('POST', '/api/admin/try/speak', recording)).json() as Promise<Spoken>
}

async function get<Answer>(path: string): Promise<Answer> {
  return (await request('GET', `/api/admin/${path}`)).json() as Promise<Answer>
}

/** Asked again after a second while the service is busy with another administrator's request. */
async function post<Answer>(path: string, body: object): Promise<Answer> {
  for (let tried = 1; ; tried++) {
    try {
      return (await (await request('POST', `/api/admin/${path}`, body)).json()) as Answer
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 429 || tried === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
}
