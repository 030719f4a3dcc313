import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Drafts, withDraft } from '../../src/admin/draft'
import { clock } from '../../src/admin/format'
import { Later } from '../../src/admin/later'

class Memory {
  readonly kept = new Map<string, string>()
  full = false
  getItem = (key: string) => this.kept.get(key) ?? null
  removeItem = (key: string) => void this.kept.delete(key)
  setItem = (key: string, value: string) => {
    if (this.full) throw new DOMException('full', 'QuotaExceededError')
    this.kept.set(key, value)
  }
}

const LIVE = [
  { name: 'config.yaml', text: 'a: 1\n' },
  { name: 'intents/urban.yaml', text: 'b: 2\n' },
]

describe('a draft', () => {
  it('keeps the changed files only, and brings them back', () => {
    const storage = new Memory()
    const edited = [LIVE[0]!, { name: 'intents/urban.yaml', text: 'b: 3 # 说明\r\n' }]
    expect(new Drafts(storage, 'wang').keep(7, LIVE, edited, 100)).toBe(true)
    const draft = new Drafts(storage, 'wang').read()
    expect(draft).toEqual({ base: 7, at: 100, files: [edited[1]], removed: [] })
    expect(withDraft(LIVE, draft!)).toEqual(edited)
  })

  it("is each administrator's own", () => {
    const storage = new Memory()
    new Drafts(storage, 'wang').keep(7, LIVE, [{ name: 'config.yaml', text: 'x' }], 100)
    expect(new Drafts(storage, 'li').read()).toBeNull()
  })

  it('is gone when the text is what is live again, and when it is dropped', () => {
    const storage = new Memory()
    const edited = [{ name: 'config.yaml', text: 'x' }]
    const drafts = new Drafts(storage, 'wang')
    drafts.keep(7, LIVE, edited, 100)
    drafts.keep(7, LIVE, LIVE, 101)
    expect(storage.kept.size).toBe(0)
    drafts.keep(7, LIVE, edited, 102)
    drafts.drop()
    expect(drafts.read()).toBeNull()
  })

  it('is dropped by a tab that has read it, and only as it was read', () => {
    const storage = new Memory()
    const writing = new Drafts(storage, 'wang')
    const reading = new Drafts(storage, 'wang')
    writing.keep(7, LIVE, [{ name: 'config.yaml', text: 'x' }], 100)
    reading.read()
    writing.keep(7, LIVE, [{ name: 'config.yaml', text: 'xy' }], 101)
    reading.drop()
    expect(storage.kept.size).toBe(1)
    reading.read()
    reading.drop()
    expect(storage.kept.size).toBe(0)
  })

  it('says so when the browser has no room', () => {
    const storage = new Memory()
    storage.full = true
    expect(new Drafts(storage, 'wang').keep(7, LIVE, [{ name: 'config.yaml', text: 'x' }], 100)).toBe(false)
  })

  it('is none when what is kept cannot be read', () => {
    const storage = new Memory()
    for (const kept of [
      '{',
      'null',
      '[]',
      '{"base":"7","at":1,"files":[]}',
      '{"base":7,"at":1,"files":[{"name":1}]}',
    ]) {
      storage.setItem('desk.config.draft.wang', kept)
      expect(new Drafts(storage, 'wang').read()).toBeNull()
    }
  })

  it('is read as it was kept before files could be removed', () => {
    const storage = new Memory()
    storage.setItem('desk.config.draft.wang', '{"base":7,"at":1,"files":[{"name":"config.yaml","text":"x"}]}')
    expect(new Drafts(storage, 'wang').read()?.removed).toEqual([])
  })

  it('brings files that are not live, and takes away those that were removed', () => {
    const draft = { base: 1, at: 1, files: [{ name: 'new.yaml', text: '' }], removed: ['intents/urban.yaml'] }
    expect(withDraft(LIVE, draft).map((file) => file.name)).toEqual(['config.yaml', 'new.yaml'])
  })
})

describe('asking later', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  /** Answers come when they are let come. */
  function asker() {
    const waiting: { question: string; answer: (text: string) => void; refuse: (error: Error) => void }[] = []
    const answers: string[] = []
    const failures: unknown[] = []
    const later = new Later<string, string>(
      (question) => new Promise((answer, refuse) => waiting.push({ question, answer, refuse })),
      (answer, question) => answers.push(`${question}: ${answer}`),
      (error) => failures.push(error),
    )
    return { later, waiting, answers, failures }
  }

  it('asks once, when it has been quiet', async () => {
    const { later, waiting, answers } = asker()
    later.soon('a', 400)
    await vi.advanceTimersByTimeAsync(300)
    later.soon('ab', 400)
    await vi.advanceTimersByTimeAsync(300)
    expect(waiting).toEqual([])
    await vi.advanceTimersByTimeAsync(100)
    waiting[0]!.answer('fine')
    await vi.advanceTimersByTimeAsync(0)
    expect(answers).toEqual(['ab: fine'])
  })

  it('drops the answer to an older text, and has one question out at a time', async () => {
    const { later, waiting, answers } = asker()
    later.soon('a', 0)
    await vi.advanceTimersByTimeAsync(0)
    later.soon('ab', 0)
    await vi.advanceTimersByTimeAsync(0)
    later.soon('abc', 0)
    await vi.advanceTimersByTimeAsync(0)
    expect(waiting.map((one) => one.question)).toEqual(['a'])
    waiting[0]!.answer('old')
    await vi.advanceTimersByTimeAsync(0)
    expect(waiting.map((one) => one.question)).toEqual(['a', 'abc'])
    waiting[1]!.answer('new')
    await vi.advanceTimersByTimeAsync(0)
    expect(answers).toEqual(['abc: new'])
  })

  it('asks what was wanted also after a failure, and tells only failures that still matter', async () => {
    const { later, waiting, answers, failures } = asker()
    later.soon('a', 0)
    await vi.advanceTimersByTimeAsync(0)
    later.soon('ab', 0)
    await vi.advanceTimersByTimeAsync(0)
    waiting[0]!.refuse(new Error('away'))
    await vi.advanceTimersByTimeAsync(0)
    waiting[1]!.answer('fine')
    await vi.advanceTimersByTimeAsync(0)
    expect([answers, failures]).toEqual([['ab: fine'], []])
    later.soon('abc', 0)
    await vi.advanceTimersByTimeAsync(0)
    waiting[2]!.refuse(new Error('away'))
    await vi.advanceTimersByTimeAsync(0)
    expect(failures).toHaveLength(1)
  })

  it('is silent once stopped', async () => {
    const { later, waiting, answers } = asker()
    later.soon('a', 0)
    await vi.advanceTimersByTimeAsync(0)
    later.stop()
    waiting[0]!.answer('late')
    await vi.advanceTimersByTimeAsync(0)
    expect(answers).toEqual([])
  })
})

describe('a time', () => {
  it('has its year where it is another one', () => {
    const at = new Date(2026, 10, 5, 8, 3)
    expect(clock(at.getTime() / 1000, new Date(2026, 11, 1))).toBe('11-05 08:03')
    expect(clock(at.getTime() / 1000, new Date(2027, 0, 1))).toBe('2026-11-05 08:03')
  })
})
