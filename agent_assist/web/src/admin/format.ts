/** Times as the administrators' page writes them. */

/** 11-20 18:02, with the year where it is another one. */
export function clock(epochSeconds: number, now = new Date()): string {
  const at = new Date(epochSeconds * 1000)
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
  return at.getFullYear() === now.getFullYear() ? day : `${at.getFullYear()}-${day}`
}

/** 0.934 as 93 %. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
