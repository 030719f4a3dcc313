// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import DeskPage from '../../src/page/DeskPage.vue'
import { SUPERVISOR, agent } from '../../sink/scenes'
import { mounted } from '../mounted'

/** The server answers these paths, and counts. */
function serves(answers: Record<string, unknown>): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    return path in answers ? new Response(JSON.stringify(answers[path])) : new Response('{}', { status: 404 })
  })
  return asked
}

const figures = (level_percent: number | null) => ({
  offered: 4, waiting: 1, answered: 3, abandoned: 0, called_back: 0, messages: 0, served: 0, level_gb_percent: null,
  level_percent, level_2_percent: null, wait_mean_s: 9, wait_p95_s: 20, handling_mean_s: null,
  occupancy_percent: null, satisfaction_mean: null, satisfaction_low: 0,
}) // prettier-ignore

it('a supervisor sees beside each queue how many were answered in time; all is fetched once', async () => {
  const queues = [{ queue: 'urban', day: figures(91.7), half_hours: [] }]
  const day = { day: '2026-11-30', target_s: 20, short_s: 5, queues, agents: [], wrap_up_codes: [] }
  const asked = serves({ '/api/figures': day })
  const { page } = mounted(DeskPage, { who: SUPERVISOR, shows: { me: agent({ id: '9001', role: 'supervisor' }) } })
  await flushPromises()
  expect(page.get('[data-level=urban]').text().replace(/\s+/g, ' ')).toBe('20 秒内接起 92% · 这半小时 —')
  expect(page.find('[data-level=consumer]').exists()).toBe(false)
  expect(asked.filter((path) => path === '/api/figures')).toHaveLength(1)
})

it('an agent sees the own day while no call is open', async () => {
  const own = {
    day: '2026-11-30', agent: '8001', answered: 12, missed: 1, declined: 0, talk_s: 3725, wrap_up_s: 300, ringing_s: 60,
    available_s: 4000, paused_s: 600, handling_mean_s: 335, occupancy_percent: 49.6, cases: 7,
  } // prettier-ignore
  const asked = serves({ '/api/figures/me': own })
  const { page } = mounted(DeskPage)
  await flushPromises()
  const text = page.get('[data-panel=own-day]').text().replace(/\s+/g, ' ')
  for (const part of ['我的今天 2026-11-30', '接听12', '通话1:02:05', '示忙10:00', '占用50%', '建工单7']) {
    expect(text).toContain(part)
  }
  expect(asked).not.toContain('/api/figures')
})
