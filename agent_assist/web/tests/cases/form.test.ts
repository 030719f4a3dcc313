// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { TicketField } from '../../src/connection/protocol'
import CaseForm from '../../src/cases/CaseForm.vue'
import { mounted } from '../mounted'
import { call } from '../../sink/scenes'

beforeEach(() => sessionStorage.clear())

const said = (field: string, value: string, line = 'caller:1'): TicketField => ({
  field,
  value,
  line,
  also: [],
  score: 0.9,
  runner_up: '',
  runner_up_score: 0,
})
const input = (page: ReturnType<typeof mounted>['page'], field: string) =>
  page.get(`[data-field=${field}] input`).element as HTMLInputElement

it('is filled while they talk, leaves what was touched, and shows the sentence of each field', async () => {
  const { page, desk } = mounted(CaseForm, { props: { call: call({ ticket: [said('name', '王建国')] }) } })
  expect(input(page, 'name').value).toBe('王建国')
  expect(input(page, 'plate').value).toBe('')
  await page.get('[data-field=name] [data-said]').trigger('click')
  expect(desk.sought.value.line).toBe('caller:1')
  await page.get('[data-field=name] input').setValue('王建军')
  await page.setProps({ call: call({ ticket: [said('name', '王建民'), said('appeal', '希望晚上停工')] }) })
  await nextTick()
  expect(input(page, 'name').value).toBe('王建军')
  expect(page.find('[data-field=name] [data-said]').exists()).toBe(false)
  expect(input(page, 'appeal').value).toBe('希望晚上停工')
})

it('is filed with one press', async () => {
  const sent: unknown[] = []
  vi.stubGlobal('fetch', async (_path: string, { body }: RequestInit) => {
    sent.push(JSON.parse(body as string))
    return new Response('{"case":"261129000009"}', { status: 200 })
  })
  const { page } = mounted(CaseForm, { props: { call: call({ ticket: [said('demand', '半夜施工')] }) } })
  await page.get('form').trigger('submit')
  expect(sent).toMatchObject([{ said: '半夜施工', place: '幸福路23号' }])
})

it('offers what the draft would have taken second', async () => {
  const category = { ...said('category', 'c_water'), runner_up: 'c_power', runner_up_score: 0.3 }
  const labels = {
    categories: [
      { id: 'c_water', path: ['公用事业', '供水', '停水'], unit: null, deadline: null },
      { id: 'c_power', path: ['公用事业', '供电', '停电'], unit: null, deadline: null },
    ],
  }
  const { page, desk } = mounted(CaseForm, { props: { call: call({ ticket: [category] }) } })
  Object.assign(desk.state.labels.tickets, labels)
  await nextTick()
  const other = page.get('[data-field=category] [data-runner-up]')
  expect(other.text()).toContain('停电')
  await other.trigger('click')
  expect(page.find('[data-field=category] [data-runner-up]').exists()).toBe(false)
})

it('asks for consent to a text message only where they are sent, and of nobody who wants secrecy', async () => {
  const sent: Record<string, unknown>[] = []
  vi.stubGlobal('fetch', async (_path: string, { body }: RequestInit) => {
    sent.push(JSON.parse(body as string) as Record<string, unknown>)
    return new Response('{"case":"261129000009"}', { status: 200 })
  })
  const open = [said('demand', '半夜施工'), said('secret', '不保密')]
  const { page, desk } = mounted(CaseForm, { props: { call: call({ ticket: open }) } })
  expect(page.find('[data-field=texted]').exists()).toBe(false)
  desk.state.labels.tickets.text_messages = true
  await nextTick()
  await page.get('[data-field=texted] input').setValue(true)
  await page.get('form').trigger('submit')
  expect(sent[0]).toMatchObject({ texted: true, secret: false })
  await page.setProps({ call: call({ ticket: [said('demand', '半夜施工'), said('secret', '保密')] }) })
  await page.get('form').trigger('submit')
  expect(sent.at(-1)).toMatchObject({ texted: false, secret: true })
})
