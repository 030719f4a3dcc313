/** What is asked over the live connection has an answer: it is done, or why not. */

import { words } from '../language/i18n'
import type { ClientMessage, ServerMessage } from './protocol'

/** Milliseconds after which no answer is expected any longer. */
const PATIENCE_MS = 10_000

export interface Answers {
  /** Resolves when it is done with '', else with the reason, to be read. Never rejects. */
  ask(message: ClientMessage): Promise<string>
  /** Looks whether the message is an answer. */
  heard(message: ServerMessage): void
  /** The connection is gone, and the answers with it. */
  lost(): void
}

/** `send` is false when the message did not go; it is then not sent later either. */
export function createAnswers(send: (message: ClientMessage) => boolean): Answers {
  const waiting = new Map<number, (why: string) => void>()
  let last = 0

  function answered(request: number, why: string): void {
    waiting.get(request)?.(why)
    waiting.delete(request)
  }

  return {
    ask(message) {
      const request = ++last
      if (!send({ ...message, request })) return Promise.resolve(words.value.notSent)
      return new Promise((resolve) => {
        const patience = setTimeout(() => answered(request, words.value.noAnswer), PATIENCE_MS)
        waiting.set(request, (why) => {
          clearTimeout(patience)
          resolve(why)
        })
      })
    },
    heard(message) {
      if (message.type === 'done') answered(message.request, '')
      if (message.type === 'error' && message.request !== null) answered(message.request, message.message)
    },
    lost() {
      for (const request of [...waiting.keys()]) answered(request, words.value.lostAnswer)
    },
  }
}
