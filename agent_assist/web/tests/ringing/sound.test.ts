// @vitest-environment happy-dom
/** The tones themselves: heard once the page may, and nothing of them is left when they end. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createSound } from '../../src/ringing/sound'

const made: FakeAudio[] = []

/** Whether the browser lets the page sound: not before it was clicked. */
let clicked = false

class FakeAudio {
  state = 'suspended'
  currentTime = 0
  destination = {}
  tones = 0
  onstatechange: (() => void) | null = null
  constructor() {
    made.push(this)
  }
  private node() {
    const gain = { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined }
    const ends = { stop: () => 0, disconnect: () => undefined }
    return { frequency: { value: 0 }, gain, connect: (next: unknown) => next, start: () => this.tones++, ...ends }
  }
  createOscillator = () => this.node()
  createGain = () => this.node()
  suspend = vi.fn(() => this.becomes('suspended'))
  resume = () => {
    if (clicked) this.becomes('running')
  }
  private becomes(state: string) {
    if (state === this.state) return
    this.state = state
    this.onstatechange?.()
  }
}

beforeEach(() => {
  made.length = 0
  clicked = false
  vi.useFakeTimers()
  vi.stubGlobal('AudioContext', FakeAudio)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

it('is heard as soon as the page was clicked, again and again until it stops', () => {
  const sound = createSound()
  sound.ring('usual')
  expect(sound.blocked.value).toBe(true)
  clicked = true
  window.dispatchEvent(new Event('pointerdown'))
  expect([sound.blocked.value, made[0]?.tones]).toEqual([false, 2])
  vi.advanceTimersByTime(3000)
  expect(made[0]?.tones).toBe(4)
  sound.stop()
  vi.advanceTimersByTime(9000)
  expect(made[0]?.tones).toBe(4)
  expect(made[0]?.state).toBe('suspended')
})

it('rings again and again out of one and the same, and says no more that it may not', () => {
  clicked = true
  const sound = createSound()
  for (let call = 1; call <= 300; call++) {
    sound.ring('usual')
    expect([sound.blocked.value, made[0]?.tones]).toEqual([false, 2 * call])
    sound.stop()
  }
  expect(made).toHaveLength(1)
})

it('leaves nothing behind, however many calls ring at a page that is never clicked', () => {
  const listening = new Set<unknown>()
  vi.spyOn(window, 'addEventListener').mockImplementation((_name, heard) => void listening.add(heard))
  vi.spyOn(window, 'removeEventListener').mockImplementation((_name, heard) => void listening.delete(heard))
  vi.stubGlobal('addEventListener', window.addEventListener)
  vi.stubGlobal('removeEventListener', window.removeEventListener)
  const sound = createSound()
  for (let call = 0; call < 300; call++) {
    sound.ring('usual')
    sound.stop()
  }
  expect(made).toHaveLength(1)
  expect(listening).toEqual(new Set())
})
