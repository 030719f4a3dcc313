// @vitest-environment happy-dom
/** Where calls ring, and with what one speaks and hears. */

import { nextTick } from 'vue'
import { beforeEach, expect, it, vi } from 'vitest'
import { Line } from '../../src/phone/line'
import PhonePanel from '../../src/phone/PhonePanel.vue'
import type { PhoneTrouble } from '../../src/phone/phone'
import { AGENT, agent } from '../../sink/scenes'
import { mounted } from '../mounted'

const WHO = { ...AGENT, phone: true }
const shows = { me: agent({ extension: '8001' }) }

beforeEach(() => {
  localStorage.clear()
  vi.spyOn(Line, 'fetch').mockReturnValue()
})

it.each<PhoneTrouble>(['insecure', 'refused', 'missing', 'taken', 'elsewhere'])(
  'says why calls do not come here (%s), and where they ring instead',
  async (why) => {
    const { desk, page } = mounted(PhonePanel, { who: WHO, shows })
    desk.phone.trouble.value = why
    await nextTick()
    const said = page.get('[data-phone-trouble]')
    expect(said.attributes('role')).toBe('alert')
    expect(said.text()).toMatch(/[\u4e00-\u9fff]{4}.*8001/s)
    expect(said.find('[data-press=phone_again]').exists()).toBe(true)
  },
)

it('has a test tone, the level of the microphone, and calls that answer by themselves', async () => {
  const { desk, page } = mounted(PhonePanel, { who: WHO, shows })
  const { choices, speech, state } = desk.phone
  await nextTick() // it has looked whether the agent wants it on
  const test = vi.spyOn(speech.sounds, 'test').mockReturnValue()
  choices.here = true
  state.value = 'ready'
  await nextTick()
  await page.get('[data-press=phone_devices]').trigger('click')
  speech.level.value = 0.5
  await nextTick()
  expect(page.get('[data-level]').attributes('value')).toBe('0.5')
  await page.get('[data-press=test_tone]').trigger('click')
  expect(test).toHaveBeenCalledOnce()
  await page.get('[data-press=auto_answer]').trigger('click')
  expect(choices.autoAnswer).toBe(true)
})

it('is not there where the desk lets no page be a telephone', () => {
  const { page } = mounted(PhonePanel, { who: AGENT, shows })
  expect(page.find('[data-phone]').exists()).toBe(false)
})
