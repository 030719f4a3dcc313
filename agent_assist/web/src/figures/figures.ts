/** Today's figures of the queues, for those who oversee. */

import { ref } from 'vue'
import { request } from '../connection/requests'
import type { DayFigures, QueueDay } from '../connection/protocol'

/** The service's name of all queues together. */
export const ALL_QUEUES = '*'

/** The newest that could be had. */
export function createFigures() {
  /** Null: none yet. */
  const figures = ref<DayFigures | null>(null)

  /** Fetches them; where they cannot be had the last ones stay. */
  async function fetchFigures(): Promise<void> {
    try {
      figures.value = (await (await request('GET', '/api/figures')).json()) as DayFigures
    } catch {
      // The page says by itself when the service is away, and tries again soon.
    }
  }

  return { figures, fetchFigures }
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
