// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import DueList from '../../src/cases/DueList.vue'
import type { DueCase } from '../../src/connection/protocol'
import { mounted } from '../mounted'

const OVER: DueCase = {
  case: '261129123459', when: 'overdue', due: Date.now() / 1000 - 3725, state: 'in work',
  topic: '公用事业/供水/停水水压', place: '幸福路', unit: '自来水公司', urgent: false,
} // prettier-ignore

function answers(cases: DueCase[]): void {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ cases })))
}

it('shows what is overdue, for how long, and whose it is', async () => {
  answers([OVER, { ...OVER, case: '261129123467', when: 'soon', due: Date.now() / 1000 + 600 }])
  const { page } = mounted(DueList)
  await flushPromises()
  const text = page.get('[data-due="261129123459"]').text()
  for (const told of ['已超期', ':', '停水水压', '自来水公司', '办理中']) expect(text).toContain(told)
  expect(page.get('[data-due="261129123467"]').text()).toContain('快到期')
})

it('is not there while nothing is due, nor after a log-out', async () => {
  answers([])
  const { page, desk } = mounted(DueList)
  await flushPromises()
  expect(page.find('[data-panel]').exists()).toBe(false)
  desk.dueCases.value = [OVER]
  desk.forgetDue()
  expect(desk.dueCases.value).toEqual([])
})
