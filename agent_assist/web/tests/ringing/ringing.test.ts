// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { computed, effectScope, nextTick, ref } from 'vue'
import RingingCard from '../../src/ringing/RingingCard.vue'
import { createAlerting } from '../../src/ringing/alerting'
import type { CallView } from '../../src/connection/protocol'
import DeskPage from '../../src/page/DeskPage.vue'
import { call, foundCase, ringing } from '../../sink/scenes'
import { mounted } from '../mounted'

describe('a call that rings', () => {
  it('shows who calls, what about, how urgent, and since when', () => {
    const one = ringing({ cases: [foundCase({ calls: 2 })], screened: { standing: 'grey', reason: '辱骂' } })
    const { page } = mounted(RingingCard, { shows: { calls: [one] }, props: { call: one } })
    const text = page.text()
    for (const part of [
      '138****8000',
      '城管与公积金',
      '噪声扰民',
      '重复来电 · 此前 2 次',
      '骚扰提示',
      '已等待 01:40',
      '您空闲最久',
    ])
      expect(text).toContain(part)
    expect(text.match(/已等待/g)).toHaveLength(1)
    expect(page.get('[data-ringing]').attributes('role')).toBe('alert')
    expect(page.classes()).not.toContain('emergency')
  })

  it('is declined by its button, once', async () => {
    const one = ringing()
    const { page, sent } = mounted(RingingCard, { shows: { calls: [one] }, props: { call: one } })
    await page.get('[data-press=decline]').trigger('click')
    await page.get('[data-press=decline]').trigger('click')
    expect(sent).toMatchObject([{ type: 'decline', call: 'c1' }])
  })

  it('stands out when it may be danger to life', () => {
    const one = ringing({ queue: 'emergency' })
    const { page } = mounted(RingingCard, { shows: { calls: [one] }, props: { call: one } })
    expect(page.classes()).toContain('emergency')
    expect(page.text()).toContain('紧急来电')
  })

  it('is accepted here when the page is the telephone', async () => {
    const one = ringing()
    const { desk, page } = mounted(RingingCard, { props: { call: one } })
    expect(page.text()).toContain('请拿起话机接听')
    expect(page.find('[data-press=accept]').exists()).toBe(false)
    desk.phone.state.value = 'ringing'
    await nextTick()
    expect(page.text()).not.toContain('请拿起话机接听')
    expect(page.get('[data-press=accept]').text()).toBe('接听')
  })

  it('says below it how long the caller waited no second time, and shows no empty strip', async () => {
    const { page, receive } = mounted(DeskPage)
    receive({ type: 'call', call: ringing() })
    await nextTick()
    expect(page.get('[data-why]').text()).not.toContain('已等待')
    expect(page.find('[data-cases]').exists()).toBe(false)
  })

  it('stands above all others until it is answered, and cannot be hung up meanwhile', async () => {
    const { page, receive } = mounted(DeskPage, { shows: { calls: [ringing()] } })
    expect(page.find('[data-ringing]').exists()).toBe(true)
    expect(page.find('[data-press=hang_up]').exists()).toBe(false)
    receive({ type: 'call', call: call() })
    await nextTick()
    expect(page.find('[data-ringing]').exists()).toBe(false)
    expect(page.find('[data-press=hang_up]').exists()).toBe(true)
  })
})

describe('the alert', () => {
  const sound = { ring: vi.fn(), stop: vi.fn(), blocked: ref(false) }
  const scope = effectScope()
  const shown = ref<CallView | null>(null)
  const wanted = ref(true)
  const notices: { title: string; body?: string; close: () => void }[] = []

  class Notice {
    static permission = 'granted'
    onclick: unknown
    constructor(title: string, { body }: NotificationOptions) {
      notices.push({ title, body, close: this.close })
    }
    close = vi.fn()
  }

  function begin(): void {
    vi.useFakeTimers()
    vi.stubGlobal('Notification', Notice)
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    scope.run(() =>
      createAlerting(
        computed(() => shown.value),
        () => '噪声扰民',
        (one) => one.queue === 'emergency',
        wanted,
        sound,
      ),
    )
  }

  afterEach(() => {
    shown.value = null
    wanted.value = true
    vi.clearAllMocks()
    vi.useRealTimers()
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
    notices.length = 0
  })

  it('is heard, stands in the title, and is a notice when the page is not seen; all end with the ringing', () => {
    begin()
    shown.value = ringing()
    expect(sound.ring).toHaveBeenCalledWith('usual')
    expect(document.title).toBe('☎ 138****8000 · 噪声扰民')
    expect(notices[0]).toMatchObject({ title: '来电', body: '138****8000 · 噪声扰民' })
    vi.advanceTimersByTime(1000)
    expect(document.title).not.toContain('138****8000')
    shown.value = null
    expect(sound.stop).toHaveBeenCalled()
    expect(notices[0]?.close).toHaveBeenCalled()
    expect(document.title).not.toContain('☎')
  })

  it('is not heard when the agent wants it quiet, and sounds otherwise in an emergency', () => {
    begin()
    wanted.value = false
    shown.value = ringing()
    expect(sound.ring).not.toHaveBeenCalled()
    wanted.value = true
    shown.value = ringing({ id: 'c2', queue: 'emergency' })
    expect(sound.ring).toHaveBeenLastCalledWith('urgent')
  })
})
