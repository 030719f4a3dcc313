/** Where in a YAML file the cursor stands, told by indentation: good enough while the text is half written. */

/** One step down: the name of a key, or '[]' for an entry of a list. */
export type Step = string

export const ENTRY = '[]'

export interface Place {
  /** What contains the thing that is being typed. */
  path: Step[]
  /** Whether a key or a value is being typed. At the start of an entry of a list it may be either. */
  what: 'key' | 'value' | 'either'
  /** What is typed so far, from `from` to the cursor. */
  typed: string
  /** Offset in the text where `typed` begins. */
  from: number
  /** Keys that the same mapping has already. */
  present: string[]
  /** In [a, b] or {a: b}, where an entry ends with a comma. */
  flow: boolean
}

interface Token {
  kind: 'dash' | 'key'
  column: number
  name: string
}

const KEY = /^("[^"]*"|'[^']*'|[^\s#"'[\]{},:&*!|>%@`-][^\s:,[\]{}#]*)\s*:(?=\s|$)/
const LINES_UP = 4000

/** Null inside a comment or a text of several lines, where nothing is to be completed. */
export function placeAt(text: string, offset: number): Place | null {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const before = text.slice(lineStart, offset)
  if (/(^|\s)#/.test(withoutQuoted(before))) return null
  const above = text.slice(0, lineStart).split('\n').slice(0, -1).slice(-LINES_UP)
  const flow = flowPlace(above, before, offset)
  if (flow) return flow
  const { tokens, rest, column } = structure(before)
  const outer = parents(above, tokens[0] ?? { kind: 'key', column })
  if (outer.literal) return null
  const last = tokens.at(-1)
  const path = [...outer.path, ...tokens.map((token) => (token.kind === 'dash' ? ENTRY : token.name))]
  const from = offset - rest.length
  if (last?.kind === 'key') return { path, what: 'value', typed: rest, from, present: [], flow: false }
  const below = text.slice(offset).split('\n').slice(1)
  const present = siblings(above, below, column, last?.kind === 'dash')
  const what = last?.kind === 'dash' ? 'either' : 'key'
  return { path, what, typed: rest, from, present, flow: false }
}

/** The dashes and the key with which a line begins, the rest, and the column where the rest begins. */
export function structure(line: string): { tokens: Token[]; rest: string; column: number } {
  const tokens: Token[] = []
  let column = line.length - line.trimStart().length
  for (let dash; (dash = /^-(\s+|$)/.exec(line.slice(column))); column += dash[0].length) {
    tokens.push({ kind: 'dash', column, name: ENTRY })
  }
  const key = KEY.exec(line.slice(column))
  if (key) {
    tokens.push({ kind: 'key', column, name: unquoted(key[1] ?? '') })
    column += key[0].length
    column += line.length - column - line.slice(column).trimStart().length
  }
  return { tokens, rest: line.slice(column), column }
}

/** The path of what contains a key or a dash, from the lines above it. */
function parents(
  above: string[],
  { kind, column }: Pick<Token, 'kind' | 'column'>,
): { path: Step[]; literal: boolean } {
  const path: Step[] = []
  let dashesBelow = column
  let keysBelow = kind === 'dash' ? column + 1 : column // a list may stand as far left as its key
  let nearest = true
  for (let i = above.length - 1; i >= 0 && keysBelow > 0; i--) {
    const line = above[i] ?? ''
    if (!line.trim() || line.trimStart().startsWith('#')) continue
    const { tokens, rest } = structure(line)
    for (const token of tokens.toReversed()) {
      if (token.kind === 'key' && token.column < keysBelow) {
        if (nearest && token === tokens.at(-1) && /^[|>][-+0-9]*\s*$/.test(rest)) return { path, literal: true }
        path.unshift(token.name)
        keysBelow = dashesBelow = token.column
        nearest = false
      } else if (token.kind === 'dash' && token.column < dashesBelow) {
        path.unshift(ENTRY)
        dashesBelow = token.column
        keysBelow = token.column + 1
        nearest = false
      }
    }
  }
  return { path, literal: false }
}

function siblings(above: string[], below: string[], column: number, isFirst: boolean): string[] {
  const found: string[] = []
  const collect = (line: string, upwards: boolean): boolean => {
    if (!line.trim() || line.trimStart().startsWith('#')) return true
    const { tokens } = structure(line)
    const key = tokens.find((token) => token.kind === 'key')
    if (key?.column === column && (upwards || tokens.length === 1)) found.push(key.name)
    const left = Math.min(...tokens.map((token) => token.column), line.length - line.trimStart().length)
    return left >= column
  }
  if (!isFirst) above.toReversed().every((line) => collect(line, true))
  below.every((line) => collect(line, false))
  return found
}

/** The place inside {…} or […], or null outside of them. */
function flowPlace(above: string[], before: string, offset: number): Place | null {
  let limit = Infinity
  for (let i = above.length; i >= 0 && limit > 0; i--) {
    const line = i === above.length ? before : (above[i] ?? '')
    const indent = line.length - line.trimStart().length
    const here = i === above.length
    if (!here && (!line.trim() || line.trimStart().startsWith('#') || indent >= limit)) continue
    limit = Math.min(limit, here && !line.trim() ? Infinity : indent)
    const { tokens, rest } = structure(line)
    if (!/^[[{]/.test(rest)) continue
    const written = [rest, ...(here ? [] : [...above.slice(i + 1), before])].join('\n')
    const open = openBrackets(written)
    if (!open) return null
    const outer = parents(above.slice(0, i), tokens[0] ?? { kind: 'key', column: indent }).path
    const path = [...outer, ...tokens.map((token) => (token.kind === 'dash' ? ENTRY : token.name)), ...open.path]
    const { what, typed, present } = open
    return { path, what, typed, from: offset - typed.length, present, flow: true }
  }
  return null
}

interface Bracket {
  list: boolean
  keys: string[]
  /** The key whose value is being written. */
  key: string | null
  part: string
}

/** What is open at the end of `text`, which begins with a bracket; null if all is closed. */
function openBrackets(text: string): Pick<Place, 'path' | 'what' | 'typed' | 'present'> | null {
  const stack: Bracket[] = []
  let quote = ''
  for (const [i, letter] of [...text].entries()) {
    const inner = stack.at(-1)
    if (quote) {
      if (letter === quote) quote = ''
      if (inner) inner.part += letter
    } else if ((letter === '"' || letter === "'") && inner && !inner.part.trim()) {
      quote = letter
      inner.part += letter
    } else if (letter === '[' || letter === '{') {
      stack.push({ list: letter === '[', keys: [], key: null, part: '' })
    } else if (letter === ']' || letter === '}') {
      stack.pop()
      if (!stack.length) return null
    } else if (inner && letter === ',') {
      Object.assign(inner, { key: null, part: '' })
    } else if (inner && !inner.list && inner.key === null && letter === ':' && /\s|^$/.test([...text][i + 1] ?? '')) {
      inner.key = unquoted(inner.part.trim())
      inner.keys.push(inner.key)
      inner.part = ''
    } else if (inner) {
      inner.part += letter
    }
  }
  const innermost = stack.at(-1)
  if (!innermost) return null
  const path = stack.flatMap((bracket) => (bracket.list ? [ENTRY] : bracket.key === null ? [] : [bracket.key]))
  const what = innermost.list || innermost.key !== null ? 'value' : 'key'
  return { path, what, typed: innermost.part.trimStart(), present: innermost.keys }
}

function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text
}

function withoutQuoted(line: string): string {
  return line.replace(/"[^"]*"|'[^']*'/g, (quoted) => '_'.repeat(quoted.length))
}
