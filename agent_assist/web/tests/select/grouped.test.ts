// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { ElSelect } from 'element-plus/es/components/select/index'
import { expect, it } from 'vitest'
import CorrectionSelect from '../../src/understood/CorrectionSelect.vue'
import GroupedSelect from '../../src/select/GroupedSelect.vue'
import { call } from '../../sink/scenes'
import { mounted } from '../mounted'

const OPTIONS = [
  { value: 'a', name: '停水', group: '水电气' },
  { value: 'b', name: '只改队列', group: '' },
  { value: 'c', name: '刘洋', group: '坐席', disabled: true },
]

const listed = () =>
  [...document.querySelectorAll('[data-option]')].map((one) => [...one.children].map((part) => part.textContent))

it('says of each what group it is of, has the focus, and tells what was chosen', async () => {
  const { page } = mounted(GroupedSelect, { props: { options: OPTIONS, placeholder: '转给谁' } })
  await flushPromises()
  expect(listed()).toEqual([['停水', '水电气'], ['只改队列'], ['刘洋', '坐席']])
  expect(document.activeElement?.getAttribute('aria-label')).toBe('转给谁')
  page.findComponent(ElSelect).vm.$emit('change', 'a')
  expect(page.emitted('choose')).toEqual([['a']])
})

it('is offered where a call was understood wrongly, and goes when it is closed', async () => {
  const { page } = mounted(CorrectionSelect, { props: { call: call() } })
  await page.get('button').trigger('click')
  await flushPromises()
  expect(listed().length).toBeGreaterThan(1)
  page.findComponent(GroupedSelect).vm.$emit('close')
  await flushPromises()
  expect(page.findComponent(GroupedSelect).exists()).toBe(false)
})
