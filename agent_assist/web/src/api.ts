/** The desk's plain HTTP requests. */

import type { Identity } from './protocol'

/** The server refused; its message is meant to be read. */
export class Refused extends Error {}

export async function logIn(agent: string, password: string): Promise<Identity> {
  return (await request('POST', '/api/login', { agent, password })).json() as Promise<Identity>
}

export async function logOut(): Promise<void> {
  await request('POST', '/api/logout', {})
}

/** Who is logged in, or null. Throws when the server cannot be reached. */
export async function whoAmI(): Promise<Identity | null> {
  const response = await fetch('/api/me')
  if (response.status === 401) return null
  if (!response.ok) throw new Error(String(response.status))
  return (await response.json()) as Identity
}

async function request(method: string, path: string, body: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetch(path, { method, headers, body: JSON.stringify(body) })
  if (response.ok) return response
  const answer = (await response.json().catch(() => null)) as { message?: string } | null
  throw new Refused(answer?.message ?? `HTTP ${response.status}`)
}
