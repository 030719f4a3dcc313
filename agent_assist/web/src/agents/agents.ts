/** What an agent is doing, and why a call came to one, in the words of the page. */

import type { AgentView, Choice } from '../connection/protocol'
import type { Words } from '../language/words'

/** The skill that one agent alone has: of a call that was given to them. */
const ONESELF = 'agent:'

export type AgentState = AgentView['phase'] | 'not_answering' | 'rest'

/** The phase as people tell it apart: who does not answer is no longer on a break of their own. */
export function stateOf(agent: Pick<AgentView, 'phase' | 'set_aside' | 'rest'>): AgentState {
  if (agent.set_aside && agent.phase === 'paused') return 'not_answering'
  return agent.phase === 'wrap_up' && agent.rest ? 'rest' : agent.phase
}

/** The state in words, with the reason of a break or rest. */
export function stateName(agent: Pick<AgentView, 'phase' | 'set_aside' | 'rest' | 'reason'>, words: Words): string {
  const state = stateOf(agent)
  const why = state === 'paused' ? agent.reason : state === 'rest' && agent.rest ? words.rest[agent.rest] : ''
  return why ? `${words.phase[state]} · ${why}` : words.phase[state]
}

/** Why this call came to this agent, most important first; how long the caller waited stands beside it. */
export function whyMine(choice: Choice, words: Words): string[] {
  const found = [words.basis[choice.basis]]
  if (choice.interrupted) found.push(words.interrupted[choice.interrupted])
  if (choice.emergency) found.unshift(words.emergencyFirst)
  const needs = choice.needs.filter((need) => !need.startsWith(ONESELF))
  if (needs.length < choice.needs.length) found.unshift(words.givenToYou)
  if (needs.length) found.push(`${words.needs} ${needs.join('、')}`)
  if (choice.relaxed) found.push(words.relaxed)
  return found
}

/** Why the others did not get it: a line for each reason. */
export function whyNotOthers(choice: Choice, words: Words): string[] {
  const names: Record<string, string> = words.whyNot
  return choice.others.map(({ reason, agents }) => `${names[reason] ?? reason} ${agents}`)
}

export interface Press {
  available: boolean
  paused: boolean
  extend: boolean
}

/** Which of the agent's buttons would change anything now. */
export function presses(agent: AgentView | null): Press {
  if (!agent) return { available: false, paused: false, extend: false }
  const back = agent.paused || agent.set_aside || agent.phase === 'wrap_up'
  return { available: back, paused: !agent.paused || agent.set_aside, extend: stateOf(agent) === 'wrap_up' }
}
