// @vitest-environment happy-dom
/** The page's SIP: what it does to the calls of others, and to the microphone that outlives a call. */

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Line, type LineEvents } from '../../src/phone/line'

type Handler = (event: unknown) => void
interface FakeAgent {
  handlers: Record<string, Handler>
}

const { did, made } = vi.hoisted(() => ({ did: [] as string[], made: [] as FakeAgent[] }))

vi.mock('jssip', () => ({
  default: {
    WebSocketInterface: class {
      disconnect = () => void did.push('disconnect')
    },
    UA: class {
      handlers: Record<string, Handler> = {}
      constructor() {
        made.push(this)
      }
      on = (name: string, handler: Handler) => void (this.handlers[name] = handler)
      start = () => undefined
      removeAllListeners = () => undefined
      stop = () => void did.push('stop')
    },
  },
}))

const track = () => ({ kind: 'audio', enabled: true }) as MediaStreamTrack
const stream = (...tracks: MediaStreamTrack[]) => ({ getAudioTracks: () => tracks }) as unknown as MediaStream

class FakeSession {
  state: 'rings' | 'talks' | 'over' = 'rings'
  sender = {
    track: null as MediaStreamTrack | null,
    replaceTrack: async (next: MediaStreamTrack) => void (this.sender.track = next),
  }
  connection = { getSenders: () => [this.sender] }
  answers = 0
  private readonly handlers: Record<string, () => void> = {}
  on = (name: string, handler: () => void) => void (this.handlers[name] = handler)
  isInProgress = () => this.state === 'rings'
  isEstablished = () => this.state === 'talks'
  isEnded = () => this.state === 'over'
  // As JsSIP's: a call of which nothing was muted has nothing to unmute.
  mute = () => void (this.sender.track!.enabled = false)
  unmute = () => undefined
  answer = ({ mediaStream }: { mediaStream: MediaStream }) => {
    this.answers += 1
    this.sender.track = mediaStream.getAudioTracks()[0] ?? null
    this.state = 'talks'
  }
  ends(): void {
    this.state = 'over'
    this.handlers.ended?.()
  }
}

const events: LineEvents = { ready() {}, lost() {}, rings() {}, talks() {}, over() {} }

async function opened(): Promise<Line> {
  const account = { account: 'web-1', password: 'p', domain: 'hotline' }
  return Line.open(account, {} as HTMLAudioElement, events)
}

function rings(): FakeSession {
  const session = new FakeSession()
  made.at(-1)!.handlers.newRTCSession?.({ originator: 'remote', session, request: { getHeader: () => undefined } })
  return session
}

beforeEach(() => void did.splice(0))

describe('the line', () => {
  it('is cut without a word, so that whoever talks by it is put back and not hung up on', async () => {
    const line = await opened()
    line.close()
    expect(did).toEqual(['disconnect', 'stop'])
  })

  it('is heard in the next call by who was muted at the end of the last', async () => {
    const line = await opened()
    const microphone = track()
    const first = rings()
    line.answer(stream(microphone))
    line.mute(true)
    expect(microphone.enabled).toBe(false)
    first.ends()
    rings()
    line.answer(stream(microphone))
    line.mute(false)
    expect(microphone.enabled).toBe(true)
  })

  it('stays muted with another microphone', async () => {
    const line = await opened()
    rings()
    line.answer(stream(track()))
    line.mute(true)
    const other = track()
    await line.speakBy(stream(other))
    expect(other.enabled).toBe(false)
  })

  it('is answered once, however often that is pressed', async () => {
    const line = await opened()
    const session = rings()
    line.answer(stream(track()))
    line.answer(stream(track()))
    expect(session.answers).toBe(1)
  })
})
