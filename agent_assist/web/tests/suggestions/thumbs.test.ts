// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import SuggestionList from '../../src/suggestions/SuggestionList.vue'
import { call } from '../../sink/scenes'
import { mounted } from '../mounted'

/** A server that has these thumbs of the agent; what was asked of it. */
function serve(thumbs: Record<string, string>, status = 204): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    asked.push(`${method} ${path} ${body ?? ''}`.trim())
    if (path === '/api/thumbs') return new Response(JSON.stringify({ thumbs }))
    return status === 204 ? new Response(null, { status }) : new Response('{"message": "数据库不在"}', { status })
  })
  return asked
}

async function shown() {
  const { page, desk } = mounted(SuggestionList, { props: { call: call() } })
  await flushPromises()
  const pressed = (thumb: string) => page.get(`[data-thumb=${thumb}]`).attributes('aria-pressed')
  const press = async (thumb: string) => {
    await page.get(`[data-thumb=${thumb}]`).trigger('click')
    await flushPromises()
  }
  return { page, desk, press, both: () => [pressed('up'), pressed('down')] }
}

describe('what an agent says of an article', () => {
  it('is shown as it was said before, changed, and taken back by saying it once more', async () => {
    const asked = serve({ 'night-work': 'up' })
    const { both, press } = await shown()
    expect(both()).toEqual(['true', 'false'])
    await press('down')
    expect(both()).toEqual(['false', 'true'])
    await press('down')
    expect(both()).toEqual(['false', 'false'])
    expect(asked.slice(1)).toEqual([
      'POST /api/articles/night-work/thumb {"thumb":"down"}',
      'POST /api/articles/night-work/thumb {"thumb":"none"}',
    ])
  })

  it('stays as it was when the desk refuses', async () => {
    serve({}, 409)
    const { both, press } = await shown()
    await press('up')
    expect(both()).toEqual(['false', 'false'])
  })

  it('is not shown to the next who logs in', async () => {
    serve({ 'night-work': 'up' })
    const { desk } = await shown()
    await desk.logOut()
    expect(desk.thumbs.value).toEqual({})
  })

  it('is noted, too, when they use it', async () => {
    const asked = serve({})
    vi.stubGlobal('navigator', { clipboard: { writeText: async () => undefined } })
    const { page } = await shown()
    await page.get('[aria-label="复制 夜间施工怎么管"]').trigger('click')
    await flushPromises()
    expect(asked).toContain('POST /api/articles/night-work/used')
  })
})
