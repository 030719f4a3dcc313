import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Connection } from '../../src/connection/live'
import type { ServerMessage } from '../../src/connection/protocol'

/** A socket of the browser, driven by the test. */
class Socket {
  static OPEN = 1
  static made: Socket[] = []
  readyState = 0
  sent: string[] = []
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  closed = false

  constructor() {
    Socket.made.push(this)
  }

  static get last(): Socket {
    return Socket.made.at(-1)!
  }

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.closed = true
  }

  says(message: object): void {
    this.readyState = Socket.OPEN
    this.onmessage?.({ data: JSON.stringify(message) })
  }
}

const states: string[] = []
const messages: ServerMessage[] = []
let loggedIn: () => Promise<boolean>
let connection: Connection
const page = new Map<string, () => void>()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
  vi.stubGlobal('WebSocket', Socket)
  vi.stubGlobal('location', { protocol: 'https:', host: 'desk' })
  const listen = (name: string, does: () => void) => page.set(name, does)
  const forget = (name: string) => page.delete(name)
  vi.stubGlobal('addEventListener', listen)
  vi.stubGlobal('removeEventListener', forget)
  vi.stubGlobal('document', { addEventListener: listen, removeEventListener: forget })
  Socket.made = []
  states.length = messages.length = 0
  loggedIn = async () => true
  connection = new Connection({
    message: (message) => messages.push(message),
    state: (state) => states.push(state),
    loggedOut: () => states.push('logged out'),
    stillLoggedIn: () => loggedIn(),
  })
  connection.start()
  Socket.last.says({ type: 'snapshot' })
})

afterEach(() => {
  connection.stop()
  vi.restoreAllMocks()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

test('signs of life keep the connection', async () => {
  for (let second = 0; second < 60; second += 4) {
    await pass(4000)
    Socket.last.says({ type: 'beat', now: 1 })
  }
  expect(states).toEqual(['live'])
  expect(Socket.made).toHaveLength(1)
})

test('a pulled cable is shown within twelve seconds, although nothing was closed', async () => {
  const pulled = Socket.last
  await pass(9000)
  expect(states).toEqual(['live'])
  await pass(3000)
  expect(states).toEqual(['live', 'lost'])
  expect(pulled.closed).toBe(true)
  expect(connection.send({ type: 'extend_wrap_up' })).toBe(false)
})

test('the connection comes back by itself, and what the old one still says does not count', async () => {
  const pulled = Socket.last
  await pass(12_000)
  await pass(500)
  expect(Socket.made).toHaveLength(2)
  pulled.onmessage?.({ data: JSON.stringify({ type: 'gone', call: 'a' }) })
  pulled.onclose?.({ code: 1006 })
  Socket.last.says({ type: 'snapshot' })
  expect(states).toEqual(['live', 'lost', 'live'])
  expect(messages.map((message) => message.type)).toEqual(['snapshot', 'snapshot'])
})

test('a try that nobody answers is given up, and there is another', async () => {
  await pass(12_000)
  await pass(500)
  expect(Socket.made).toHaveLength(2)
  await pass(13_000)
  expect(Socket.made).toHaveLength(3)
})

test('a cable that is pulled for five minutes: it is tried all the while, and shown anew when it is back', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5) // a try that is given up just then would be another story
  await pass(12_000)
  Socket.last.onclose?.({ code: 1006 })
  await pass(30_000)
  expect(states.at(-1)).toBe('lost')
  const tried = Socket.made.length
  expect(tried).toBeGreaterThan(2)
  for (let second = 0; second < 270; second += 5) {
    await pass(5000)
    if (Socket.last.readyState === 0) Socket.last.onclose?.({ code: 1006 })
  }
  expect(new Set(states)).toEqual(new Set(['live', 'lost']))
  const later = Socket.made.length
  expect(later - tried, 'at least every ten seconds').toBeGreaterThanOrEqual(26)
  await pass(11_000)
  Socket.last.says({ type: 'snapshot' })
  expect(states.at(-1)).toBe('live')
  expect(messages.map((message) => message.type)).toEqual(['snapshot', 'snapshot'])
})

test('a browser that goes offline is lost at once', async () => {
  page.get('offline')!()
  await pass(0)
  expect(states).toEqual(['live', 'lost'])
})

test('a page that was asleep looks as soon as it is seen', async () => {
  vi.setSystemTime(0)
  const later = vi.spyOn(performance, 'now').mockReturnValue(1e9)
  page.get('visibilitychange')!()
  later.mockRestore()
  await pass(0)
  expect(states).toEqual(['live', 'lost'])
})

test('who is logged out meanwhile goes to the log-in', async () => {
  loggedIn = async () => false
  Socket.last.onclose?.({ code: 4401 })
  await pass(0)
  expect(states).toEqual(['live', 'lost', 'logged out'])
})

test('what was asked for one agent logs out nobody who logged in since', async () => {
  let answer: (holds: boolean) => void = () => undefined
  loggedIn = () => new Promise((resolve) => (answer = resolve))
  connection.start()
  Socket.last.onclose?.({ code: 1006 })
  connection.stop()
  connection.start()
  answer(false)
  await vi.advanceTimersByTimeAsync(0)
  expect(states).not.toContain('logged out')
})
