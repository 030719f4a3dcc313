/** Where somebody is logged in, for those who oversee. */

import { request } from '../connection/requests'
import { told } from '../connection/told'
import type { LogInView } from '../connection/protocol'

const place = (agent: string) => `/api/agents/${encodeURIComponent(agent)}/sessions`

/** The latest first; null when they cannot be had, which is shown. */
export async function logInsOf(agent: string): Promise<LogInView[] | null> {
  let found: LogInView[] | null = null
  await told(async () => {
    found = ((await (await request('GET', place(agent))).json()) as { sessions: LogInView[] }).sessions
  })
  return found
}

/** Logs the agent out there; a refusal is shown. */
export async function endLogIn(agent: string, id: string): Promise<void> {
  await told(() => request('POST', `${place(agent)}/${encodeURIComponent(id)}/end`))
}

/** What people call a browser that says this of itself: Chrome 126 · Windows 10. */
export async function browserName(said: string): Promise<string> {
  if (!said) return ''
  // Fetched by those who look, and by nobody else.
  const { default: Bowser } = await import('bowser')
  const { browser, os } = Bowser.parse(said)
  const version = browser.version?.split('.')[0]
  return [[browser.name, version], [os.name, os.versionName]]
    .map((words) => words.filter(Boolean).join(' '))
    .filter(Boolean)
    .join(' · ') // prettier-ignore
}
