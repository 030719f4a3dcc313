/** Unpublished changes, kept in the browser so that a closed tab loses nothing. */

import type { FileText } from './protocol'

export interface Draft {
  /** The generation that was changed. */
  base: number
  /** Epoch seconds of the last change. */
  at: number
  /** The changed files only. */
  files: FileText[]
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

const keyOf = (agent: string) => `desk.config.draft.${agent}`

/** The draft of this administrator, or null. What cannot be read is no draft. */
export function readDraft(storage: Storage, agent: string): Draft | null {
  try {
    const found = JSON.parse(storage.getItem(keyOf(agent)) ?? 'null') as Partial<Draft> | null
    if (typeof found?.base !== 'number' || typeof found.at !== 'number' || !Array.isArray(found.files)) return null
    const files = found.files.filter((file) => typeof file?.name === 'string' && typeof file.text === 'string')
    return files.length ? { base: found.base, at: found.at, files } : null
  } catch {
    return null
  }
}

/** Keeps what differs from `published`; forgets the draft when nothing does. False when there is no room. */
export function keepDraft(
  storage: Storage,
  agent: string,
  base: number,
  published: FileText[],
  files: FileText[],
  now: number,
): boolean {
  // prettier-ignore
  const changed = changedFiles(published, files)
  try {
    if (!changed.length) storage.removeItem(keyOf(agent))
    else storage.setItem(keyOf(agent), JSON.stringify({ base, at: now, files: changed } satisfies Draft))
    return true
  } catch {
    return false
  }
}

export function forgetDraft(storage: Storage, agent: string): void {
  storage.removeItem(keyOf(agent))
}

/** The published files with the draft's changes. */
export function withDraft(published: FileText[], draft: Draft): FileText[] {
  const drafted = new Map(draft.files.map((file) => [file.name, file]))
  const further = draft.files.filter((file) => !published.some((other) => other.name === file.name))
  return [...published.map((file) => drafted.get(file.name) ?? file), ...further]
}

export function changedFiles(before: FileText[], after: FileText[]): FileText[] {
  const old = new Map(before.map((file) => [file.name, file.text]))
  return after.filter((file) => old.get(file.name) !== file.text)
}
