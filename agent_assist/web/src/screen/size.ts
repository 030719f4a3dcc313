/** How large things are on a wall. */

/** Pixels of letters that are as large as so many hundredths of the screen's width, or of its height. */
export function letters(parts: number): number {
  return Math.round(parts * Math.min(innerWidth / 100, innerHeight / 56.25))
}
