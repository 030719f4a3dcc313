// @vitest-environment happy-dom
/** How loud a microphone is: watched in every call of a shift by one and the same piece of the browser. */

import { afterEach, expect, it, vi } from 'vitest'
import { watchLevel } from '../../src/phone/sound'

const made: FakeAudio[] = []

class FakeAudio {
  state = 'suspended'
  sources = 0
  constructor() {
    made.push(this)
  }
  createAnalyser = () => ({ fftSize: 0, getFloatTimeDomainData: (samples: Float32Array) => samples.fill(0.15) })
  createMediaStreamSource = () => {
    this.sources++
    return { connect: () => undefined, disconnect: () => this.sources-- }
  }
  resume = () => (this.state = 'running')
  suspend = () => (this.state = 'suspended')
}

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('is told of two at once, and leaves nothing behind after a shift of calls', () => {
  vi.useFakeTimers()
  vi.stubGlobal('AudioContext', FakeAudio)
  const heard: number[] = []
  const stream = {} as MediaStream
  for (let call = 0; call < 300; call++) {
    const [one, other] = [watchLevel(stream, (level) => heard.push(level)), watchLevel(stream, () => undefined)]
    one()
    expect(made[0]?.state).toBe('running')
    other()
  }
  const stop = watchLevel(stream, (level) => heard.push(level))
  vi.advanceTimersByTime(100)
  stop()
  vi.advanceTimersByTime(1000)
  expect(heard).toHaveLength(1)
  expect(heard[0]).toBeCloseTo(0.5)
  expect(made).toHaveLength(1)
  expect([made[0]?.sources, made[0]?.state]).toEqual([0, 'suspended'])
})
