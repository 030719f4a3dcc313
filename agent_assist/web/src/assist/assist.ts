/** What is noted of a call, as the page shows it. */

import type { QualityMark, RiskSign } from '../connection/protocol'

export interface Risk {
  kind: RiskSign['kind']
  name: string
  urgent: boolean
  words: string[]
  lines: string[]
}

/** Each kind once, where it was told first: what is shown stays where it is. */
export function risksByKind(signs: RiskSign[]): Risk[] {
  const found = new Map<string, Risk>()
  for (const { kind, name, urgent, words, line } of signs) {
    const known = found.get(kind)
    if (!known) found.set(kind, { kind, name, urgent, words: [...words], lines: [line] })
    else {
      known.words.push(...words.filter((word) => !known.words.includes(word)))
      known.lines.push(line)
    }
  }
  return [...found.values()]
}

export interface Mark {
  rule: string
  name: string
  open: boolean
  lines: string[]
}

/** Each rule once. */
export function marksByRule(marks: QualityMark[]): Mark[] {
  const found = new Map<string, Mark>()
  for (const { rule, name, open, line } of marks) {
    const known = found.get(rule)
    if (known) known.lines.push(line)
    else found.set(rule, { rule, name, open, lines: [line] })
  }
  return [...found.values()]
}
