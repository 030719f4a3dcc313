import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFigures, figureRows, levelOf, shown } from '../../src/figures/figures'
import type { DayFigures } from '../../src/connection/protocol'

const { figures, fetchFigures } = createFigures()

const queue = (name: string, offered: number) => ({ queue: name, day: { offered }, half_hours: [] })
const today = {
  day: '2026-11-30', target_s: 20, short_s: 5, agents: [],
  queues: [queue('*', 7), queue('general', 2), queue('legal', 0), queue('urban', 5)],
} as unknown as DayFigures // prettier-ignore

function desk(status: number, body: unknown): void {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status }))
}

describe('figures of the queues', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    figures.value = null
  })

  it('are fetched', async () => {
    desk(200, today)
    await fetchFigures()
    expect(figures.value).toEqual(today)
  })

  it('stay when they cannot be had', async () => {
    desk(200, today)
    await fetchFigures()
    desk(409, { error: 'refused', message: 'away' })
    await fetchFigures()
    expect(figures.value).toEqual(today)
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
    await fetchFigures()
    expect(figures.value).toEqual(today)
  })

  it('begin with all together, then the busiest queue, without those that nobody called', () => {
    expect(figureRows(today).map((one) => one.queue)).toEqual(['*', 'urban', 'general'])
  })

  it('tell how many were answered in time, today and in the half hour that runs', () => {
    const half = (at: number, level_percent: number) => ({ at, figures: { level_percent } })
    const urban = { queue: 'urban', day: { level_percent: 91.2 }, half_hours: [half(0, 99), half(1800, 80)] }
    const day = { ...today, queues: [urban] } as unknown as DayFigures
    expect(levelOf(day, 'urban', 2000)).toEqual({ day: 91.2, halfHour: 80 })
    expect(levelOf(day, 'urban', 3600)).toEqual({ day: 91.2, halfHour: null })
    expect(levelOf(day, 'legal', 2000)).toBeNull()
    expect(levelOf(null, 'urban', 2000)).toBeNull()
  })

  it('show a dash where there is nothing to divide by', () => {
    expect([shown(null, '%'), shown(0, '%'), shown(79.6, '%'), shown(12.4)]).toEqual(['—', '0%', '80%', '12'])
  })
})
