// @vitest-environment happy-dom
/** The page as telephone: what it does when it rings, and when its line is lost. */

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, effectScope, ref, type EffectScope } from 'vue'
import type { Identity } from '../../src/connection/protocol'
import { Line, type LineEvents } from '../../src/phone/line'
import { NoMicrophone, openMicrophone } from '../../src/phone/microphone'
import { createPhone, type Phone } from '../../src/phone/phone'
import { AGENT } from '../../sink/scenes'

const { did, lines } = vi.hoisted(() => ({ did: [] as string[], lines: [] as LineEvents[] }))

vi.mock('../../src/phone/line', () => ({
  Line: class {
    static fetch = () => undefined
    static open = vi.fn(async (_account: unknown, _loudspeaker: unknown, events: LineEvents) => {
      lines.push(events)
      return new this()
    })
    answer = () => void did.push('answer')
    mute = () => undefined
    close = () => void did.push('close')
  },
}))
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
    ring = () => void did.push('ring')
    quiet = () => undefined
    answered = () => void did.push('tone')
    test = () => undefined
  },
}))

let scope: EffectScope | undefined

/** A page that is the telephone, registered. */
async function ready(over: Partial<Phone['choices']> = {}): Promise<{ phone: Phone; line: LineEvents }> {
  scope?.stop()
  scope = effectScope()
  const identity = ref<Identity | null>({ ...AGENT, phone: true })
  const phone = scope.run(() =>
    createPhone(
      identity,
      computed(() => null),
    ),
  )!
  Object.assign(phone.choices, over)
  phone.choose(true)
  await vi.waitFor(() => expect(lines).toHaveLength(1))
  lines[0]!.ready()
  expect(phone.state.value).toBe('ready')
  return { phone, line: lines[0]! }
}

beforeEach(() => {
  did.length = lines.length = 0
  localStorage.clear()
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ account: 'a', password: 'p', domain: 'd' })))
  vi.stubGlobal('navigator', { mediaDevices: {} })
  const stream = { getTracks: () => [], getAudioTracks: () => [] }
  vi.mocked(openMicrophone).mockResolvedValue(stream as unknown as MediaStream)
  vi.mocked(Line.open).mockClear()
})

describe('the telephone', () => {
  it('rings until the agent accepts', async () => {
    const { phone, line } = await ready()
    line.rings(false)
    expect([phone.state.value, did]).toEqual(['ringing', ['ring']])
    phone.answer()
    line.talks()
    expect([phone.state.value, did]).toEqual(['talking', ['ring', 'answer']])
    line.over()
    expect(phone.state.value).toBe('ready')
  })

  it.each([
    ['whose agent chose that', { autoAnswer: true }, false],
    ['that is put back in mid-call', {}, true],
  ])('answers by itself a call %s, with a tone', async (_name, over, byItself) => {
    const { line } = await ready(over)
    line.rings(byItself)
    expect(did).toEqual(['tone', 'answer'])
  })

  it('is in the tab that was opened last: the other one says so, and takes no line any more', async () => {
    const { phone, line } = await ready()
    line.lost(4409)
    expect([phone.state.value, phone.trouble.value, did]).toEqual(['off', 'elsewhere', ['close']])
    await new Promise((done) => setTimeout(done, 400))
    expect(Line.open).toHaveBeenCalledOnce()
  })

  it('is off for who is logged out', async () => {
    const { phone, line } = await ready()
    line.lost(4401)
    expect([phone.state.value, phone.trouble.value]).toEqual(['off', null])
  })

  it('comes back by itself when its line was lost, with a new account', async () => {
    const { phone, line } = await ready()
    line.lost(1006)
    expect(phone.state.value).toBe('lost')
    await vi.waitFor(() => expect(lines).toHaveLength(2))
    lines[1]!.ready()
    expect(phone.state.value).toBe('ready')
    line.over()
    line.rings(false)
    expect(phone.state.value, 'what the old line brings is of no use').toBe('ready')
  })

  it('says why there is no microphone, and calls come to the own telephone', async () => {
    const { phone } = await ready()
    vi.mocked(openMicrophone).mockRejectedValue(new NoMicrophone('taken'))
    phone.choose(false)
    phone.choose(true)
    await vi.waitFor(() => expect(phone.trouble.value).toBe('taken'))
    expect(phone.state.value).toBe('off')
  })
})
