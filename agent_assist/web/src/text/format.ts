/** How times and numbers are written. */

/** Seconds as 1:05 or 1:02:03. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`
}

/** Whole seconds until then, never below 0; null for what does not end by itself. */
export function remaining(until: number | null, now: number): number | null {
  return until === null ? null : Math.max(0, Math.ceil(until - now))
}

/** Epoch seconds as the local time of day, 09:05:03. */
export function clock(epoch: number): string {
  return new Date(epoch * 1000).toLocaleTimeString('zh-CN', { hour12: false })
}

/** Epoch seconds as the local day and time, 2026/11/30 09:05. */
export function day(epoch: number): string {
  return new Date(epoch * 1000).toLocaleString('zh-CN', { dateStyle: 'short', timeStyle: 'short' })
}

/** 0 to 1 as a percentage. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}
