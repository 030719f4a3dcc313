// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import type { AheadView as Ahead, CalendarView as Calendar, ReportView as Report } from '../../src/connection/protocol'
import AheadView from '../../src/reports/AheadView.vue'
import CalendarView from '../../src/reports/CalendarView.vue'
import ReportView from '../../src/reports/ReportView.vue'
import ReportsPage from '../../src/reports/ReportsPage.vue'
import { againstExpected, yearOfDays } from '../../src/reports/options'
import { SUPERVISOR } from '../../sink/scenes'
import { mounted } from '../mounted'

// The picture is drawn by ECharts, on a canvas that is not here.
vi.mock('../../src/reports/picture', () => ({
  drawn: () => ({ setOption: () => undefined, resize: () => undefined, dispose: () => undefined }),
}))

const REPORT: Report = {
  kind: 'month', public: false, name: '2026-10', title: '2026 年 10 月报', first: '2026-10-01', last: '2026-10-31',
  made: 1_796_000_000, humble: false, notes: ['预期量由此前的日子学来。'],
  sheets: [
    {
      id: 'days', name: '逐日',
      columns: [{ id: 'day', name: '日期' }, { id: 'contacts', name: '诉求量' }, { id: 'expected', name: '预期量' }],
      rows: [['2026-10-01', 1234, 900.5], ['2026-10-02', 20, null]],
    },
    { id: 'units', name: '承办单位', columns: [{ id: 'unit', name: '单位' }], rows: [] },
  ],
} // prettier-ignore

/** A month that begins on a Thursday. */
const MONTH: Calendar = {
  name: '2026-10', humble: true, months: [],
  days: Array.from({ length: 31 }, (_, at) => ({
    day: `2026-10-${String(at + 1).padStart(2, '0')}`, kind: at === 0 ? 'holiday' : 'workday',
    contacts: at === 2 ? 60 : 20, expected: at === 30 ? null : 20,
    topics: at === 2 ? [{ name: '停水', calls: 41, people: 40 }] : [], surges: at === 2 ? 1 : 0,
  })),
} // prettier-ignore

const AHEAD: Ahead = {
  weeks: [
    {
      first: '2026-11-02', last: '2026-11-08', like: '2025-11-03', topics: [],
      cases: [{ name: '城管/噪声', unit: '城市管理局', count: 30, usual: 4, likely: 33, times: 7.5 }],
    },
    { first: '2026-11-09', last: '2026-11-15', like: '2025-11-10', topics: [], cases: [] },
  ],
  letters: [{ unit: '城市管理局', text: '城市管理局：请做好准备。' }],
} // prettier-ignore

/** What was asked of the server. */
function answers(): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    const year: Calendar = {
      ...MONTH,
      name: '2026',
      months: [{ month: 10, topics: [{ name: '停水', calls: 300, people: null }] }],
    }
    const body = path.includes('/calendar')
      ? path.includes('year=')
        ? year
        : MONTH
      : path.includes('/ahead')
        ? AHEAD
        : REPORT
    return new Response(JSON.stringify(body))
  })
  return asked
}

it('shows a report with its tables, and none that is empty', async () => {
  answers()
  const { page } = mounted(ReportView, { who: SUPERVISOR })
  await flushPromises()
  expect(page.get('[data-report="2026-10"]').text()).toBe('2026 年 10 月报')
  expect(page.findAll('table').map((table) => table.attributes('data-sheet'))).toEqual(['days'])
  const rows = page.findAll('tbody tr').map((row) => row.findAll('th, td').map((cell) => cell.text()))
  expect(rows).toEqual([
    ['2026-10-01', '1,234', '900.5'],
    ['2026-10-02', '20', '–'],
  ])
  expect(page.text()).toContain('预期量由此前的日子学来。')
})

it('turns to the month before, and asks for another kind from its last one', async () => {
  const asked = answers()
  const { page } = mounted(ReportView, { who: SUPERVISOR })
  await flushPromises()
  await page
    .findAll('form button')
    .find((button) => button.text() === '上一期')!
    .trigger('click')
  await flushPromises()
  expect(asked.at(-1)).toBe('/api/reports?kind=month&day=2026-09-30&public=false&language=zh')
  await page.get('input[value=week]').setValue(true)
  await flushPromises()
  expect(asked.at(-1)).toBe('/api/reports?kind=week&day=&public=false&language=zh')
  expect(page.find('[name=public]').exists()).toBe(false)
})

it('takes a report along, public where that is wanted', async () => {
  const asked = answers()
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:1', revokeObjectURL: () => undefined }))
  const { page } = mounted(ReportView, { who: SUPERVISOR })
  await flushPromises()
  await page.get('[name=public]').setValue(true)
  await flushPromises()
  await page.get('[data-press=take-xlsx]').trigger('click')
  await flushPromises()
  expect(asked.at(-1)).toBe('/api/reports/file?kind=month&day=2026-10-01&public=true&language=zh&format=xlsx')
})

it('shows a month by weeks; what stands out, its topics and surges', async () => {
  answers()
  const { page } = mounted(CalendarView, { who: SUPERVISOR, props: { whole: 'month' } })
  await flushPromises()
  const weeks = page.findAll('.month tbody tr')
  expect(weeks.length).toBe(5)
  expect(weeks[0]!.findAll('td').map((cell) => cell.classes('empty'))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  const much = page.findAll('.much')
  expect(much.length).toBe(1)
  for (const told of ['3', '60', '激增 1', '停水', '41']) expect(much[0]!.text()).toContain(told)
  expect(page.text()).toContain('预期量只是粗估')
})

it('turns months over the end of a year, and shows a year with the topics of its months', async () => {
  const asked = answers()
  vi.useFakeTimers({ now: new Date('2026-01-15T12:00:00'), toFake: ['Date'] })
  try {
    const { page } = mounted(CalendarView, { who: SUPERVISOR, props: { whole: 'month' } })
    await flushPromises()
    await page.findAll('form button')[0]!.trigger('click')
    await flushPromises()
    expect(asked).toEqual(['/api/calendar?month=2026-01', '/api/calendar?month=2025-12'])
    await page.setProps({ whole: 'year' })
    await flushPromises()
    expect(asked.at(-1)).toBe('/api/calendar?year=2026')
    expect(page.get('dl').text().replace(/\s+/g, '')).toBe('10月停水300')
  } finally {
    vi.useRealTimers()
  }
})

it('shows the weeks ahead, and letters that are put right before they are saved', async () => {
  const asked = answers()
  const saved: Blob[] = []
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: (blob: Blob) => (saved.push(blob), 'blob:1') }))
  const { page } = mounted(AheadView, { who: SUPERVISOR })
  await flushPromises()
  expect(page.get('[data-week="2026-11-02"] tbody').text().replace(/\s+/g, ' ')).toContain('城管/噪声')
  expect(page.get('[data-week="2026-11-09"]').text()).toContain('没有明显集中的事项')
  const letter = page.get('[data-letter=城市管理局]')
  await letter.get('textarea').setValue('城市管理局：已改。')
  await letter.get('button').trigger('click')
  expect(await saved[0]!.text()).toBe('城市管理局：已改。')
  await page.get('[name=weeks]').setValue('13')
  await flushPromises()
  expect(asked.at(-1)).toBe('/api/ahead?weeks=13&language=zh')
})

it('leads to each part by its address', async () => {
  answers()
  const { page } = mounted(ReportsPage, { who: SUPERVISOR })
  await flushPromises()
  expect(page.findAll('main nav a').map((link) => link.attributes('href'))).toEqual([
    '#reports', '#calendar', '#year', '#ahead', '#screen',
  ]) // prettier-ignore
  expect(page.get('main [aria-current=page]').text()).toBe('报表')
})

it('draws what came against what was expected, and a year of days', () => {
  const colour = (name: string) => name
  const days = againstExpected(['01', '02'], [3, 4], [2, null])(colour)
  expect(days.series.map((one) => one.data)).toEqual([
    [3, 4],
    [2, null],
  ])
  const year = yearOfDays(MONTH)(colour)
  expect(year.visualMap.max).toBe(60)
  expect(year.series[0]!.data[2]).toEqual(['2026-10-03', 60])
})
