import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFigures, figureRows, shown } from '../../src/figures/figures'
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

  it('show a dash where there is nothing to divide by', () => {
    expect([shown(null, '%'), shown(0, '%'), shown(79.6, '%'), shown(12.4)]).toEqual(['—', '0%', '80%', '12'])
  })
})
