// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import CallDetail from '../../src/call/CallDetail.vue'
import ScriptLine from '../../src/assist/ScriptLine.vue'
import { call, ended, snapshot } from '../../sink/scenes'
import { mounted } from '../mounted'

const upset = call({ step: 'soothing' })

describe('what the agent may say', () => {
  it('is that of the step the talk is in, and another at a press', async () => {
    const { page } = mounted(ScriptLine, { props: { call: upset } })
    expect(page.get('p').text()).toBe('您的心情我理解，您慢慢说。')
    await page.get('[data-press=next-script]').trigger('click')
    expect(page.get('p').text()).toBe('给您带来不便，很抱歉。')
    await page.setProps({ call: call({ step: 'greeting' }) })
    expect(page.get('p').text()).toBe('您好，12345热线为您服务。')
    await page.setProps({ call: call({ step: null }) })
    expect(page.get('p').text()).toBe('先听市民说')
  })

  it('stays under the pointer and the keyboard, and follows when they leave', async () => {
    const { page } = mounted(ScriptLine, { props: { call: upset } })
    const line = page.get('[data-script]')
    for (const [comes, goes] of [
      ['mouseenter', 'mouseleave'],
      ['focusin', 'focusout'],
    ] as const) {
      await page.setProps({ call: upset })
      await line.trigger(comes)
      await page.setProps({ call: call({ step: 'greeting' }) })
      expect(line.attributes('data-step')).toBe('soothing')
      await line.trigger(goes)
      expect(line.attributes('data-step')).toBe('greeting')
    }
  })

  it('is chosen by hand until the talk is in another step', async () => {
    const { page } = mounted(ScriptLine, { props: { call: call({ step: null }) } })
    const line = page.get('[data-script]')
    await line.trigger('mouseenter')
    await page.get('select').setValue('soothing')
    await line.trigger('mouseleave')
    expect(line.attributes('data-step')).toBe('soothing')
    await page.setProps({ call: call({ step: 'greeting' }) })
    expect(line.attributes('data-step')).toBe('greeting')
    expect((page.get('select').element as HTMLSelectElement).value).toBe('')
  })

  it('is there while they talk, where there are any', () => {
    const shows = (shown: ReturnType<typeof call>, labels = snapshot().labels) =>
      mounted(CallDetail, { shows: { calls: [shown], labels }, props: { call: shown } }).page.find('[data-script]')
    expect(shows(call()).exists()).toBe(true)
    expect(shows(ended()).exists()).toBe(false)
    expect(shows(call(), { ...snapshot().labels, scripts: {} }).exists()).toBe(false)
  }, 20_000)
})
