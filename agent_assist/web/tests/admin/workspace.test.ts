import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ref } from 'vue'
import type { ConfigView, Problem } from '../../src/admin/protocol'

const service = vi.hoisted(() => ({ getConfig: vi.fn(), getSchema: vi.fn(), check: vi.fn() }))
const desk = { identity: ref<{ id: string } | null>(null) }
vi.mock('../../src/admin/api', () => service)

const MAIN = { name: 'config.yaml', text: 'include: [intents/*.yaml]\n' }
const URBAN = { name: 'intents/urban.yaml', text: 'b: 2\n' }
const VIEW: ConfigView = {
  files: [URBAN, MAIN], main: 'config.yaml', base: 7, changed_on_disk: false, on_disk: [],
  by: '李强 (li)', at: 1, why: '台风',
} // prettier-ignore
const TESTS = { name: 'intents/urban.tests.yaml', text: 'sayings: []\n' }
const ERROR = { severity: 'error', message: 'broken' } as Problem
const KEY = 'desk.config.draft.wang'

/** The page in a tab of its own; all tabs share the browser's storage. */
async function tab(view: ConfigView = VIEW) {
  vi.resetModules()
  desk.identity = ref({ id: 'wang' })
  service.getConfig.mockResolvedValue(view)
  service.getSchema.mockResolvedValue({})
  const workspace = await import('../../src/admin/workspace')
  workspace.workFor(desk.identity)
  await workspace.enter()
  return workspace
}

function answering(...problems: Problem[]): void {
  service.check.mockResolvedValue({ problems, graph: null, intents: 0, queues: 0, took_ms: 1 })
}

const storage = new Map<string, string>()
beforeEach(() => {
  vi.useFakeTimers()
  storage.clear()
  answering()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, text: string) => void storage.set(key, text),
    removeItem: (key: string) => void storage.delete(key),
  })
})
afterEach(() => {
  vi.clearAllTimers()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('who logs out', () => {
  it('leaves nothing to the next one, also when the page was left before', async () => {
    const one = await tab()
    one.edit('config.yaml', 'secret: 1\n')
    one.leave()
    desk.identity.value = null
    desk.identity.value = { id: 'li' }
    expect(one.config.value).toBeNull()
    expect(one.files.value).toEqual([])
    await one.enter()
    expect(one.files.value).toEqual([MAIN, URBAN])
    expect(one.found.value).toBeNull()
    one.edit('config.yaml', 'of: li\n')
    one.keepNow()
    expect(storage.get('desk.config.draft.li')).toContain('of: li')
    expect(storage.get(KEY)).toContain('secret: 1')
  })

  it('is not followed by an answer that comes late', async () => {
    const one = await tab()
    desk.identity.value = null
    one.takeLive({ ...VIEW, files: [{ ...MAIN, text: 'late: 1\n' }] })
    desk.identity.value = { id: 'li' }
    await one.enter()
    expect(one.files.value).toEqual([MAIN, URBAN])
  })

  it('finds the draft when they come back', async () => {
    const one = await tab()
    one.edit('config.yaml', 'mine: 1\n')
    desk.identity.value = null
    desk.identity.value = { id: 'wang' }
    await one.enter()
    expect(one.found.value?.files).toEqual([{ name: 'config.yaml', text: 'mine: 1\n' }])
  })

  it('is not shown what was asked for before', async () => {
    const one = await tab()
    desk.identity.value = null
    desk.identity.value = { id: 'wang' }
    const reading = one.enter()
    desk.identity.value = { id: 'li' }
    await reading
    expect(one.config.value).toBeNull()
  })
})

describe('who comes back to the page', () => {
  it('finds it as it was', async () => {
    const one = await tab()
    one.edit('config.yaml', 'mine: 1\n')
    one.leave()
    await one.enter()
    expect(one.files.value[0]!.text).toBe('mine: 1\n')
    expect(one.found.value).toBeNull()
  })
})

describe('two tabs', () => {
  it('one without changes leaves the draft of the other', async () => {
    const idle = await tab()
    const busy = await tab()
    busy.edit('config.yaml', 'x: 1\n')
    busy.keepNow()
    idle.keepNow()
    expect(storage.get(KEY)).toContain('x: 1')
  })

  it('one that discards its own changes leaves what the other has kept since', async () => {
    const first = await tab()
    const second = await tab()
    first.edit('config.yaml', 'x: 1\n')
    first.keepNow()
    second.edit('config.yaml', 'x: 2\n')
    second.keepNow()
    first.discardDraft()
    expect(storage.get(KEY)).toContain('x: 2')
    second.edit('config.yaml', MAIN.text)
    second.keepNow()
    expect(storage.has(KEY)).toBe(false)
  })
})

describe('a removed file', () => {
  it('is a change, comes back as one from the draft, and can be taken back', async () => {
    const before = await tab()
    before.remove('intents/urban.yaml')
    expect(before.changed.value).toEqual(['intents/urban.yaml'])
    before.keepNow()
    const after = await tab()
    after.goOnWithDraft(after.found.value!, [MAIN, URBAN])
    expect(after.files.value).toEqual([MAIN])
    after.edit('intents/urban.yaml', URBAN.text)
    expect(after.changed.value).toEqual([])
    after.keepNow()
    expect(storage.has(KEY)).toBe(false)
  })
})

describe('the files of the disk', () => {
  const onDisk = (...on_disk: ConfigView['on_disk']) => ({ ...VIEW, changed_on_disk: true, on_disk })

  it('are taken as they are when they have no mistakes, without those that are gone', async () => {
    const page = await tab(onDisk({ ...MAIN, text: 'a: 1\n' }))
    await page.takeFromDisk()
    expect(page.files.value).toEqual([{ ...MAIN, text: 'a: 1\n' }])
    expect(page.changed.value).toEqual(['config.yaml', 'intents/urban.yaml'])
  })

  it('do not drop what a broken main file does not tell', async () => {
    const page = await tab(onDisk({ ...MAIN, text: 'include: [' }))
    answering(ERROR)
    await page.takeFromDisk()
    expect(page.files.value).toEqual([{ ...MAIN, text: 'include: [' }, URBAN])
    expect(page.changed.value).toEqual(['config.yaml'])
  })

  it('do not replace what is typed while they are looked at', async () => {
    const page = await tab(onDisk({ ...MAIN, text: 'a: 1\n' }))
    const taking = page.takeFromDisk()
    page.edit('config.yaml', 'typed: 1\n')
    await taking
    expect(page.files.value[0]!.text).toBe('typed: 1\n')
  })
})

describe('tests', () => {
  it('are edited like the other files, listed last, and go with the file they lie beside', async () => {
    const one = await tab({ ...VIEW, files: [TESTS, URBAN, MAIN] })
    expect(one.files.value).toEqual([MAIN, URBAN, TESTS])
    one.edit(TESTS.name, 'sayings: [1]\n')
    expect(one.changed.value).toEqual([TESTS.name])
    one.remove(URBAN.name)
    expect(one.files.value).toEqual([MAIN])
  })

  it('stop nothing with their mistakes', async () => {
    const one = await tab()
    one.findings.problems = [{ ...ERROR, file: TESTS.name }]
    expect(one.errors.value).toHaveLength(1)
    expect(one.stopping.value).toEqual([])
    one.findings.problems = [{ ...ERROR, file: MAIN.name }]
    expect(one.stopping.value).toHaveLength(1)
  })
})

describe('a publication by somebody else', () => {
  const NEXT = { ...VIEW, base: 8, files: [MAIN, { ...URBAN, text: 'b: 3\n' }] }

  it('is shown at once where nothing was typed', async () => {
    const one = await tab()
    service.getConfig.mockResolvedValue(NEXT)
    expect(await one.lookForNews()).toEqual(NEXT)
    expect(one.base.value).toBe(8)
    expect(one.files.value).toEqual(NEXT.files)
    expect(one.overtaken.value).toBe(false)
    expect(await one.lookForNews()).toBeNull()
  })

  it('is told beside what was typed, which stays', async () => {
    const one = await tab()
    one.edit('config.yaml', 'mine: 1\n')
    service.getConfig.mockResolvedValue(NEXT)
    await one.lookForNews()
    expect(one.overtaken.value).toBe(true)
    expect(one.base.value).toBe(7)
    expect(one.files.value[0]!.text).toBe('mine: 1\n')
  })

  it('is none while this page publishes', async () => {
    const one = await tab()
    one.publishing.value = true
    service.getConfig.mockResolvedValue(NEXT)
    expect(await one.lookForNews()).toBeNull()
    expect(one.base.value).toBe(7)
  })
})
