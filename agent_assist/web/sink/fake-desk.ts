/** A desk whose server is a scene. */

import type { ConnectionEvents, ConnectionState } from '../src/connection/live'
import type { ClientMessage, Identity, ServerMessage, Snapshot } from '../src/connection/protocol'
import { createDesk, type Desk } from '../src/state/desk'
import { NOW } from './scenes'

export interface FakeDesk {
  desk: Desk
  /** What the page sent. */
  sent: ClientMessage[]
  /** The server sends this. */
  receive(message: ServerMessage): void
}

/** Logged in, with that snapshot, at the scenes' moment. */
export function fakeDesk(who: Identity, snapshot: Snapshot, connection: ConnectionState = 'live'): FakeDesk {
  const sent: ClientMessage[] = []
  let events: ConnectionEvents | undefined
  const desk = createDesk((given) => {
    events = given
    return {
      start: () => undefined,
      stop: () => undefined,
      retryNow: () => undefined,
      send: (message) => (sent.push(message), connection === 'live'),
    }
  })
  const receive = (message: ServerMessage) => events?.message(message)
  desk.start(who)
  receive({ type: 'snapshot', ...snapshot })
  desk.state.clockAhead = NOW - Date.now() / 1000
  desk.now.value = NOW
  events?.state(connection)
  return { desk, sent, receive }
}
