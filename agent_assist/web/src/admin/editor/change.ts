/** The one piece in which two texts differ. */

export interface Change {
  from: number
  to: number
  insert: string
}

/** What to replace in `before` so that it becomes `after`; null when they are the same. */
export function changeBetween(before: string, after: string): Change | null {
  if (before === after) return null
  let from = 0
  const shorter = Math.min(before.length, after.length)
  while (from < shorter && before[from] === after[from]) from++
  let end = 0
  while (end < shorter - from && before.at(-1 - end) === after.at(-1 - end)) end++
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) }
}
