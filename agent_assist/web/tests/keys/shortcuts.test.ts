// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { SHORTCUTS, keyName } from '../../src/keys/shortcuts'
import { zh, en } from '../../src/language/words'
import DeskPage from '../../src/page/DeskPage.vue'
import { call, ringing } from '../../sink/scenes'
import { done, mounted } from '../mounted'

function key(code: string, more: KeyboardEventInit = {}, target: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { code, altKey: true, bubbles: true, cancelable: true, ...more })
  target.dispatchEvent(event)
  return event
}

describe('a key', () => {
  it('presses the button that is there: a call is declined, held, muted by keyboard', async () => {
    const { receive, sent } = mounted(DeskPage, { shows: { calls: [ringing()] } })
    expect(key('KeyR').defaultPrevented).toBe(true)
    expect(sent.at(-1)).toMatchObject({ type: 'decline', call: 'c1' })
    await done({ sent, receive })
    receive({ type: 'call', call: call() })
    await nextTick()
    key('KeyH')
    expect(sent.at(-1)).toMatchObject({ type: 'hold', call: 'c1' })
    await done({ sent, receive })
    receive({ type: 'changed', call: 'c1', fields: { held_since: 1 }, lines: [], dropped: [] })
    await nextTick()
    key('KeyH')
    expect(sent.at(-1)).toMatchObject({ type: 'retrieve', call: 'c1' })
  })

  it('does nothing where no button offers it, and leaves the key to the browser', () => {
    const { sent } = mounted(DeskPage)
    expect(key('KeyH').defaultPrevented).toBe(false)
    expect(sent).toEqual([])
  })

  it('hangs up only after the question was answered, and Escape takes it back', async () => {
    const { page, sent } = mounted(DeskPage, { shows: { calls: [call()] } })
    await nextTick()
    key('KeyQ')
    await nextTick()
    await nextTick()
    expect(sent.filter((one) => one.type === 'hang_up')).toEqual([])
    const sure = page.get('[data-press=hang_up_now]')
    expect(document.activeElement).toBe(sure.element)
    await sure.trigger('keydown', { key: 'Escape' })
    expect(page.find('[data-press=hang_up_now]').exists()).toBe(false)
    key('KeyQ')
    await nextTick()
    await nextTick()
    await page.get('[data-press=hang_up_now]').trigger('click')
    expect(sent.at(-1)).toMatchObject({ type: 'hang_up', call: 'c1' })
  })

  it('goes to the note, and the question mark shows every key, except where one writes', async () => {
    const { page } = mounted(DeskPage, { shows: { calls: [call()] } })
    await nextTick()
    key('KeyW')
    expect(page.get('[data-wrap-up]').element.contains(document.activeElement)).toBe(true)
    key('Slash', { altKey: false, key: '?' }, page.get('[data-note]').element)
    await nextTick()
    expect(page.find('[data-shortcuts]').exists()).toBe(false)
    key('Slash', { altKey: false, key: '?' })
    await nextTick()
    for (const one of SHORTCUTS) expect(page.get('[data-shortcuts]').text()).toContain(keyName(one))
  })

  it('has a name of its own in both languages', () => {
    expect(new Set(SHORTCUTS.map((one) => one.code)).size).toBe(SHORTCUTS.length)
    for (const words of [zh, en]) expect(SHORTCUTS.every((one) => words.shortcuts[one.what])).toBe(true)
  })
})
