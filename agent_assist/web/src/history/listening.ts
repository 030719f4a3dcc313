/** Where a sentence stands in what was recorded. */

import type { RecordingOfCall } from '../connection/requests'

/** Seconds that one hears before it: a line begins when it was noticed, somewhat after its first word. */
const BEFORE_S = 1.5

export interface Place {
  recording: RecordingOfCall
  /** From its beginning. */
  seconds: number
}

/** Of what began at that moment, in epoch seconds; null: it was not recorded. */
export function placeIn(recordings: RecordingOfCall[], at: number): Place | null {
  const recording = recordings.find((one) => one.at <= at && at < one.at + one.seconds)
  return recording ? { recording, seconds: Math.max(0, at - recording.at - BEFORE_S) } : null
}
