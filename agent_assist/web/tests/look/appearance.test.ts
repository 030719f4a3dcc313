// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import SettingsDialog from '../../src/page/SettingsDialog.vue'
import { mounted } from '../mounted'

beforeEach(() => localStorage.clear())

it('is chosen by the agent and kept in the browser', async () => {
  const { page } = mounted(SettingsDialog)
  expect(document.documentElement.dataset.theme).toBe('system')
  await page.get('input[value=dark]').setValue()
  await page.get('input[value="130"]').setValue()
  await page.get('input[name=ring-sound]').setValue(false)
  await nextTick()
  expect(document.documentElement.dataset.theme).toBe('dark')
  expect(document.documentElement.style.getPropertyValue('--text-zoom')).toBe('1.3')
  const { desk } = mounted(SettingsDialog)
  expect([desk.theme.value, desk.textSize.value, desk.ringSound.value]).toEqual(['dark', 130, false])
})

it('takes what nobody could have chosen for nothing', () => {
  localStorage.setItem('desk.theme', 'neon')
  localStorage.setItem('desk.text_size', '4000')
  const { desk } = mounted(SettingsDialog)
  expect([desk.theme.value, desk.textSize.value, desk.ringSound.value]).toEqual(['system', 100, true])
})
