// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import type { Identity, Trace } from '../../src/connection/protocol'
import TracesPage from '../../src/traces/TracesPage.vue'
import { dayOf } from '../../src/traces/traces'
import { SUPERVISOR } from '../../sink/scenes'
import { mounted } from '../mounted'

const AUDITOR: Identity = { ...SUPERVISOR, role: 'auditor' }
const TRACE: Trace = {
  at: 1764400000, who: '8002', where: 'desk', kind: 'heard', event: 'recording_played', call: 'n1-1', about: 'n1-1.1',
} // prettier-ignore

afterEach(() => vi.unstubAllGlobals())

it('shows an auditor who did what, of the days, the person and the kind that are asked for', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    const history = [{ number: 3, at: 1764400000, by: '管理员 (admin)', why: '台风', went_back_to: null }]
    const body = path.startsWith('/api/traces') ? { traces: [TRACE] } : path.endsWith('history') ? history : null
    return new Response(JSON.stringify(body ?? { message: 'none' }), { status: body ? 200 : 404 })
  })
  const { page } = mounted(TracesPage, { who: AUDITOR })
  await flushPromises()
  expect(page.find('[data-panel=publications]').text()).toContain('管理员 (admin) · 台风')
  expect(page.find('[data-press=history]').exists()).toBe(false)
  await page.find('[name=person]').setValue(' 8002 ')
  await page.find('[name=kind]').setValue('heard')
  await page.find('form').trigger('submit')
  await flushPromises()
  const today = dayOf(new Date())
  expect(asked.at(-1)).toBe(`/api/traces?first=${today}&last=${today}&person=8002&kind=heard`)
  const row = page.find('[data-trace=recording_played]').text()
  expect(row).toContain('李强 8002')
  expect(row).toContain('听 · 录音')
  expect(page.text()).toContain('1 条记录')
})
