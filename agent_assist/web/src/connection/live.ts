/** The live connection: reconnects by itself, with growing and scattered pauses. */

import type { ClientMessage, ServerMessage } from './protocol'

/** The server's close code for "log in again". */
const LOGGED_OUT = 4401
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 10_000
/** The desk says something every 4 s at the latest: after so long without it the connection is lost, whatever the
 * browser believes. */
const SILENCE_MS = 10_000
const LOOK_MS = 1000

export type ConnectionState = 'connecting' | 'live' | 'lost'

export interface ConnectionEvents {
  message(message: ServerMessage): void
  state(state: ConnectionState): void
  loggedOut(): void
  /** Whether the session still holds; asked after a connection was refused. */
  stillLoggedIn(): Promise<boolean>
}

export class Connection {
  private socket: WebSocket | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private failures = 0
  private stopped = false
  /** Counts the starts: what is still under way from before the last one concerns nobody. */
  private starts = 0
  /** When something was last heard, or the connection tried; on the clock of the page. */
  private heard = 0
  private watching: ReturnType<typeof setInterval> | undefined

  constructor(private readonly events: ConnectionEvents) {}

  start(): void {
    this.stopped = false
    this.starts++
    this.open()
    addEventListener('online', this.retryNow)
    addEventListener('offline', this.offline)
    document.addEventListener('visibilitychange', this.look)
    clearInterval(this.watching)
    this.watching = setInterval(this.look, LOOK_MS)
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    clearInterval(this.watching)
    removeEventListener('online', this.retryNow)
    removeEventListener('offline', this.offline)
    document.removeEventListener('visibilitychange', this.look)
    this.drop()
  }

  /** False when there is no connection; the message is then not sent later either. */
  send(message: ClientMessage): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(JSON.stringify(message))
    return true
  }

  readonly retryNow = (): void => {
    if (this.stopped || this.socket !== null) return
    clearTimeout(this.timer)
    this.open()
  }

  private readonly offline = (): void => {
    if (this.socket) this.abandon()
  }

  private readonly look = (): void => {
    if (this.socket && performance.now() - this.heard > SILENCE_MS) this.abandon()
  }

  private abandon(): void {
    this.drop()
    void this.closed(0)
  }

  /** Lets go of the socket: whatever it still says counts no more. */
  private drop(): void {
    const { socket } = this
    this.socket = null
    if (!socket) return
    socket.onmessage = socket.onclose = null
    socket.close()
  }

  private open(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const socket = new WebSocket(`${scheme}://${location.host}/api/live`)
    this.socket = socket
    this.heard = performance.now()
    socket.onmessage = (event: MessageEvent<string>) => {
      this.heard = performance.now()
      const message = JSON.parse(event.data) as ServerMessage
      if (message.type === 'snapshot') {
        this.failures = 0
        this.events.state('live')
      }
      this.events.message(message)
    }
    socket.onclose = (event) => void this.closed(event.code)
  }

  private async closed(code: number): Promise<void> {
    this.socket = null
    if (this.stopped) return
    const { starts } = this
    this.events.state('lost')
    // A refused handshake looks like any failure to the page, hence the question.
    const holds = code !== LOGGED_OUT && (await this.events.stillLoggedIn().catch(() => true))
    if (this.stopped || starts !== this.starts) return
    if (!holds) {
      this.events.loggedOut()
      return
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures++)
    // Scattered, so that a thousand desks do not come back in the same instant.
    this.timer = setTimeout(this.retryNow, pause * (0.5 + Math.random() / 2))
  }
}
