// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import TranscriptView from '../../src/transcript/TranscriptView.vue'
import { call, decision, line } from '../../sink/scenes'
import { mounted } from '../mounted'

describe('the transcript', () => {
  it('shows markup, right-to-left marks and ten thousand characters as what they are: text', () => {
    const nasty = [
      '<img src=x onerror=alert(1)><script>alert(2)</script>',
      '\u202e\u2067倒着\u202c',
      '长'.repeat(10_000),
    ]
    const lines = nasty.map((text, index) => line(`caller:${index}`, text))
    const { page } = mounted(TranscriptView, { props: { call: call({ lines }) } })
    expect(page.find('img').exists() || page.find('script').exists()).toBe(false)
    expect(page.findAll('.bubble').map((one) => one.text())).toEqual(nasty)
  })

  it('marks facts in the words in which they were said', () => {
    const one = call({ decision: decision(), lines: [line('caller:0', '就在幸福路二十三号旁边')] })
    const { page } = mounted(TranscriptView, { props: { call: one } })
    expect(page.get('mark').text()).toBe('幸福路二十三号')
  })

  it('stays where it is read, or where words are marked, and says that there is more', async () => {
    const one = call({ lines: [line('caller:0', '路灯')] })
    const { page } = mounted(TranscriptView, { props: { call: one } })
    const box = page.get('.scroller').element as HTMLElement
    const moved = vi.fn()
    Object.assign(box, { scrollTo: moved })
    const at = (top: number) => {
      Object.defineProperties(box, {
        scrollHeight: { value: 2000, configurable: true },
        clientHeight: { value: 500, configurable: true },
        scrollTop: { value: top, configurable: true },
      })
      return page.get('.scroller').trigger('scroll')
    }
    const says = async (...texts: string[]) => {
      await page.setProps({ call: call({ lines: texts.map((text, index) => line(`caller:${index}`, text)) }) })
      await flushPromises()
    }
    await says('路灯', '坏了')
    expect(moved, 'who reads the end follows it').toHaveBeenCalled()
    await at(300)
    moved.mockClear()
    await says('路灯', '坏了', '很久')
    expect(moved).not.toHaveBeenCalled()
    await page.get('.jump').trigger('click')
    expect(moved).toHaveBeenCalledOnce()
    await at(1500)
    moved.mockClear()
    const words = { isCollapsed: false, anchorNode: box.firstElementChild }
    vi.spyOn(window, 'getSelection').mockReturnValue(words as unknown as Selection)
    await says('路灯', '坏了', '很久', '了')
    expect(moved).not.toHaveBeenCalled()
    expect(page.find('.jump').exists()).toBe(true)
    vi.restoreAllMocks()
  })

  it('tells a screen reader whole sentences, and says who speaks and when', async () => {
    const one = call({ lines: [line('caller:0', '路灯'), line('agent:0', '在哪', { final: false })] })
    const { page } = mounted(TranscriptView, { props: { call: one } })
    expect(page.get('[aria-live=polite]').text()).toBe('市民：路灯')
    expect(page.get('[data-line=agent]').text()).toContain('正在说话')
    await page.setProps({ call: call({ lines: [...one.lines.slice(0, 1), line('agent:0', '在哪里')] }) })
    await nextTick()
    expect(page.get('[aria-live=polite]').text()).toBe('坐席：在哪里')
  })
})
