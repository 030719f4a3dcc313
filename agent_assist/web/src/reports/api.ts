/** What the reports' pages ask of the server. */

import type { AheadView, CalendarView, ReportView, TodayView } from '../connection/protocol'
import { request } from '../connection/requests'
import { asked } from './words'

/** Milliseconds: a month of a large city is a lot of reading. */
const PATIENCE_MS = 180_000

export interface Wanted {
  kind: ReportView['kind']
  /** A day in it; empty: the last one that is over. */
  day: string
  public: boolean
}

export const FILES = ['page', 'csv', 'xlsx', 'pdf'] as const

function query(wanted: Wanted): URLSearchParams {
  const { kind, day } = wanted
  return new URLSearchParams({ kind, day, public: String(wanted.public && kind === 'month'), language: asked.value })
}

export async function fetchReport(wanted: Wanted): Promise<ReportView> {
  return json(`/api/reports?${query(wanted)}`)
}

/** Made when it is fetched: the answer, not the address, says whether it could be. */
export async function takeReport(wanted: Wanted, format: (typeof FILES)[number]): Promise<void> {
  const answer = await request('GET', `/api/reports/file?${query(wanted)}&format=${format}`, undefined, PATIENCE_MS)
  const name = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1]
  save(await answer.blob(), name ?? `report.${format}`)
}

/** `name`: 2026-11 or 2026. */
export async function fetchCalendar(name: string): Promise<CalendarView> {
  return json(`/api/calendar?${name.length > 4 ? 'month' : 'year'}=${name}`)
}

export async function fetchAhead(weeks: number): Promise<AheadView> {
  return json(`/api/ahead?weeks=${weeks}&language=${asked.value}`)
}

export async function fetchToday(): Promise<TodayView> {
  return json('/api/today')
}

/** As a file of this machine. */
export function save(body: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(body)
  link.download = name
  link.click()
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

async function json<T>(path: string): Promise<T> {
  return (await (await request('GET', path, undefined, PATIENCE_MS)).json()) as T
}
