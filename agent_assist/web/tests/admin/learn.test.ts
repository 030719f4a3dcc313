import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'

// The real ones read the browser's storage and style sheets.
vi.mock('../../src/language/i18n', async () => ({
  words: { value: (await import('../../src/language/words')).zh },
  language: { value: 'zh' },
}))
vi.mock('element-plus/es/components/alert/index', () => ({
  ElAlert: { props: ['title'], template: '<p role="alert">{{ title }}</p>' },
}))
vi.mock('element-plus/es/components/button/index', () => ({ ElButton: { template: '<button><slot /></button>' } }))

const { default: GroupCard } = await import('../../src/admin/learn/GroupCard.vue')
const { default: LearnPanel } = await import('../../src/admin/learn/LearnPanel.vue')
const { accept, learning, putAside, refresh, taken } = await import('../../src/admin/learn/learning')
const { files } = await import('../../src/admin/workspace')

const candidate = (call: string, heard: string, more = {}) => ({ call, heard, agent: 'wang', refused: '', ...more })
const group = {
  name: 'g1', intent: 'noise', queue: 'urban', queue_name: '城市管理', guessed: false, nearest: '楼上装修',
  candidates: [
    candidate('a', '隔壁放音响'),
    candidate('b', '隔壁放音响', { agent: '' }),
    candidate('c', '我是138****8000', { refused: 'there is a personal number in it' }),
  ],
} // prettier-ignore
const intents = [
  { id: 'noise', name: '噪声', queue: 'urban' },
  { id: 'school', name: '入学', queue: 'general' },
]
const offered = { groups: [group], intents, by_meaning: true, problems: [] }
const nothing = { ...offered, groups: [] }

/** A service that gives these answers by path, and remembers what it was asked. */
function service(answers: Record<string, unknown>): [string, any][] {
  const asked: [string, any][] = []
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit) => {
    asked.push([path.replace('/api/admin/', ''), JSON.parse(String(body))])
    const answer = answers[path.replace('/api/admin/', '')]
    return answer
      ? new Response(JSON.stringify(answer))
      : new Response(JSON.stringify({ error: 'no_records', message: '还没有通话记录可用' }), { status: 503 })
  })
  return asked
}

const card = (more: object = {}) =>
  renderToString(createSSRApp(GroupCard, { group, intents, busy: false, off: false, ...more }))

beforeEach(() => {
  files.value = [{ name: 'config.yaml', text: 'before' }]
  Object.assign(learning, { found: structuredClone(offered), busy: null, failed: '', refused: [] })
})
afterEach(() => void vi.unstubAllGlobals())

describe('a group on the page', () => {
  it('shows what was said, who says where it belongs, and what it is most like', async () => {
    const shown = await card()
    for (const text of ['“隔壁放音响”', '坐席 wang 纠正', '市民确认', '楼上装修', '城市管理', '噪声 (noise)'])
      expect(shown).toContain(text)
  })

  it('counts only what can be accepted as it is, and marks the rest', async () => {
    const shown = await card()
    expect(shown).toContain('采纳这 2 句')
    expect(shown.match(/请自己在编辑器里写一句/g)).toHaveLength(1)
  })

  it('cannot be accepted without an intent, without a sentence, or while something else is done', async () => {
    const accepting = async (more: object) => (await card(more)).match(/<button class="main"[^>]*>/)![0]
    expect(await accepting({})).not.toContain('disabled')
    expect(await accepting({ off: true })).toContain('disabled')
    expect(await accepting({ group: { ...group, intent: '' } })).toContain('disabled')
    expect(await accepting({ group: { ...group, candidates: [group.candidates[2]!] } })).toContain('disabled')
  })

  it('says when its intent is a guess', async () => {
    expect(await card({ group: { ...group, guessed: true } })).toContain('坐席只选了队列')
    expect(await card()).not.toContain('坐席只选了队列')
  })
})

describe('the panel', () => {
  const panel = () => renderToString(createSSRApp(LearnPanel))

  it('says when sentences were compared by their characters, and when there are none', async () => {
    expect(await panel()).not.toContain('没有句子编码器')
    learning.found = { ...nothing, by_meaning: false }
    const shown = await panel()
    expect(shown).toContain('没有句子编码器')
    expect(shown).toContain('没有可以学习的句子')
  })

  it('says why a sentence was refused', async () => {
    learning.refused = [{ sentence: '一句话', why: '会被误解' }]
    const shown = await panel()
    expect(shown).toContain('一句话')
    expect(shown).toContain('会被误解')
  })
})

describe('accepting a group', () => {
  it('writes its sentences into the draft, once each, and only then has them settled', async () => {
    const changed = { name: 'config.yaml', text: 'after' }
    const asked = service({
      learn: { files: [changed], refused: [], problems: [] },
      'learn/settle': { settled: 2 },
      'learn/groups': nothing,
    })
    await accept(group, 'school')
    expect(files.value).toEqual([changed])
    expect(asked.slice(0, 2)).toEqual([
      ['learn', { files: [{ name: 'config.yaml', text: 'before' }], intent: 'school', sentences: ['隔壁放音响'] }],
      ['learn/settle', { calls: ['a', 'b'], verdict: 'accepted' }],
    ])
    expect(asked.find(([path]) => path === 'learn/groups')![1].files).toEqual([changed])
    expect([taken.value, learning.found?.groups, learning.failed]).toEqual([2, [], ''])
  })

  it('leaves open what is refused', async () => {
    const refused = [{ sentence: '隔壁放音响', why: '会被误解' }]
    const asked = service({ learn: { files: [], refused, problems: [] }, 'learn/groups': offered })
    await accept(group, 'noise')
    expect(asked.map(([path]) => path)).not.toContain('learn/settle')
    expect(learning.refused).toEqual(refused)
    expect(taken.value).toBe(0)
  })

  it('settles nothing when the text was changed meanwhile', async () => {
    const asked = service({ learn: { files: [{ name: 'config.yaml', text: 'after' }], refused: [], problems: [] } })
    const accepting = accept(group, 'noise')
    files.value = [{ name: 'config.yaml', text: 'typed' }]
    await accepting
    expect(files.value[0]!.text).toBe('typed')
    expect(asked.map(([path]) => path)).not.toContain('learn/settle')
    expect(learning.failed).not.toBe('')
  })

  it('says why it failed', async () => {
    service({})
    await refresh()
    expect(learning.failed).toBe('还没有通话记录可用')
  })
})

describe('putting a group aside', () => {
  it('settles all of it, and changes no text', async () => {
    const asked = service({ 'learn/settle': { settled: 3 }, 'learn/groups': nothing })
    await putAside(group)
    expect(asked[0]).toEqual(['learn/settle', { calls: ['a', 'b', 'c'], verdict: 'dismissed' }])
    expect(files.value[0]!.text).toBe('before')
    expect(learning.found?.groups).toEqual([])
  })
})
