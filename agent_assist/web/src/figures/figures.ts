/** Today's figures of the queues, for those who oversee, and an agent's own day. */

import { ref, type Ref } from 'vue'
import { request } from '../connection/requests'
import { lookAgain } from '../state/again'
import type { AgentDay, DayFigures, QueueDay } from '../connection/protocol'

/** The service's name of all queues together. */
export const ALL_QUEUES = '*'

/** Milliseconds between two looks; the service counts at once. */
const PAUSE_MS = 15_000
/** What several parts of the page look at is fetched once for all of them. */
const FRESH_MS = PAUSE_MS / 2

export type OwnDay = AgentDay & { day: string }

/** The newest that could be had. */
export function createFigures() {
  /** Null: none yet. */
  const figures = ref<DayFigures | null>(null)
  const ownDay = ref<OwnDay | null>(null)
  let fetched = -Infinity

  /** Fetches them; where they cannot be had the last ones stay. */
  async function fetchFigures(): Promise<void> {
    fetched = performance.now()
    await fetchInto(figures, '/api/figures')
  }

  async function fetchOwnDay(): Promise<void> {
    await fetchInto(ownDay, '/api/figures/me')
  }

  /** Fetches them for as long as the component is there. */
  function followFigures(): void {
    lookAgain(async () => {
      if (performance.now() - fetched > FRESH_MS) await fetchFigures()
    }, PAUSE_MS)
  }

  /** The same for one's own day. */
  function followOwnDay(): void {
    lookAgain(fetchOwnDay, PAUSE_MS)
  }

  /** They are another's who logs in next. */
  function forgetFigures(): void {
    figures.value = ownDay.value = null
    fetched = -Infinity
  }

  return { figures, ownDay, fetchFigures, fetchOwnDay, followFigures, followOwnDay, forgetFigures }
}

async function fetchInto<T>(value: Ref<T | null>, path: string): Promise<void> {
  try {
    value.value = (await (await request('GET', path)).json()) as T
  } catch {
    // The page says by itself when the service is away, and tries again soon.
  }
}

/** How many of a queue's callers an agent answered in time, in percent: today, and in the half hour that runs. */
export interface Level {
  day: number | null
  halfHour: number | null
}

const HALF_HOUR_S = 1800

/** Of that queue; null where nothing is known of it. */
export function levelOf(figures: DayFigures | null, queue: string, now: number): Level | null {
  const found = figures?.queues.find((one) => one.queue === queue)
  if (!found) return null
  const last = found.half_hours.at(-1)
  const runs = last !== undefined && now - last.at < HALF_HOUR_S
  return { day: found.day.level_percent, halfHour: runs ? last.figures.level_percent : null }
}

/** All together, and the queues in which somebody called, the most calls first. */
export function figureRows(day: DayFigures): QueueDay[] {
  const each = day.queues.filter((one) => one.queue !== ALL_QUEUES && one.day.offered > 0)
  each.sort((one, other) => other.day.offered - one.day.offered)
  return [...day.queues.filter((one) => one.queue === ALL_QUEUES), ...each]
}

/** A number with a unit behind it; a dash where there is none. */
export function shown(value: number | null, unit = ''): string {
  return value === null ? '—' : `${Math.round(value)}${unit}`
}
