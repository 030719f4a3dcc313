// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { draftOf, formOf } from '../../src/city/announcements'
import SurgeList from '../../src/city/SurgeList.vue'
import type { AnnouncementDraft, AnnouncementView, SurgeView } from '../../src/connection/protocol'
import { SUPERVISOR } from '../../sink/scenes'
import { mounted } from '../mounted'

const SURGE: SurgeView = {
  id: '1-东城区-1', topic: 1, name: '青竹苑 停水', sentence: '青竹苑停水了', district: '东城区', place: '',
  since: 1_795_996_300, told_at: 1_795_996_900, last: 1_795_997_000, people: 6, expected: 0.24, odds: 812.3,
  humble: true, calls: ['call-1', 'call-2'], announcements: [],
} // prettier-ignore

const DRAFT: AnnouncementDraft = {
  text: '您好，东城区青竹苑停水，预计今天18点前解决。', words: ['停水', '没水'], intents: ['water'],
  places: ['东城区'], unplaced: false, ends: 1_796_000_400,
} // prettier-ignore

const MADE: AnnouncementView = {
  id: 3, text: DRAFT.text, words: ['停水'], places: ['东城区'], unplaced: false, published_at: 1_795_997_000,
  by: '9001', ends: 1_796_000_400, ended_at: null, told: 5, answered: 3, human: 1,
} // prettier-ignore

/** What the server was sent besides looks at the list. */
function answers(surges: SurgeView[]): { path: string; body: unknown }[] {
  const sent: { path: string; body: unknown }[] = []
  vi.stubGlobal('fetch', async (path: string, given: RequestInit = {}) => {
    if (path === '/api/surges') return new Response(JSON.stringify({ surges }))
    sent.push({ path, body: given.body ? JSON.parse(given.body as string) : null })
    if (path.includes('/draft')) {
      const ends = Number(new URL(path, 'http://desk').searchParams.get('ends')) || DRAFT.ends
      return new Response(JSON.stringify({ ...DRAFT, text: ends === DRAFT.ends ? DRAFT.text : '另一个时间。', ends }))
    }
    return new Response(null, { status: 204 })
  })
  return sent
}

it('shows what is more than usual, and opens the calls behind it', async () => {
  answers([SURGE])
  const { page, desk } = mounted(SurgeList)
  await flushPromises()
  const text = page.get('[data-surge]').text()
  for (const told of ['青竹苑 停水', '东城区', '0.2', '812 : 1', '青竹苑停水了']) expect(text).toContain(told)
  await page.findAll('details button')[1]!.trigger('click')
  expect(desk.selectedId.value).toBe('call-2')
})

it('says that it is of all matters of the whole city', async () => {
  answers([{ ...SURGE, topic: null, name: '', district: '', humble: false }])
  const { page } = mounted(SurgeList)
  await flushPromises()
  expect(page.text()).toContain('全市')
  expect(page.text()).toContain('各类事项')
  expect(page.text()).not.toContain('历史还短')
})

it('is not there while nothing is more than usual, nor after a log-out', async () => {
  answers([])
  const { page, desk } = mounted(SurgeList)
  await flushPromises()
  expect(page.find('[data-panel]').exists()).toBe(false)
  desk.surges.value = [SURGE]
  desk.forgetSurges()
  expect(desk.surges.value).toEqual([])
})

it('drafts an announcement with one click; nothing is published before the supervisor does', async () => {
  const sent = answers([SURGE])
  const { page } = mounted(SurgeList, { who: SUPERVISOR })
  await flushPromises()
  await page.get('[data-press=announce]').trigger('click')
  await flushPromises()
  expect(sent.map((one) => one.path)).toEqual([`/api/surges/${encodeURIComponent(SURGE.id)}/draft`])
  expect((page.get('[name=text]').element as HTMLTextAreaElement).value).toBe(DRAFT.text)
  await page.get('[name=text]').setValue('青竹苑正在抢修，晚上来水。')
  await page.get('form').trigger('submit')
  await flushPromises()
  expect(sent.at(-1)).toEqual({
    path: `/api/surges/${encodeURIComponent(SURGE.id)}/announcement`,
    body: { ...DRAFT, text: '青竹苑正在抢修，晚上来水。' },
  })
  expect(page.find('form').exists()).toBe(false)
})

it('writes another end into a text that nobody has written anew, and into no other', async () => {
  const sent = answers([SURGE])
  const { page } = mounted(SurgeList, { who: SUPERVISOR })
  await flushPromises()
  await page.get('[data-press=announce]').trigger('click')
  await flushPromises()
  const text = page.get('[name=text]')
  await page.get('[name=ends]').setValue('2030-01-01T08:00')
  await page.get('[name=ends]').trigger('change')
  await flushPromises()
  expect((text.element as HTMLTextAreaElement).value).toBe('另一个时间。')
  await text.setValue('我自己写的公告。')
  const before = sent.length
  await page.get('[name=ends]').trigger('change')
  await flushPromises()
  expect(sent.length).toBe(before)
})

it('shows what became of an announcement, and ends it', async () => {
  const sent = answers([{ ...SURGE, announcements: [MADE] }])
  const { page } = mounted(SurgeList, { who: SUPERVISOR })
  await flushPromises()
  expect(page.get('[data-effect]').text().replace(/\s+/g, ' ')).toBe('已播 5 · 已解决 3 · 仍要人工 1')
  expect(page.find('[data-press=announce]').exists()).toBe(false)
  await page.get('[data-press=end]').trigger('click')
  await flushPromises()
  expect(sent).toEqual([{ path: '/api/announcements/3/end', body: null }])
})

it('keeps what a form says of a draft', () => {
  expect(draftOf(formOf(DRAFT))).toEqual(DRAFT)
  expect(draftOf({ ...formOf(DRAFT), words: ' 停水、没水 ;' }).words).toEqual(['停水', '没水'])
})
