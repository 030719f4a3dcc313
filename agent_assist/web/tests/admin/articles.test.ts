// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { mounted } from '../mounted'

const { default: ArticlesPanel } = await import('../../src/admin/articles/ArticlesPanel.vue')
const { articles, begin, bring, brought, edited, open, publish, rebase, remove } =
  await import('../../src/admin/articles/articles')
const { paragraphs, readDraft, split } = await import('../../src/admin/articles/draft')
const { AGENT } = await import('../../sink/scenes')

const row = (id: string, more = {}) => ({
  id, title: `题目${id}`, department: '水务局', district: [], updated: '2026-11-01', valid_from: '', valid_until: '',
  reviewed: '2026-11-02', standing: 'current', ...more,
}) // prettier-ignore
const fields = (id: string, more = {}) => ({
  id, title: `题目${id}`, tags: ['水'], department: '水务局', district: [], source: '供水公司', updated: '2026-11-01',
  valid_from: '', valid_until: '', reviewed: '', body: '第一段。\n\n第二段。', ...more,
}) // prettier-ignore
const live = {
  base: 3, by: '李', at: 1, why: 'x', total: 2, found: 2, departments: ['水务局'], districts: [],
  changed_on_disk: false,
  rows: [row('water'), row('old', { standing: 'expired', valid_until: '2020-01-01', reviewed: '' })],
} // prettier-ignore
const checked = { mistakes: [], doubts: [], changes: ['article water changed: title'] }
const conflict = { error: 'conflict', message: 'x', active: 4, by: '李 (li)', at: 1, why: '换政策' }

/** A service that gives these answers by path, and remembers what it was asked. */
function service(more: Record<string, unknown> = {}): [string, any][] {
  const answers: Record<string, unknown> = {
    articles: live,
    'article/water': fields('water'),
    'articles/check': checked,
    ...more,
  }
  const asked: [string, any][] = []
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit) => {
    const name = path.replace('/api/admin/', '').replace(/\?.*/, '')
    asked.push([path.replace('/api/admin/', ''), body ? JSON.parse(String(body)) : null])
    const answer = answers[name] as { error?: string } | undefined
    const status = answer === undefined ? 404 : answer.error ? 409 : 200
    return new Response(JSON.stringify(answer ?? { error: 'no_such_article', message: '没有' }), { status })
  })
  return asked
}

async function panel() {
  const shown = mounted(ArticlesPanel)
  await flushPromises()
  return shown.page
}

beforeEach(() => {
  localStorage.clear()
  Object.assign(articles, { changes: {}, fields: null, before: null, open: '', unread: [], conflict: null, both: [] })
  brought.value = null
})

describe('the knowledge base on the page', () => {
  it('lists what is live, and says what has expired', async () => {
    service()
    const page = await panel()
    for (const text of ['现用第 3 版，共 2 篇', '题目water', '已过期 2020-01-01', '未核实'])
      expect(page.text()).toContain(text)
  })

  it('keeps an edited article as a draft, until it is as it was', async () => {
    service()
    await panel()
    await open('water')
    articles.fields!.title = '新题目'
    edited()
    expect(readDraft(localStorage, AGENT.id)?.changes.water?.fields?.title).toBe('新题目')
    articles.fields!.title = '题目water'
    edited()
    expect(readDraft(localStorage, AGENT.id)).toBeNull()
  })

  it('shows an article as agents see it, and what is wrong with it', async () => {
    service({
      'articles/check': { ...checked, mistakes: [{ article: 'water', field: 'title', message: '不能为空 / empty' }] },
    })
    const page = await panel()
    await open('water')
    await vi.waitFor(() => expect(page.text()).toContain('不能为空'))
    expect(page.find('article.preview').text()).toContain('第二段。')
    expect(page.find('article.preview').text()).toContain('供水公司（2026-11-01 更新，待核实）')
  })

  it('says what is wrong with the newest text, also while an older one is looked at', async () => {
    service()
    const page = await panel()
    await open('water')
    let answer: () => void = () => {}
    const first = new Promise<Response>((resolve) => (answer = () => resolve(new Response(JSON.stringify(checked)))))
    const mistakes = [{ article: 'water', field: 'title', message: '不能为空 / empty' }]
    let asked = 0
    vi.stubGlobal('fetch', () =>
      asked++ ? Promise.resolve(new Response(JSON.stringify({ ...checked, mistakes }))) : first,
    )
    await vi.waitFor(() => expect(asked).toBe(1))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await page.findAll('input').find((one) => one.element.value === '题目water')!.setValue('') // prettier-ignore
    await vi.advanceTimersByTimeAsync(500)
    vi.useRealTimers()
    answer()
    await vi.waitFor(() => expect(page.text()).toContain('不能为空'))
  })

  it('sends what is changed, new and removed, with the generation that it is a change of', async () => {
    const asked = service({
      'articles/publish': { generation: 4, live: true, refused: '', changes: [] },
      'article/old': fields('old'),
    })
    await panel()
    await open('old')
    remove()
    begin('猫在树上')
    articles.fields!.id = 'cat'
    edited()
    expect((await publish('改', false))?.generation).toBe(4)
    const [, body] = asked.find(([path]) => path === 'articles/publish')!
    expect(body).toMatchObject({ base: 3, why: '改', removed: ['old'], over_edits: false })
    expect(body.changed.map((one: { id: string; title: string }) => [one.id, one.title])).toEqual([['cat', '猫在树上']])
    expect(readDraft(localStorage, AGENT.id)).toBeNull()
  })

  it('goes on from the new generation after a conflict, and names what both have changed', async () => {
    service({ 'articles/publish': conflict })
    await panel()
    await open('water')
    articles.fields!.title = '我的'
    edited()
    expect(await publish('改', false)).toBeNull()
    expect(articles.conflict?.active).toBe(4)
    service({ articles: { ...live, base: 4 }, 'article/water': fields('water', { title: '他的' }) })
    await rebase()
    expect([articles.base, articles.both, articles.conflict]).toEqual([4, ['water'], null])
    expect(articles.changes.water?.fields?.title).toBe('我的')
  })

  it('puts articles of a file into the draft, and lists what could not be read', async () => {
    const asked = service({
      'articles/import': { articles: [fields('gas'), fields('water')], unread: [{ line: 3, message: '没有标题 / x' }] },
    })
    const page = await panel()
    await bring(new File(['表'], 'a.csv'), '市水务局')
    await flushPromises()
    expect(Object.keys(articles.changes)).toEqual(['gas'])
    expect(page.text()).toContain('第 3 行：没有标题')
    const [, body] = asked.find(([path]) => path === 'articles/import')!
    expect(body).toEqual({ name: 'a.csv', data: btoa('\xe8\xa1\xa8'), source: '市水务局' })
  })

  it('begins an article with a question that nobody answered', async () => {
    service({
      'articles/unanswered': { questions: [{ text: '猫在树上', times: 2, last: 1, calls: ['a'] }] },
    })
    const page = await panel()
    await page.findAll('[role="tab"]')[1]!.trigger('click')
    await flushPromises()
    await page.findAll('button').find((one) => one.text() === '写一篇')!.trigger('click') // prettier-ignore
    expect(articles.fields?.title).toBe('猫在树上')
  })
})

it('tells paragraphs and lists as the service does', () => {
  expect(paragraphs('一\n二\n\n 三 ')).toEqual(['一 二', '三'])
  expect(split('水、没水，停水; ')).toEqual(['水', '没水', '停水'])
})
