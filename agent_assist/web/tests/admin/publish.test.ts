import { afterEach, describe, expect, it, vi } from 'vitest'
import { publish } from '../../src/admin/api'
import { refusalOf } from '../../src/admin/publish/refusal'
import { Refused } from '../../src/connection/requests'

afterEach(() => void vi.unstubAllGlobals())

const refused = (status: number, error: string, more: object = {}) =>
  refusalOf(new Refused('为什么', status, { error, message: '为什么', ...more }))

describe('publishing', () => {
  it('says what is to be overlooked', async () => {
    const asked = vi.fn(async (_path: string, _request: RequestInit) => new Response('{}'))
    vi.stubGlobal('fetch', asked)
    await publish([{ name: 'config.yaml', text: 'a: 1' }], 7, '停水公告', { untested: true, over_edits: true })
    expect(JSON.parse(String(asked.mock.calls[0]![1].body))).toMatchObject({
      untested: true,
      over_edits: true,
      base: 7,
    })
  })
})

describe('a refusal to publish', () => {
  it.each([
    [422, 'tests_failed'], [422, 'tests_unreadable'], [503, 'too_long'], [503, 'no_recogniser'], [503, 'unavailable'],
  ] as const)('%i %s can be overcome by publishing untested', (status, code) => {
    expect(refused(status, code)).toMatchObject({ mayGoUntested: true, message: '为什么', tests: null })
  }) // prettier-ignore

  it.each(['problems', 'conflict', 'edited_on_disk', 'not_published', 'not_allowed'])(
    '%s cannot',
    (code) => void expect(refused(422, code).mayGoUntested).toBe(false),
  )

  it('names the files that were changed on the disk', () => {
    expect(refused(409, 'edited_on_disk', { names: ['config.yaml', 'a.yaml'] })).toMatchObject({
      edited: ['config.yaml', 'a.yaml'], conflict: null,
    }) // prettier-ignore
  })

  it('is told from a conflict with somebody else', () => {
    const conflict = { active: 8, by: '李管 (li)', at: 1, why: '公告' }
    expect(refused(409, 'conflict', conflict)).toMatchObject({ edited: null, conflict })
  })

  it('is none of these when the service cannot be reached', () => {
    expect(refusalOf(new TypeError('fetch'))).toMatchObject({ message: '', conflict: null, edited: null, tests: null })
  })
})
