/** From the service's lines and columns to offsets in the editor's text. */

import type { Text } from '@codemirror/state'
import type { Problem } from '../protocol'

export interface Span {
  from: number
  to: number
}

const WORD = /^(?:"[^"]*"|'[^']*'|[^\s,:\]}[{]+)/

/** What to underline: as told, else the word that begins there, else the whole line. Never outside of the text. */
export function spanOf(doc: Text, problem: Pick<Problem, 'line' | 'column' | 'end_line' | 'end_column'>): Span {
  const line = doc.line(within(problem.line, 1, doc.lines))
  const from = line.from + unitsIn(line.text, problem.column - 1)
  if (problem.end_line !== null && problem.end_column !== null) {
    const last = doc.line(within(problem.end_line, line.number, doc.lines))
    const to = last.from + unitsIn(last.text, problem.end_column - 1)
    if (to > from) return { from, to }
  }
  const word = WORD.exec(line.text.slice(from - line.from))
  if (word) return { from, to: from + word[0].length }
  const start = line.from + (line.text.length - line.text.trimStart().length)
  return { from: Math.min(start, from), to: Math.max(line.from + line.text.trimEnd().length, from) }
}

/** The service counts characters, the browser UTF-16 units: an emoji is one and two. */
function unitsIn(text: string, characters: number): number {
  let units = 0
  for (let i = 0; i < characters && units < text.length; i++) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1
  return units
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
