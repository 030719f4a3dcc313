/** Cases: agents open them, join calls to them, and say how they stand. */

import { ElMessage } from 'element-plus/es/components/message/index'
import { request } from '../connection/requests'
import { words } from '../language/i18n'
import type { NewCase } from './ticket'
import type { FoundCase, ReplyFinding } from '../connection/protocol'
import { told } from '../connection/told'

export type CaseState = FoundCase['state']

/** Opens a case in the call. True when the desk took it. */
export async function openCase(call: string, wish: NewCase): Promise<boolean> {
  return told(async () => {
    const answer = (await (await request('POST', `${callPath(call)}/cases`, wish)).json()) as { case: string }
    ElMessage.success(`${words.value.caseOpened} ${answer.case}`)
  })
}

export async function joinCase(call: string, number: string): Promise<void> {
  await told(() => request('POST', `${callPath(call)}/cases/join`, { case: number }))
}

/** `reply`: what the citizen is answered in writing, with that state. True when the desk took it. */
export async function setState(number: string, state: CaseState, reply?: string): Promise<boolean> {
  return told(() => request('POST', `/api/cases/${number}/state`, reply ? { state, reply } : { state }))
}

/** What is doubtful in a reply; nothing is sent to anybody. */
export async function precheck(number: string, reply: string): Promise<ReplyFinding[]> {
  const answer = await (await request('POST', `/api/cases/${number}/precheck`, { reply })).json()
  return (answer as { findings: ReplyFinding[] }).findings
}

/** Where what is typed of a reply is kept. */
export function replyForm(agent: string | undefined, number: string): string {
  return `reply ${agent} ${number}`
}

/** Where what is typed of a new case is kept. */
export function caseForm(agent: string | undefined, call: string): string {
  return `case ${agent} ${call}`
}

function callPath(call: string): string {
  return `/api/calls/${encodeURIComponent(call)}`
}
