/** The desk's plain HTTP requests. */

import type { ColleagueView, Identity } from './protocol'

/** Milliseconds after which a server that says nothing counts as not reached. */
const PATIENCE_MS = 10_000

/** The server refused; its message is meant to be read. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly status: number,
    /** All of the server's answer. */
    readonly answer: unknown = null,
  ) {
    super(message)
  }
}

export async function logIn(agent: string, password: string): Promise<Identity> {
  return (await request('POST', '/api/login', { agent, password })).json() as Promise<Identity>
}

/** Here, or in every browser in which one is logged in. */
export async function logOut(everywhere = false): Promise<void> {
  await request('POST', '/api/logout', { everywhere })
}

/** Who is logged in, or null. Throws when the server cannot be reached. */
export async function whoAmI(): Promise<Identity | null> {
  const response = await fetch('/api/me', { signal: AbortSignal.timeout(PATIENCE_MS) })
  if (response.status === 401) return null
  if (!response.ok) throw new Error(String(response.status))
  return (await response.json()) as Identity
}

/** To whom a call may be given, as they are now. */
export async function colleagues(): Promise<ColleagueView[]> {
  const answer = (await (await request('GET', '/api/colleagues')).json()) as { agents: ColleagueView[] }
  return answer.agents
}

/** One of a call. */
export interface RecordingOfCall {
  name: string
  at: number
  seconds: number
}

/** Which recordings there are of a call that is over. */
export async function recordingsOf(call: string): Promise<RecordingOfCall[]> {
  const path = `/api/calls/${encodeURIComponent(call)}/recordings`
  return ((await (await request('GET', path)).json()) as { recordings: RecordingOfCall[] }).recordings
}

/** Where its sound is. */
export function soundOf(recording: RecordingOfCall): string {
  return `/api/recordings/${encodeURIComponent(recording.name)}.wav`
}

/** Sends an object as JSON, a Blob as it is. Throws `Refused` unless the server is content, something else when it
 * is not reached, or says nothing for `patienceMs`. */
export async function request(
  method: string,
  path: string,
  body?: object,
  patienceMs = PATIENCE_MS,
): Promise<Response> {
  const raw = body instanceof Blob
  const headers: HeadersInit = body && !raw ? { 'Content-Type': 'application/json' } : {}
  const signal = AbortSignal.timeout(patienceMs)
  const response = await fetch(path, { method, headers, body: raw || !body ? body : JSON.stringify(body), signal })
  if (response.ok) return response
  const answer = (await response.json().catch(() => null)) as { message?: string } | null
  throw new Refused(answer?.message ?? `HTTP ${response.status}`, response.status, answer)
}
