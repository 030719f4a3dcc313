// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import SurgeList from '../../src/city/SurgeList.vue'
import type { SurgeView } from '../../src/connection/protocol'
import { mounted } from '../mounted'

const SURGE: SurgeView = {
  id: '1-东城区-1', topic: 1, name: '青竹苑 停水', sentence: '青竹苑停水了', district: '东城区', place: '',
  since: 1_795_996_300, told_at: 1_795_996_900, last: 1_795_997_000, people: 6, expected: 0.24, odds: 812.3,
  humble: true, calls: ['call-1', 'call-2'],
} // prettier-ignore

function answers(surges: SurgeView[]): void {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ surges })))
}

it('shows what is more than usual, and opens the calls behind it', async () => {
  answers([SURGE])
  const { page, desk } = mounted(SurgeList)
  await flushPromises()
  const text = page.get('[data-surge]').text()
  for (const told of ['青竹苑 停水', '东城区', '0.2', '812 : 1', '青竹苑停水了']) expect(text).toContain(told)
  await page.findAll('details button')[1]!.trigger('click')
  expect(desk.selectedId.value).toBe('call-2')
})

it('says that it is of all matters of the whole city', async () => {
  answers([{ ...SURGE, topic: null, name: '', district: '', humble: false }])
  const { page } = mounted(SurgeList)
  await flushPromises()
  expect(page.text()).toContain('全市')
  expect(page.text()).toContain('各类事项')
  expect(page.text()).not.toContain('历史还短')
})

it('is not there while nothing is more than usual, nor after a log-out', async () => {
  answers([])
  const { page, desk } = mounted(SurgeList)
  await flushPromises()
  expect(page.find('[data-panel]').exists()).toBe(false)
  desk.surges.value = [SURGE]
  desk.forgetSurges()
  expect(desk.surges.value).toEqual([])
})
