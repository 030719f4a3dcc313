/** What an agent may correct a call to: every intent below its queue, and each queue by itself. */

import type { Labels } from '../connection/protocol'

export interface Choice {
  /** Unique among all choices. */
  value: string
  name: string
  intent: string | null
  queue: string | null
}

export interface Group {
  queue: string
  name: string
  choices: Choice[]
}

/** The groups in the order of the queues; `rest` is what a queue without an intent is called. */
export function choices(labels: Labels, rest: string): Group[] {
  return Object.entries(labels.queues).map(([queue, name]) => {
    const intents = Object.keys(labels.intents).filter((intent) => labels.intent_queues[intent] === queue)
    const ofQueue = { value: `queue:${queue}`, name: intents.length ? `${name}（${rest}）` : name, intent: null, queue }
    return { queue, name, choices: [...intents.map((intent) => ofIntent(labels, intent)), ofQueue] }
  })
}

function ofIntent(labels: Labels, intent: string): Choice {
  return { value: `intent:${intent}`, name: labels.intents[intent] ?? intent, intent, queue: null }
}
