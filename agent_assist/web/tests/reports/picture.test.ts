// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest'
import { againstExpected, ranked, yearOfDays } from '../../src/reports/options'
import { drawn } from '../../src/reports/picture'

const init = vi.hoisted(() => vi.fn())
vi.mock('echarts/core', () => ({ init, use: () => undefined }))

it('is drawn in the letters of the page, which a canvas must be told by name', () => {
  const place = document.createElement('div')
  place.style.fontFamily = 'serif'
  document.body.append(place)
  drawn(place)
  expect(init).toHaveBeenCalledWith(place, { textStyle: { fontFamily: 'serif' } })
  const year = { name: '2026', days: [{ day: '2026-01-01', contacts: 1 }] } as Parameters<typeof yearOfDays>[0]
  for (const option of [againstExpected([], [], [], 23), ranked([], [], 31), yearOfDays(year)])
    expect(JSON.stringify(option(() => 'gray'))).not.toContain('inherit')
})
