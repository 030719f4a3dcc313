// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { PastCall } from '../../src/connection/protocol'
import CallDetail from '../../src/call/CallDetail.vue'
import EarlierCalls from '../../src/history/EarlierCalls.vue'
import HistoryDialog from '../../src/history/HistoryDialog.vue'
import { AGENT, NOW, SUPERVISOR, call, ended, line } from '../../sink/scenes'
import { isKept } from '../../src/state/kept'
import { mounted } from '../mounted'

const past = (id: string, over: Partial<PastCall> = {}): PastCall => ({
  id, caller: '138****8000', started: NOW - 86_400, ended: NOW - 86_000, queue: 'urban', intent: 'noise', agent: '8002',
  code: '已转办', note: '已联系工地', said: '', ...over,
}) // prettier-ignore

/** A server that answers by path. */
function serve(answers: Record<string, unknown>): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    const body = answers[path.split('?')[0] ?? '']
    return new Response(JSON.stringify(body ?? { message: 'none' }), { status: body ? 200 : 404 })
  })
  return asked
}

afterEach(() => vi.unstubAllGlobals())

describe("a caller's earlier calls", () => {
  it('stand at the call that rings, with what came of them', async () => {
    serve({ '/api/calls/c1/earlier': { calls: ['a', 'b', 'c', 'd'].map((id) => past(id)) } })
    const { page } = mounted(EarlierCalls, { props: { call: call({ phase: 'ringing' }) } })
    await flushPromises()
    expect(page.text()).toContain('重复来电 · 此前 4 次')
    expect(page.text()).toContain('噪声扰民 · 已转办 · 已联系工地')
    expect(page.text()).toContain('李强')
    expect(page.findAll('[data-past]')).toHaveLength(4)
    expect(page.text()).toContain('还有 1 通')
  })

  it('leave no trace when there are none, or they cannot be had', async () => {
    serve({})
    const { page } = mounted(EarlierCalls, { props: { call: call() } })
    await flushPromises()
    expect(page.find('[data-earlier]').exists()).toBe(false)
  })

  it('are not asked for before an agent has the call', async () => {
    const asked = serve({})
    mounted(EarlierCalls, { props: { call: call({ phase: 'queued', agent: null }) } })
    await flushPromises()
    expect(asked).toEqual([])
  })
})

describe('who logs out', () => {
  it('leaves nothing of a search to the next one, not even of an answer that is still to come', async () => {
    let answer: (response: Response) => void = () => undefined
    vi.stubGlobal('fetch', (path: string) =>
      path.startsWith('/api/history')
        ? new Promise<Response>((resolve) => (answer = resolve))
        : Promise.resolve(new Response(null, { status: 204 })),
    )
    const { desk } = mounted(HistoryDialog, { who: SUPERVISOR })
    const searching = desk.search('路灯', 7)
    await desk.logOut()
    answer(new Response(JSON.stringify({ calls: [past('a')] })))
    await searching
    expect(desk.found.value).toBeNull()
  })
})

describe('the search', () => {
  it('finds past calls by words, and opens one with all that was said', async () => {
    const old = ended({ id: 'a', lines: [line('caller:0', '路灯坏了<b>很久</b>')] })
    const asked = serve({ '/api/history': { calls: [past('a', { said: '路灯坏了' })] }, '/api/calls/a': old })
    const { page } = mounted(HistoryDialog, { who: SUPERVISOR })
    expect(page.text()).toContain('所有来电')
    await page.get('input[name=words]').setValue(' 路灯 ')
    await page.get('select[name=days]').setValue('30')
    await page.get('form[role=search]').trigger('submit')
    await flushPromises()
    expect(asked).toEqual([`/api/history?words=${encodeURIComponent('路灯')}&days=30`])
    expect(page.get('[role=status]').text()).toBe('1 通来电')
    expect(page.get('q').text()).toBe('路灯坏了')
    await page.get('button.past').trigger('click')
    await flushPromises()
    expect(page.get('[data-opened]').text()).toContain('路灯坏了<b>很久</b>')
  })
})

describe('a past call', () => {
  const lines = [line('caller:0', '性福路三号'), line('caller:1', '谢谢', { at: NOW + 500 })]
  const old = ended({ id: 'a', lines })
  const recordings = [{ name: 'a.1', at: NOW - 70, seconds: 60 }]

  async function opens(who: typeof SUPERVISOR, answers: Record<string, unknown>) {
    const asked = serve({ '/api/history': { calls: [past('a')] }, '/api/calls/a': old, ...answers })
    const { page } = mounted(HistoryDialog, { who })
    await page.get('form[role=search]').trigger('submit')
    await flushPromises()
    await page.get('button.past').trigger('click')
    await flushPromises()
    return { page, asked }
  }

  it('is heard from a sentence on, by who may, and fetched by nobody before', async () => {
    const play = vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue(undefined)
    const { page } = await opens(SUPERVISOR, { '/api/calls/a/recordings': { recordings } })
    const audio = page.get('audio').element
    expect(audio.getAttribute('src')).toBeNull()
    expect(page.findAll('[data-press=hear]')).toHaveLength(1)
    await page.get('[data-press=hear]').trigger('click')
    expect(audio.getAttribute('src')).toBe('/api/recordings/a.1.wav')
    expect(audio.currentTime).toBe(8.5)
    expect(play).toHaveBeenCalledOnce()
  })

  it('is not asked for its sound by an agent', async () => {
    const { page, asked } = await opens(AGENT, { '/api/calls/a/recordings': { recordings } })
    expect(asked).not.toContain('/api/calls/a/recordings')
    expect(page.find('[data-press=hear]').exists()).toBe(false)
  })

  it('says that it is masked; who may sees it whole, and nobody corrects stars', async () => {
    const masked = ended({
      id: 'a',
      masked: true,
      lines: [line('caller:0', '电话是138****8000'), line('caller:1', '谢谢')],
    })
    const whole = ended({ id: 'a', lines: [line('caller:0', '电话是13800138000')] })
    const answers = { '/api/calls/a': masked, '/api/calls/a/unmasked': whole }
    const agents = await opens(AGENT, answers)
    expect(agents.page.find('[data-masked]').exists()).toBe(true)
    expect(agents.page.find('[data-press=unmask]').exists()).toBe(false)
    expect(agents.page.findAll('[data-press=correct_line]')).toHaveLength(1)
    const { page } = await opens(SUPERVISOR, answers)
    await page.get('[data-press=unmask]').trigger('click')
    await flushPromises()
    expect(page.text()).toContain('13800138000')
    expect(page.find('[data-masked]').exists()).toBe(false)
  })

  it('of the list is masked for who oversees, who has it shown before a case is written of it', async () => {
    const masked = ended({ masked: true, lines: [line('caller:0', '电话是138****8000')] })
    const asked = serve({ '/api/calls/c1/unmasked': ended({ lines: [line('caller:0', '电话是13800138000')] }) })
    const { desk, page } = mounted(CallDetail, { who: SUPERVISOR, shows: { calls: [masked] }, props: { call: masked } })
    expect(page.find('[data-press=open_case]').exists()).toBe(false)
    await page.get('[data-press=unmask]').trigger('click')
    await flushPromises()
    expect(asked).toContain('/api/calls/c1/unmasked')
    await page.setProps({ call: desk.state.calls.c1 })
    expect(page.text()).toContain('13800138000')
    expect(page.find('[data-masked]').exists()).toBe(false)
    expect(page.find('[data-press=open_case]').exists()).toBe(true)
  })

  it('is corrected, and shows both what was said and what was recognised', async () => {
    const { page } = await opens(AGENT, {})
    const said = { at: NOW, agent: '8001', text: '幸福路三号' }
    const bodies: unknown[] = []
    vi.stubGlobal('fetch', async (path: string, { body }: RequestInit) => {
      if (path.endsWith('/lines')) bodies.push(JSON.parse(body as string))
      const corrected = ended({ id: 'a', lines: [line('caller:0', '性福路三号', { corrected: said })] })
      return path.endsWith('/lines') ? new Response(null, { status: 204 }) : new Response(JSON.stringify(corrected))
    })
    await page.findAll('[data-press=correct_line]')[0]?.trigger('click')
    await page.get('[data-correction] input').setValue(' 幸福路三号 ')
    expect(isKept('a caller:0 8001'), 'a reload takes nothing of it away').toBe(true)
    await page.get('[data-correction]').trigger('submit')
    await flushPromises()
    expect(bodies).toEqual([{ line: 'caller:0', text: '幸福路三号' }])
    expect(page.get('.bubble').text()).toMatch(/^幸福路三号.*王芳 已更正，原识别：性福路三号$/s)
    expect(page.find('[data-correction]').exists()).toBe(false)
    expect(isKept('a caller:0 8001')).toBe(false)
  })
})
