// @vitest-environment happy-dom
/** The microphone: asked for once, and let go of when nobody wants it any more. */

import { beforeEach, expect, it, vi } from 'vitest'
import { openMicrophone } from '../../src/phone/microphone'
import { createSpeech } from '../../src/phone/speech'

vi.mock('../../src/phone/microphone', async (real) => ({
  ...(await real<object>()),
  openMicrophone: vi.fn(),
  devices: async () => ({ microphones: [], loudspeakers: [] }),
}))
vi.mock('../../src/phone/sound', () => ({
  setSink: async () => undefined,
  watchLevel: () => () => undefined,
  Sounds: class {
    playAt = async () => undefined
  },
}))

const choices = { here: true, microphone: '', loudspeaker: '', autoAnswer: false }
const asked: ((stream: MediaStream) => void)[] = []

function stream() {
  const stop = vi.fn()
  const track = { stop, onended: null }
  return { stop, stream: { getTracks: () => [track], getAudioTracks: () => [track] } as unknown as MediaStream }
}

beforeEach(() => {
  asked.splice(0)
  vi.stubGlobal('navigator', { mediaDevices: {} })
  vi.mocked(openMicrophone).mockImplementation(() => new Promise((yes) => asked.push(yes)))
})

it('is asked for once while the agent has not yet said yes', async () => {
  const speech = createSpeech(choices, vi.fn(), vi.fn())
  const both = [speech.begin(), speech.begin()]
  expect(asked).toHaveLength(1)
  const { stream: given } = stream()
  asked[0]?.(given)
  expect(await Promise.all(both)).toEqual([given, given])
})

it('is let go of when it is given after the telephone was switched off', async () => {
  const speech = createSpeech(choices, vi.fn(), vi.fn())
  const begun = speech.begin()
  speech.end()
  const { stream: given, stop } = stream()
  asked[0]?.(given)
  await begun
  expect(stop).toHaveBeenCalled()
  expect(speech.microphone()).toBeNull()
})
