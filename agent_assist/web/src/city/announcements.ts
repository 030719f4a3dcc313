/** Announcements out of warnings: the service drafts them, a supervisor puts them right, publishes and ends them. */

import { request } from '../connection/requests'
import type { AnnouncementDraft } from '../connection/protocol'
import { told } from '../connection/told'

/** Milliseconds: the voice has to say all of it before it is published. */
const SPOKEN_MS = 60_000

/** What a supervisor puts right. */
export interface AnnouncementForm {
  text: string
  /** Between commas. */
  words: string
  /** Between commas; empty: the whole city. */
  places: string
  intents: string[]
  unplaced: boolean
  /** As an input of the kind datetime-local has it: 2026-11-29T17:00. */
  ends: string
}

/** An announcement out of that warning; null when there is none, which is shown. `ends`: as in the form. */
export async function drafted(surge: string, ends = ''): Promise<AnnouncementForm | null> {
  let form: AnnouncementForm | null = null
  await told(async () => {
    const query = ends ? `?ends=${seconds(ends)}` : ''
    const answer = await request('GET', `/api/surges/${encodeURIComponent(surge)}/draft${query}`)
    form = formOf((await answer.json()) as AnnouncementDraft)
  })
  return form
}

/** True when callers hear it from now on; what was refused is shown. */
export async function publish(surge: string, form: AnnouncementForm): Promise<boolean> {
  const path = `/api/surges/${encodeURIComponent(surge)}/announcement`
  return told(() => request('POST', path, draftOf(form), SPOKEN_MS))
}

export async function endAnnouncement(id: number): Promise<void> {
  await told(() => request('POST', `/api/announcements/${id}/end`))
}

export function formOf(draft: AnnouncementDraft): AnnouncementForm {
  const { text, words, places = [], intents = [], unplaced = false } = draft
  return { text, words: words.join('，'), places: places.join('，'), intents, unplaced, ends: local(draft.ends) }
}

export function draftOf(form: AnnouncementForm): AnnouncementDraft {
  const { text, words, places, intents, unplaced, ends } = form
  return { text, words: list(words), places: list(places), intents, unplaced, ends: seconds(ends) }
}

function list(text: string): string[] {
  return text
    .split(/[,，、;；]/)
    .map((one) => one.trim())
    .filter(Boolean)
}

function seconds(local: string): number {
  return new Date(local).getTime() / 1000
}

function local(epoch: number): string {
  const at = new Date(epoch * 1000)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
