// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ArticleView, Suggestion } from '../../src/connection/protocol'
import SuggestionList from '../../src/suggestions/SuggestionList.vue'
import { call } from '../../sink/scenes'
import { mounted } from '../mounted'

const article = (id: string, title: string): Suggestion => ({
  article: id, title, text: `${title}的办法`, source: '条例（2026-01-01 更新）', score: 0.8, matched: [],
}) // prettier-ignore
const WHOLE: ArticleView = {
  id: 'heat', title: '供暖时间', tags: ['暖气'], source: '条例', updated: '2026-01-01', passages: ['第一段。', '第二段。'],
} // prettier-ignore

/** Questions that wait for their answer. */
let waiting: { words: string; call: string | null; answer: (articles: Suggestion[]) => Promise<void> }[]

function serve(): void {
  waiting = []
  vi.stubGlobal('fetch', (path: string) => {
    const url = new URL(path, 'http://desk')
    if (url.pathname === '/api/articles/heat') return Promise.resolve(new Response(JSON.stringify(WHOLE)))
    if (url.pathname !== '/api/articles') return Promise.resolve(new Response('{}', { status: 404 }))
    return new Promise<Response>((resolve) => {
      const answer = async (articles: Suggestion[]) => {
        resolve(new Response(JSON.stringify({ articles })))
        await flushPromises()
      }
      waiting.push({ words: url.searchParams.get('words') ?? '', call: url.searchParams.get('call'), answer })
    })
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  serve()
})
afterEach(() => void vi.useRealTimers())

async function list(shown: ReturnType<typeof call> | null = null) {
  const { page } = mounted(SuggestionList, { props: { call: shown } })
  const type = async (text: string) => {
    await page.get('[data-look-up]').setValue(text)
    vi.advanceTimersByTime(200)
  }
  return { page, type, titles: () => page.findAll('[data-open-article]').map((one) => one.text()) }
}

describe('articles looked up by hand', () => {
  it('are asked for in the call that goes on, whose district counts', async () => {
    const shown = call()
    const { type } = await list(shown)
    await type('供暖时间')
    expect(waiting.map((one) => one.call)).toEqual([shown.id])
  })

  it('are there without a call, asked for once after the last key', async () => {
    const { page, type, titles } = await list()
    await page.get('[data-look-up]').setValue('供')
    await page.get('[data-look-up]').setValue('供暖')
    await type('供暖时间')
    expect(waiting.map((one) => [one.words, one.call])).toEqual([['供暖时间', null]])
    await waiting[0]?.answer([article('heat', '供暖时间'), article('pay', '供暖缴费')])
    expect(titles()).toEqual(['供暖时间', '供暖缴费'])
    expect(page.get('[role=status]').text()).toBe('2 篇相关知识')
  })

  it('of an older question never replace those of a newer one', async () => {
    const { type, titles } = await list()
    await type('供暖')
    await type('停水')
    await waiting[0]?.answer([article('heat', '供暖时间')])
    expect(titles()).toEqual([])
    await waiting[1]?.answer([article('water', '停水怎么办')])
    expect(titles()).toEqual(['停水怎么办'])
  })

  it('take the place of what is suggested until they are left, or another call is shown', async () => {
    const { page, type, titles } = await list(call())
    expect(titles()).toEqual(['夜间施工怎么管'])
    await type('停水')
    expect(titles(), 'nothing moves before the answer is there').toEqual(['夜间施工怎么管'])
    await waiting[0]?.answer([])
    expect(page.text()).toContain('没有合适的知识')
    await page.get('[data-press=suggested]').trigger('click')
    expect(titles()).toEqual(['夜间施工怎么管'])
    await type('停电')
    await waiting[1]?.answer([article('power', '停电怎么办')])
    await page.setProps({ call: call({ id: 'c2' }) })
    expect(titles()).toEqual(['夜间施工怎么管'])
    expect((page.get('[data-look-up]').element as HTMLInputElement).value).toBe('')
  })

  it('say why they cannot be had, and keep what was found', async () => {
    const { page, type, titles } = await list()
    await type('供暖')
    await waiting[0]?.answer([article('heat', '供暖时间')])
    vi.stubGlobal('fetch', async () => new Response('{"message": "查询的人太多"}', { status: 409 }))
    await type('供暖时')
    await flushPromises()
    expect(page.get('[role=status]').text()).toBe('查询的人太多')
    expect(titles()).toEqual(['供暖时间'])
  })

  it('are gone through by key', async () => {
    const { page, type } = await list()
    const box = page.get('[data-look-up]')
    await type('供暖')
    await waiting[0]?.answer([article('heat', '供暖时间'), article('pay', '供暖缴费')])
    const [first, second] = page.findAll('[data-open-article]')
    await box.trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement).toBe(first?.element)
    await first?.trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement).toBe(second?.element)
    await second?.trigger('keydown', { key: 'ArrowUp' })
    await first?.trigger('keydown', { key: 'ArrowUp' })
    expect(document.activeElement).toBe(box.element)
    await box.trigger('keydown', { key: 'Escape' })
    expect(page.find('[data-looked-up]').exists()).toBe(false)
  })

  it('open, and what is used of them carries the source', async () => {
    const copied: string[] = []
    vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void copied.push(text) } })
    const { page, type } = await list()
    await type('供暖')
    await waiting[0]?.answer([article('heat', '供暖时间')])
    await page.get('[data-open-article]').trigger('click')
    await flushPromises()
    expect(page.get('[data-opened-article]').text()).toContain('第二段。')
    expect(document.activeElement, 'by key, too').toBe(page.get('[data-use-article]').element)
    await page.findAll('[data-use-passage]')[1]?.trigger('click')
    await flushPromises()
    expect(copied).toEqual(['供暖时间\n第二段。\n来源：条例（2026-01-01 更新）'])
    expect(page.find('[data-opened-article]').exists(), 'it is closed: the agent goes on reading').toBe(false)
  })
})
