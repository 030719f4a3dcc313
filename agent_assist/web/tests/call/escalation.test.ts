// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest'
import CallControls from '../../src/call/CallControls.vue'
import { call } from '../../sink/scenes'
import { done, mounted } from '../mounted'

const talk = (id: string) => call({ id, phase: 'talking' })

beforeEach(() => sessionStorage.clear())

it('keeps the reason that was typed until the desk has it', async () => {
  const { page, desk, sent, receive } = mounted(CallControls, { props: { call: talk('c1') } })
  await page.get('[data-press=escalate]').trigger('click')
  await page.get('[data-reason]').setValue('要班长来')
  void desk.control({ type: 'hold', call: 'c1' })
  await page.get('form.reason').trigger('submit')
  expect(sent.map((one) => one.type)).toEqual(['hold'])
  await done({ sent, receive })
  expect(page.get<HTMLInputElement>('[data-reason]').element.value).toBe('要班长来')
  await page.get('form.reason').trigger('submit')
  await done({ sent, receive })
  expect(sent.at(-1)).toMatchObject({ type: 'escalate', reason: '要班长来' })
  expect(page.find('[data-reason]').exists()).toBe(false)
})

it('takes nothing away that is typed at another call meanwhile', async () => {
  sessionStorage.setItem('hotline typed escalate 8001 c2', '"另一通"')
  const { page, sent, receive } = mounted(CallControls, { props: { call: talk('c1') } })
  await page.get('[data-press=escalate]').trigger('click')
  await page.get('[data-reason]').setValue('要班长来')
  await page.get('form.reason').trigger('submit')
  await page.setProps({ call: talk('c2') })
  await done({ sent, receive })
  expect(page.get<HTMLInputElement>('[data-reason]').element.value).toBe('另一通')
})
