/** This page's SIP: logged in at Asterisk through the desk's own origin, one call at a time. */

import type { UA, WebSocketInterface } from 'jssip'
import type { RTCSession } from 'jssip/lib/RTCSession'
import type { IncomingRequest } from 'jssip/lib/SIPMessage'

/** As the desk makes it (`POST /api/phone`). */
export interface Account {
  account: string
  password: string
  domain: string
}

export interface LineEvents {
  ready(): void
  /** `code`: of the WebSocket's close; 0 when the log-in at Asterisk failed. */
  lost(code: number): void
  /** `byItself`: it is to be answered at once. */
  rings(byItself: boolean): void
  talks(): void
  /** Neither rings nor talks any more. */
  over(): void
}

/** Seconds; the desk's WebSocket is what says that the page is there. */
const REGISTER_S = 300
/** Never by itself: each connection needs an account made anew. */
const NEVER_S = 1_000_000

export class Line {
  private session: RTCSession | null = null

  private constructor(
    private readonly agent: UA,
    private readonly socket: WebSocketInterface,
    private readonly loudspeaker: HTMLAudioElement,
    private readonly events: LineEvents,
  ) {}

  /** SIP is fetched only by whoever uses the page as telephone; begun early it is there when it is wanted. */
  static fetch(): void {
    void import('jssip').catch(() => undefined) // told by `open`
  }

  /** Logs in. */
  static async open(account: Account, loudspeaker: HTMLAudioElement, events: LineEvents): Promise<Line> {
    const { default: sip } = await import('jssip')
    const socket = new sip.WebSocketInterface(
      `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/phone`,
    )
    const agent = new sip.UA({
      sockets: socket,
      uri: `sip:${account.account}@${account.domain}`,
      password: account.password,
      register_expires: REGISTER_S,
      session_timers: false,
      connection_recovery_min_interval: NEVER_S,
      connection_recovery_max_interval: NEVER_S,
      user_agent: 'hotline-desk',
    })
    const line = new Line(agent, socket, loudspeaker, events)
    agent.on('registered', () => events.ready())
    agent.on('registrationFailed', () => events.lost(0))
    agent.on('disconnected', (gone: { code?: number }) => events.lost(gone.code ?? 0))
    agent.on('newRTCSession', (call: { originator: string; session: RTCSession; request: IncomingRequest }) =>
      line.called(call),
    )
    agent.start()
    return line
  }

  answer(microphone: MediaStream): void {
    // Pressed twice, perhaps.
    if (!this.session?.isInProgress()) return
    hear(microphone.getAudioTracks(), true)
    // Each end names the addresses that it has itself; no server is asked for others.
    this.session.answer({ mediaStream: microphone, pcConfig: { iceServers: [] } })
  }

  mute(muted: boolean): void {
    if (this.session?.isEstablished()) hear(this.speaking(), !muted)
  }

  /** Another microphone, in mid-call too. */
  async speakBy(microphone: MediaStream): Promise<void> {
    const [track] = microphone.getAudioTracks()
    const sender = this.senders()[0]
    if (!track || !sender) return
    hear([track], sender.track?.enabled !== false)
    await sender.replaceTrack(track)
  }

  /** Whoever talks by it is put back elsewhere: only the agent ends a call, so nothing is said to Asterisk. */
  close(): void {
    this.session = null
    this.loudspeaker.srcObject = null
    this.agent.removeAllListeners()
    this.socket.disconnect()
    this.agent.stop()
  }

  private senders(): RTCRtpSender[] {
    return this.session?.connection?.getSenders().filter((one) => one.track?.kind === 'audio') ?? []
  }

  private speaking(): MediaStreamTrack[] {
    return this.senders().flatMap((one) => one.track ?? [])
  }

  private called({
    originator,
    session,
    request,
  }: {
    originator: string
    session: RTCSession
    request: IncomingRequest
  }): void {
    if (originator !== 'remote') return
    // Asterisk rings only who is free: whatever was here before is dead.
    const before = this.session
    this.session = session
    if (before && !before.isEnded()) before.terminate()
    session.on('peerconnection', ({ peerconnection }: { peerconnection: RTCPeerConnection }) => {
      peerconnection.addEventListener('track', ({ track, streams }) => {
        this.loudspeaker.srcObject = streams[0] ?? new MediaStream([track])
        void this.loudspeaker.play().catch(() => undefined)
      })
    })
    session.on('confirmed', () => this.session === session && this.events.talks())
    for (const end of ['ended', 'failed'] as const) {
      session.on(end, () => {
        if (this.session !== session) return
        this.session = null
        this.loudspeaker.srcObject = null
        this.events.over()
      })
    }
    this.events.rings(/auto-answer/i.test(request.getHeader('Alert-Info') ?? ''))
  }
}

/** The microphone outlives the call: whoever was muted in the last one is heard in the next. */
function hear(tracks: MediaStreamTrack[], heard: boolean): void {
  for (const track of tracks) track.enabled = heard
}
