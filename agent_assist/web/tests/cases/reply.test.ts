// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import CallCases from '../../src/cases/CallCases.vue'
import type { ReplyFinding } from '../../src/connection/protocol'
import { call, foundCase } from '../../sink/scenes'
import { mounted } from '../mounted'

const NUMBER = '261129000009'
const shown = call({ cases: [foundCase({ case: NUMBER })] })

/** A desk that finds this in every reply; what it was asked. */
function serve(findings: ReplyFinding[]): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit) => {
    asked.push(`${path} ${body}`)
    return path.endsWith('/precheck') ? new Response(JSON.stringify({ findings })) : new Response(null, { status: 204 })
  })
  return asked
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  sessionStorage.clear()
})

async function writing(findings: ReplyFinding[]) {
  const asked = serve(findings)
  const { page } = mounted(CallCases, { props: { call: shown } })
  await page.get('[data-press=write_reply]').trigger('click')
  const write = async (text: string) => {
    await page.get('textarea[name=reply]').setValue(text)
    vi.advanceTimersByTime(600)
    await flushPromises()
  }
  return { page, asked, write }
}

describe('a reply to a case', () => {
  it('is looked at while it is written, in the words in which it stands', async () => {
    const { page, asked, write } = await writing([{ kind: 'no_date', words: '尽快' }])
    await write('我们会尽快处理')
    expect(page.get('[data-finding=no_date]').text()).toBe('没说时间 “尽快”')
    expect(asked).toEqual([`/api/cases/${NUMBER}/precheck {"reply":"我们会尽快处理"}`])
    await write(' ')
    expect(page.find('[data-finding]').exists()).toBe(false)
  })

  it('is sent whatever is doubtful in it, with its state, and is written anew after that', async () => {
    const { page, asked, write } = await writing([])
    await write('11月20日已修好')
    expect(page.text()).toContain('预审没有发现问题')
    await page.get('[data-reply]').trigger('submit')
    await flushPromises()
    expect(asked.at(-1)).toBe(`/api/cases/${NUMBER}/state {"state":"answered","reply":"11月20日已修好"}`)
    expect(page.find('[data-reply]').exists()).toBe(false)
    await page.get('[data-press=write_reply]').trigger('click')
    expect((page.get('textarea').element as HTMLTextAreaElement).value).toBe('')
  })

  it('is there again after a reload', async () => {
    const { page, write } = await writing([])
    await write('已经派人')
    page.unmount()
    const again = mounted(CallCases, { props: { call: shown } }).page
    expect((again.get('textarea').element as HTMLTextAreaElement).value).toBe('已经派人')
  })

  it('that was given is shown', () => {
    serve([])
    const answered = call({ cases: [foundCase({ case: NUMBER, state: 'answered', reply: '已修好' })] })
    const { page } = mounted(CallCases, { props: { call: answered } })
    expect(page.get('[data-replied]').text()).toBe('答复：已修好')
  })
})
