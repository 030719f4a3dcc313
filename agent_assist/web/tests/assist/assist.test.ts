// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { RiskSign } from '../../src/connection/protocol'
import { marksByRule, risksByKind } from '../../src/assist/assist'
import AssistStrip from '../../src/assist/AssistStrip.vue'
import CallSummary from '../../src/assist/CallSummary.vue'
import TranscriptLine from '../../src/transcript/TranscriptLine.vue'
import { mounted } from '../mounted'
import { call, line } from '../../sink/scenes'

const gas: RiskSign = { kind: 'gas', name: '燃气泄漏', urgent: true, words: ['煤气味'], line: 'caller:1' }
const press: RiskSign = { kind: 'media_threat', name: '扬言曝光', urgent: false, words: ['找记者'], line: 'caller:0' }

describe('what is noted', () => {
  it('shows each risk once, where it was told first, with all its words', () => {
    const again = { ...gas, words: ['漏气', '煤气味'], line: 'caller:3' }
    expect(risksByKind([press, gas, again])).toEqual([
      { kind: 'media_threat', name: '扬言曝光', urgent: false, words: ['找记者'], lines: ['caller:0'] },
      { kind: 'gas', name: '燃气泄漏', urgent: true, words: ['煤气味', '漏气'], lines: ['caller:1', 'caller:3'] },
    ])
  })

  it('shows each rule once', () => {
    const mark = { rule: 'forbidden', name: '服务忌语', open: false, line: 'agent:1' }
    expect(marksByRule([mark, { ...mark, line: 'agent:4' }])).toEqual([
      { rule: 'forbidden', name: '服务忌语', open: false, lines: ['agent:1', 'agent:4'] },
    ])
  })

  it('is there before there is any risk, so that nothing moves, and reads out danger', async () => {
    const { page } = mounted(AssistStrip, { props: { call: call() } })
    expect(page.find('[data-assist]').exists()).toBe(true)
    expect(page.find('[role=alert]').text()).toBe('')
    await page.setProps({ call: call({ risk: [gas] }) })
    expect(page.get('[data-risk=gas]').classes()).toContain('urgent')
    expect(page.get('[role=alert]').text()).toBe('燃气泄漏：煤气味')
  })

  it('marks the sentences of a clause while it is looked at', async () => {
    const summary = [{ text: '反映：有煤气味', lines: ['caller:1'] }]
    const { page, desk } = mounted(CallSummary, { props: { call: call({ summary }) } })
    await page.get('[data-clause]').trigger('focus')
    expect(desk.pointed.value).toEqual(['caller:1'])
    await page.get('[data-clause]').trigger('blur')
    expect(desk.pointed.value).toEqual([])
    await page.get('[data-clause]').trigger('click')
    expect(desk.sought.value).toEqual({ line: 'caller:1', times: 1 })
  })

  it('is seen in the line itself', async () => {
    const { page, desk } = mounted(TranscriptLine, { props: { line: line('caller:1', '有煤气味'), agent: '8001' } })
    expect(page.find('.pointed').exists()).toBe(false)
    desk.pointAt(['caller:1'])
    await nextTick()
    expect(page.find('.pointed').exists()).toBe(true)
  })
})
