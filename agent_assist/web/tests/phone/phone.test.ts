/** The page's telephone: what is kept, and why there is no microphone. */

import { afterEach, describe, expect, it, vi } from 'vitest'
import { keep, kept } from '../../src/phone/choices'
import { openMicrophone, whyNot } from '../../src/phone/microphone'

function storage(stored: Record<string, string> = {}): Storage {
  return {
    getItem: (name: string) => stored[name] ?? null,
    setItem: (name: string, value: string) => void (stored[name] = value),
  } as unknown as Storage
}

describe('what the agent has chosen', () => {
  it('comes back', () => {
    const own = storage()
    keep({ here: true, microphone: 'a', loudspeaker: 'b', autoAnswer: true }, own)
    expect(kept(own)).toEqual({ here: true, microphone: 'a', loudspeaker: 'b', autoAnswer: true })
  })

  it.each(['', 'no JSON', '{"here": "yes", "microphone": 3}', '[]'])('is the usual where %j was kept', (text) => {
    expect(kept(storage({ 'desk.phone': text }))).toEqual({
      here: false,
      microphone: '',
      loudspeaker: '',
      autoAnswer: false,
    })
  })
})

describe('no microphone', () => {
  afterEach(() => vi.unstubAllGlobals())

  it.each([
    ['over HTTP from another computer', false, {}],
    ['in a browser that has none for pages', true, undefined],
  ])('%s: insecure, and it is not even asked for', async (_name, isSecureContext, mediaDevices) => {
    vi.stubGlobal('window', { isSecureContext })
    vi.stubGlobal('navigator', { mediaDevices })
    await expect(openMicrophone('')).rejects.toMatchObject({ why: 'insecure' })
  })

  it('that was chosen: the usual one', async () => {
    const asked: MediaStreamConstraints[] = []
    vi.stubGlobal('window', { isSecureContext: true })
    const getUserMedia = async (wanted: MediaStreamConstraints) => void asked.push(wanted)
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } })
    await openMicrophone('headset')
    expect(asked[0]?.audio).toMatchObject({ deviceId: { ideal: 'headset' } })
  })

  it.each([
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'taken'],
    ['AbortError', 'taken'],
  ])('%s: %s', (name, why) => {
    expect(whyNot(Object.assign(new Error(), { name }))).toBe(why)
  })
})
