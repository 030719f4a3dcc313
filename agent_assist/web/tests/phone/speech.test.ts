// @vitest-environment happy-dom
/** The microphone: asked for once, and let go of when nobody wants it any more. */

import { beforeEach, expect, it, vi } from 'vitest'
import { NoMicrophone, openMicrophone } from '../../src/phone/microphone'
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

async function talking() {
  const changed = vi.fn()
  const lost = vi.fn()
  const speech = createSpeech(choices, changed, lost)
  const begun = speech.begin()
  const first = stream()
  asked.shift()?.(first.stream)
  await begun
  const takenAway = () => (first.stream.getAudioTracks()[0]?.onended as unknown as () => void)()
  return { speech, changed, lost, takenAway }
}

it('is replaced in mid-call when it is taken away and there is another', async () => {
  const { speech, changed, lost, takenAway } = await talking()
  takenAway()
  const { stream: other } = stream()
  asked.shift()?.(other)
  await vi.waitFor(() => expect(changed).toHaveBeenCalledExactlyOnceWith(other))
  expect(speech.microphone()).toBe(other)
  expect(lost).not.toHaveBeenCalled()
})

it('is said to be missing when it is taken away and there is no other', async () => {
  const { changed, lost, takenAway } = await talking()
  vi.mocked(openMicrophone).mockRejectedValue(new NoMicrophone('missing'))
  takenAway()
  await vi.waitFor(() => expect(lost).toHaveBeenCalledExactlyOnceWith('missing'))
  expect(changed).not.toHaveBeenCalled()
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
