// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import type { SampleView, SamplingView } from '../../src/connection/protocol'
import OwnSamples from '../../src/sampling/OwnSamples.vue'
import SamplingPage from '../../src/sampling/SamplingPage.vue'
import { AGENT, SUPERVISOR } from '../../sink/scenes'
import { mounted } from '../mounted'

const SHEET = {
  id: 'service', name: '服务质量',
  items: [{ id: 'opening', name: '开头语', points: 10, what: '问候' }, { id: 'answer', name: '解答', points: 40, what: '' }],
} // prettier-ignore

const SAMPLE: SampleView = {
  id: 3, call: 'n1-1', agent: '8002', sheet: SHEET, why: '群众不满意', drawn_at: 1_796_000_000, drawn_by: '9001',
  scored: 0, scores: [], marks: [{ rule: 'hurry', name: '催促', line: '你快说', open: false }], risks: [],
  seen_at: null, answer: '', answered_at: null,
} as unknown as SampleView // prettier-ignore

const SCORE = { scorer: '9001', at: 1_796_000_000, points: { opening: 9, answer: 31 }, remark: '解答清楚' }

/** What the server was sent. */
function answers(samples: SampleView[]): { path: string; body: unknown }[] {
  const sent: { path: string; body: unknown }[] = []
  const view: SamplingView = {
    sheets: [SHEET], rules: [], samples,
    agreement: [{ one: '9001', other: '9002', item: '', samples: 4, same_percent: 75, kappa: null }],
  } as unknown as SamplingView // prettier-ignore
  vi.stubGlobal('fetch', async (path: string, given: RequestInit = {}) => {
    if (given.body) sent.push({ path, body: JSON.parse(given.body as string) })
    if (path === '/api/samples/own') return new Response(JSON.stringify({ samples }))
    if (path === '/api/samples' && given.method === 'POST') {
      return new Response(JSON.stringify({ seed: '77', fitting: 8, calls: ['n1-1', 'n1-2'] }))
    }
    return new Response(JSON.stringify(path === '/api/samples' ? view : {}), {
      status: path.startsWith('/api/calls') ? 404 : 200,
    })
  })
  return sent
}

it('draws calls of the days and agents that are asked for, and says among how many', async () => {
  const sent = answers([])
  const { page } = mounted(SamplingPage, { who: SUPERVISOR })
  await flushPromises()
  expect(page.get('[data-panel=samples]').text()).toContain('还没有抽样')
  await page.get('[name=first]').setValue('2026-11-01')
  await page.get('[name=last]').setValue('2026-11-30')
  await page.get('[name=agents]').setValue(' 8001  8002 ')
  await page.get('[name=count]').setValue(2)
  await page.get('[data-panel=draw] form').trigger('submit')
  await flushPromises()
  expect(sent).toEqual([
    {
      path: '/api/samples',
      body: {
        sheet: 'service', rule: '', count: 2, first: '2026-11-01', last: '2026-11-30', seed: '', agents: ['8001', '8002'],
      },
    },
  ]) // prettier-ignore
  expect(page.get('[data-panel=draw] [role=status]').text()).toBe('从 8 通中抽出 2 通，种子 77')
})

it('scores on the sheet beside the marks; nobody scores a call of their own', async () => {
  const sent = answers([SAMPLE, { ...SAMPLE, id: 4, call: 'n1-2', agent: SUPERVISOR.id }])
  const { page } = mounted(SamplingPage, { who: SUPERVISOR })
  await flushPromises()
  await page.get('[data-drawn="n1-1"] button').trigger('click')
  await flushPromises()
  expect(page.get('[data-sample="3"]').text()).toContain('催促 · 你快说')
  await page.get('[name=opening]').setValue(9)
  await page.get('[name=answer]').setValue(31)
  await page.get('[name=remark]').setValue(' 解答清楚 ')
  await page.get('[data-form=score]').trigger('submit')
  await flushPromises()
  expect(sent).toEqual([
    { path: '/api/samples/3/scores', body: { points: { opening: 9, answer: 31 }, remark: '解答清楚' } },
  ])
  await page.get('[data-drawn="n1-2"] button').trigger('click')
  await flushPromises()
  expect(page.find('[data-form=score]').exists()).toBe(false)
  expect(page.get('[data-sample="4"]').text()).toContain('不能由自己评')
})

it('shows scores to who has scored, how far two agree, and takes back what nobody has scored', async () => {
  const sent = answers([
    { ...SAMPLE, scored: 1, scores: [SCORE] },
    { ...SAMPLE, id: 5, call: 'n1-3' },
  ])
  const { page } = mounted(SamplingPage, { who: SUPERVISOR })
  await flushPromises()
  await page.get('[data-drawn="n1-1"] button').trigger('click')
  await flushPromises()
  expect(page.get('[data-scores]').text()).toContain('40')
  expect(page.get('[data-panel=agreement] tbody').text().replace(/\s+/g, ' ')).toContain('75%')
  expect(page.get('[data-panel=agreement] tbody').text()).toContain('–')
  const buttons = page.findAll('[data-drawn] .line button').map((button) => button.text())
  expect(buttons).toEqual(['收起', '打开', '撤回'])
  await page.findAll('[data-drawn="n1-3"] button')[1]!.trigger('click')
  await flushPromises()
  expect(sent).toEqual([{ path: '/api/samples/5/remove', body: {} }])
})

it('shows agents their own once they want to see them, and sends what they say to it', async () => {
  const sent = answers([{ ...SAMPLE, scored: 1, scores: [SCORE] }])
  const { page } = mounted(OwnSamples, { who: AGENT })
  await flushPromises()
  expect(page.find('[data-own]').exists()).toBe(false)
  const details = page.get('details')
  ;(details.element as HTMLDetailsElement).open = true
  await details.trigger('toggle')
  await flushPromises()
  await page.get('[data-own] textarea').setValue(' 明白了 ')
  await page.get('[data-own] form').trigger('submit')
  await flushPromises()
  expect(sent).toEqual([{ path: '/api/samples/3/answer', body: { text: '明白了' } }])
})
