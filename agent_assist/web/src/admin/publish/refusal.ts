/** What the service answers instead of publishing, as the dialog shows it. */

import { Refused } from '../../connection/requests'
import type { ConflictAnswer, Problem, TrialReport } from '../protocol'

/** The tests fail or cannot be run. Some may come from elsewhere; then publishing untested fails the same way. */
const OF_THE_TESTS = new Set([
  'tests_failed', 'tests_unreadable', 'no_recogniser', 'too_long', 'unavailable', 'busy', 'failed',
]) // prettier-ignore

export interface Refusal {
  /** To be read; empty when nothing was said. */
  message: string
  /** Somebody else has published meanwhile. */
  conflict: ConflictAnswer | null
  /** Names of the files whose changes on the disk were never published; null when that is not why. */
  edited: string[] | null
  /** Mistakes in the files. */
  problems: Problem[] | null
  tests: TrialReport | null
  /** Publishing without the tests may help. */
  mayGoUntested: boolean
}

interface Answer {
  error?: string
  names?: string[]
  problems?: Problem[]
  tests?: TrialReport
}

export function refusalOf(error: unknown): Refusal {
  const refused = error instanceof Refused ? error : null
  const answer = (refused?.answer ?? null) as Answer | null
  const code = answer?.error ?? ''
  return {
    message: refused?.message ?? '',
    conflict: code === 'conflict' ? (answer as ConflictAnswer) : null,
    edited: code === 'edited_on_disk' ? (answer?.names ?? []) : null,
    problems: answer?.problems ?? null,
    tests: answer?.tests ?? null,
    mayGoUntested: OF_THE_TESTS.has(code),
  }
}
