// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import AgentList from '../../src/agents/AgentList.vue'
import { browserName } from '../../src/agents/log-ins'
import { SUPERVISOR, agent } from '../../sink/scenes'
import { mounted } from '../mounted'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'
const one = { id: 'a', begun: 0, expires: 9, browser: CHROME, address: '10.0.0.5', open: true, here: false }

it('a supervisor sees where an agent is logged in, and ends it there', async () => {
  const asked: string[] = []
  let sessions = [one, { ...one, id: 'b', browser: '', open: false }]
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path}`)
    if (method === 'GET') return new Response(JSON.stringify({ sessions }))
    sessions = sessions.slice(0, 1)
    return new Response(null, { status: 204 })
  })
  const { page } = mounted(AgentList, { who: SUPERVISOR, shows: { agents: [agent()] } })
  await page.get('[data-press=log_ins]').trigger('click')
  // The names come from a package that is fetched when somebody looks.
  await vi.waitFor(() => expect(page.findAll('[data-log-in]')).toHaveLength(2))
  expect(page.get('[data-log-in=a]').text()).toMatch(/Chrome 126 · Windows 10\s+已打开.*10\.0\.0\.5/s)
  expect(page.get('[data-log-in=b]').text()).toContain('未知浏览器')
  await page.get('[data-log-in=b] [data-press=end_log_in]').trigger('click')
  await page.get('[data-log-in=b] [data-press=end_log_in_now]').trigger('click')
  await flushPromises()
  expect(asked).toContain('POST /api/agents/8001/sessions/b/end')
  expect(page.find('[data-log-in=b]').exists()).toBe(false)
})

it('a browser that says nothing of itself has no name', async () => {
  expect(await browserName('')).toBe('')
})
