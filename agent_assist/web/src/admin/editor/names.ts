/** Names that the files define: queues, intents, hours, lists, languages, announcements … */

import { structure } from './path'

export interface DefinedName {
  section: string
  id: string
  /** What a person calls it. */
  label: string
}

const ID = /(?:^|[\s{,])id:\s*["']?([\w.-]+)/
const NAME = /(?:^|[\s{,])name:\s*["']?([^"',}#]+)/

/** The entries of every top-level section: their `id`, or their key where the section is a mapping. */
export function definedNames(texts: string[]): DefinedName[] {
  return texts.flatMap(namesOfFile)
}

function namesOfFile(text: string): DefinedName[] {
  const found: DefinedName[] = []
  let section = ''
  let entry: DefinedName | null = null
  let keyColumn = 0
  for (const line of text.split('\n')) {
    if (!line.trim() || line.trimStart().startsWith('#')) continue
    const { tokens } = structure(line)
    const [first] = tokens
    if (first?.kind === 'key' && first.column === 0) {
      section = first.name
      entry = null
      keyColumn = 0
      continue
    }
    if (!section || !first) {
      if (entry && !entry.label) entry.label = NAME.exec(line)?.[1]?.trim() ?? ''
      continue
    }
    if (first.kind === 'dash' && first.column <= (keyColumn || 4)) {
      keyColumn ||= first.column
      entry = { section, id: '', label: '' }
    } else if (first.kind === 'key' && !entry && first.column <= (keyColumn || 4)) {
      keyColumn ||= first.column
      if (first.column === keyColumn) found.push({ section, id: first.name, label: '' })
      continue
    }
    if (!entry) continue
    if (!entry.id) {
      entry.id = ID.exec(line)?.[1] ?? ''
      if (entry.id) found.push(entry)
    }
    if (!entry.label) entry.label = NAME.exec(line)?.[1]?.trim() ?? ''
  }
  return found
}

/** The section whose names a key refers to: `queue`, `human_queue` and `queues` all mean queues. */
export function sectionOf(key: string, sections: Iterable<string>): string | null {
  const last = key.split('_').at(-1) ?? key
  const all = new Set(sections)
  return [key, last, `${last}s`].find((name) => all.has(name)) ?? null
}
