/** Unpublished changes, kept in the browser so that a closed tab loses nothing. */

import type { FileText } from './protocol'

export interface Draft {
  /** The generation that was changed. */
  base: number
  /** Epoch seconds of the last change. */
  at: number
  /** The changed and the new files only. */
  files: FileText[]
  /** Names of the files that are no longer there. */
  removed: string[]
}

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

/** The kept draft of one administrator, as one tab sees it: what another tab has kept since is not this one's to drop. */
export class Drafts {
  /** What this tab has read or written last, as it is stored. */
  private mine: string | null = null
  private readonly key: string

  constructor(
    private readonly storage: Storage,
    agent: string,
  ) {
    this.key = `desk.config.draft.${agent}`
  }

  /** The draft that is kept, or null. What cannot be read is no draft. */
  read(): Draft | null {
    const stored = this.stored()
    const draft = stored === null ? null : parsed(stored)
    this.mine = draft && stored
    return draft
  }

  /** Keeps what differs from `published`; drops the draft when nothing does. False when there is no room. */
  keep(base: number, published: FileText[], files: FileText[], now: number): boolean {
    const changed = changedFiles(published, files)
    const removed = removedNames(published, files)
    if (!changed.length && !removed.length) {
      this.drop()
      return true
    }
    const text = JSON.stringify({ base, at: now, files: changed, removed } satisfies Draft)
    try {
      this.storage.setItem(this.key, text)
    } catch {
      return false
    }
    this.mine = text
    return true
  }

  /** Removes the draft, unless another tab has put its own in its place. */
  drop(): void {
    if (this.mine !== null && this.stored() === this.mine) this.storage.removeItem(this.key)
    this.mine = null
  }

  private stored(): string | null {
    try {
      return this.storage.getItem(this.key)
    } catch {
      return null // the browser lets this page keep nothing
    }
  }
}

function parsed(stored: string): Draft | null {
  try {
    const found = JSON.parse(stored) as Partial<Draft> | null
    if (typeof found?.base !== 'number' || typeof found.at !== 'number' || !Array.isArray(found.files)) return null
    const files = found.files.filter((file) => typeof file?.name === 'string' && typeof file.text === 'string')
    const removed = Array.isArray(found.removed) ? found.removed.filter((name) => typeof name === 'string') : []
    return files.length || removed.length ? { base: found.base, at: found.at, files, removed } : null
  } catch {
    return null
  }
}

/** The published files with the draft's changes. */
export function withDraft(published: FileText[], draft: Draft): FileText[] {
  const drafted = new Map(draft.files.map((file) => [file.name, file]))
  const left = published.filter((file) => !draft.removed.includes(file.name))
  return [...left.map((file) => drafted.get(file.name) ?? file), ...missing(published, draft.files)]
}

/** Those of `after` that are new or have another text. */
export function changedFiles(before: FileText[], after: FileText[]): FileText[] {
  const old = new Map(before.map((file) => [file.name, file.text]))
  return after.filter((file) => old.get(file.name) !== file.text)
}

/** Names that are only in `before`. */
export function removedNames(before: FileText[], after: FileText[]): string[] {
  return missing(after, before).map((file) => file.name)
}

/** Those of `files` whose names are not in `there`. */
export function missing(there: FileText[], files: FileText[]): FileText[] {
  const names = new Set(there.map((file) => file.name))
  return files.filter((file) => !names.has(file.name))
}
