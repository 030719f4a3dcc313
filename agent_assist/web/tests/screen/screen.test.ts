// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { TodayView } from '../../src/connection/protocol'
import BigScreen from '../../src/screen/BigScreen.vue'
import { SUPERVISOR } from '../../sink/scenes'
import { mounted } from '../mounted'

vi.mock('../../src/reports/picture', () => ({
  drawn: () => ({ setOption: () => undefined, resize: () => undefined, dispose: () => undefined }),
}))

const TODAY: TodayView = {
  at: 1_796_000_000, hours: [{ clock: '09:00', contacts: 120, expected: 100 }], contacts: 120, expected: 100,
  humble: false, topics: [{ name: '停水', calls: 12, people: 11 }], districts: [],
  surges: [{ topic: '停水', district: '东城区', since: 1_796_000_000, people: 11, expected: 0.4 }],
} // prettier-ignore

const SCENE_MS = 12_000
let away = false

beforeEach(() => {
  away = false
  vi.useFakeTimers()
  vi.stubGlobal('fetch', async (path: string) => {
    if (away) throw new TypeError('no network')
    return new Response(JSON.stringify(path === '/api/today' ? TODAY : { queues: [] }))
  })
})
afterEach(() => vi.useRealTimers())

it('turns by itself through all pictures, and by keys', async () => {
  const { page } = mounted(BigScreen, { who: SUPERVISOR })
  await flushPromises()
  expect(page.get('[data-scene="0"]').text()).toContain('120')
  expect(page.get('[data-scene="0"]').text()).toContain('+20%')
  await vi.advanceTimersByTimeAsync(SCENE_MS)
  expect(page.find('[data-scene="1"]').exists()).toBe(true)
  dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))
  await flushPromises()
  expect(page.get('[data-scene="2"]').text()).toContain('没有分区数据')
  dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))
  await flushPromises()
  expect(page.get('[data-scene="3"]').text()).toContain('停水')
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft']) dispatchEvent(new KeyboardEvent('keydown', { key }))
  await flushPromises()
  expect(page.find('[data-scene="4"]').exists()).toBe(true)
})

it('says that nothing new comes, shows the last numbers, and goes on when the service is back', async () => {
  const { page } = mounted(BigScreen, { who: SUPERVISOR })
  await flushPromises()
  expect(page.find('[role=status]').exists()).toBe(false)
  away = true
  await vi.advanceTimersByTimeAsync(15_000)
  await flushPromises()
  expect(page.find('[role=status]').exists()).toBe(true)
  expect(page.find('[data-scene]').exists()).toBe(true)
  away = false
  await vi.advanceTimersByTimeAsync(15_000)
  await flushPromises()
  expect(page.find('[role=status]').exists()).toBe(false)
})

it('is dark while it is shown, whatever the agent likes', async () => {
  const { page } = mounted(BigScreen, { who: SUPERVISOR })
  await flushPromises()
  expect(document.documentElement.dataset.theme).toBe('dark')
  page.unmount()
  expect(document.documentElement.dataset.theme).toBe('system')
})

it('is left by Escape', async () => {
  mounted(BigScreen, { who: SUPERVISOR })
  await flushPromises()
  dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
  expect(location.hash).toBe('#reports')
  location.hash = ''
})
