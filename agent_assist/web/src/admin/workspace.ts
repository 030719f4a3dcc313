/** The one configuration being edited in this tab: its files, its draft, and what the service says about it. */

import { computed, effectScope, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import type { Identity } from '../connection/protocol'
import { check, getConfig, getSchema } from './api'
import { type Draft, Drafts, changedFiles, missing, removedNames, withDraft } from './draft'
import type { JsonSchema } from './editor/schema'
import { Later } from './later'
import { isTests, testsOf } from './tests'
import type { Checked, ConfigView, FileText, Graph, Problem, Speaking } from './protocol'

/** From the last key stroke to the search for mistakes, and from its answer to the slower one for doubts, ms. */
const QUIET_MS = 400
const DOUBTS_MS = 1200
const KEEP_MS = 400

export const config = shallowRef<ConfigView | null>(null)
export const schema = shallowRef<JsonSchema | null>(null)
/** The generation that is being changed; behind the live one while somebody else has published. */
export const base = ref(0)
/** What `base` says, the main file first. */
export const published = shallowRef<FileText[]>([])
/** The same files as edited. */
export const files = shallowRef<FileText[]>([])
/** A draft found in the browser, until the administrator has chosen. */
export const found = shallowRef<Draft | null>(null)
export const noRoom = ref(false)
/** A publication of this page is under way: what goes live meanwhile is its own. */
export const publishing = ref(false)
/** Somebody else has published since these changes began. */
export const overtaken = computed(() => config.value !== null && config.value.base !== base.value)

/** Names of the files that differ from `published`: changed, new or removed. */
export const changed = computed(() => [
  ...changedFiles(published.value, files.value).map((file) => file.name),
  ...removedNames(published.value, files.value),
])
/** Counts edits, so that results of an older text can be told. */
export const edition = ref(0)

export const findings = reactive({
  problems: [] as Problem[],
  graph: null as Graph | null,
  /** Who speaks the prompts once this is live. */
  speaking: null as Speaking | null,
  intents: 0,
  queues: 0,
  tookMs: 0,
  /** What is being looked for. */
  checking: null as 'mistakes' | 'doubts' | null,
  /** Why the check itself failed. */
  failed: '',
})

export const errors = computed(() => findings.problems.filter((problem) => problem.severity === 'error'))
/** Mistakes in the configuration. Those in tests stop nothing but the tests. */
export const stopping = computed(() => errors.value.filter((problem) => !isTests(problem.file)))
export const doubts = computed(() => findings.problems.filter((problem) => problem.severity === 'doubt'))

/** Where the editor is to go; a new object each time. */
export const target = shallowRef<{ file: string; line: number; column: number } | null>(null)

export function goTo(file: string, line: number, column = 1): void {
  target.value = { file, line, column }
}

/** Whose work it is, and where their draft is kept. */
let owner: string | null = null
let drafts: Drafts | null = null
let identityOf: Ref<Pick<Identity, 'id'> | null> | null = null

/** Who is logged in now. */
const loggedIn = () => identityOf?.value?.id

/** The workspace is theirs who are logged in: told once, whoever that is later. */
export function workFor(identity: Ref<Pick<Identity, 'id'> | null>): void {
  if (identityOf === identity) return
  identityOf = identity
  const left = (now: string | undefined) => {
    if (owner !== null && now !== owner) forget()
  }
  // Before the next one can be shown anything, and also while the page is not open.
  effectScope(true).run(() => watch(loggedIn, left, { flush: 'sync' }))
}

/** The page is entered: by who left it, and all is as it was; else what is live is read. Throws what that throws. */
export async function enter(): Promise<void> {
  if (config.value && owner === loggedIn()) recheck()
  else await load()
}

async function load(): Promise<void> {
  const who = loggedIn()
  const [read, known] = await Promise.all([getConfig(), getSchema()])
  if (who === undefined || who !== loggedIn()) return // somebody else's page by now
  owner = who
  drafts = new Drafts(localStorage, who)
  schema.value = known
  config.value = read
  found.value = drafts.read()
  begin(read.base, ordered(read), ordered(read))
}

/** Starts from `before`, generation `number`, with `after` in the editor. */
export function begin(number: number, before: FileText[], after: FileText[]): void {
  base.value = number
  published.value = before
  files.value = after
  edition.value++
  recheck(0)
}

export function goOnWithDraft(draft: Draft, before: FileText[]): void {
  found.value = null
  begin(draft.base, before, withDraft(before, draft))
}

export function discardDraft(): void {
  found.value = null
  drafts?.drop()
}

export function edit(name: string, text: string): void {
  if (files.value.some((file) => file.name === name)) {
    files.value = files.value.map((file) => (file.name === name ? { name, text } : file))
  } else files.value = [...files.value, { name, text }] // a removed file is taken back
  edition.value++
  recheck(QUIET_MS)
}

/** Takes a file out of the configuration, and its tests with it. */
export function remove(name: string): void {
  files.value = files.value.filter((file) => file.name !== name && file.name !== testsOf(name))
  edition.value++
  recheck()
}

/**
 * What lies on the disk takes the place of what is in the editor.
 *
 * Where that has mistakes, the main file may not tell what it includes: then files that are live and were not found on
 * the disk stay, so that mending the main file is enough.
 */
export async function takeFromDisk(): Promise<void> {
  const view = config.value
  if (!view) return
  const disk = ordered({ main: view.main, files: view.on_disk })
  const fine = await check(disk, false).then(
    ({ problems }) => problems.every((problem) => problem.severity !== 'error'),
    () => false,
  )
  if (config.value !== view || changed.value.length) return // something else was done meanwhile
  begin(base.value, published.value, fine ? disk : [...disk, ...missing(disk, published.value)])
}

/** What is live takes the place of all that is in the editor. */
export function takeLive(view: ConfigView): void {
  discardDraft()
  config.value = view
  begin(view.base, ordered(view), ordered(view))
}

/**
 * Somebody may have published: what is live now is read, and shown at once where nothing was typed.
 *
 * Gives what went live, or null.
 */
export async function lookForNews(): Promise<ConfigView | null> {
  if (!config.value || publishing.value) return null
  const read = await getConfig().catch(() => null) // the next snapshot, or publishing, asks again
  if (!read || !config.value || publishing.value || read.base === config.value.base) return null
  config.value = read
  if (!changed.value.length && !found.value) begin(read.base, ordered(read), ordered(read))
  return read
}

/** `sent` is generation `number` now; what was typed meanwhile stays. Without `view` the rest is as it was. */
export function wentLive(view: ConfigView | null, number: number, sent: FileText[]): void {
  if (config.value) config.value = view ?? { ...config.value, base: number, files: sent, changed_on_disk: false }
  base.value = number
  published.value = sent
}

/** The main file first, as the service wants it, and the tests last. */
export function ordered(view: Pick<ConfigView, 'files' | 'main'>): FileText[] {
  const rank = (file: FileText) => (file.name === view.main ? 0 : isTests(file.name) ? 2 : 1)
  return [...view.files].sort((a, b) => rank(a) - rank(b))
}

/** Kept now: the tab may be closed next. */
export function keepNow(): void {
  clearTimeout(keeping)
  if (!config.value || !drafts || found.value) return
  noRoom.value = !drafts.keep(base.value, published.value, files.value, Date.now() / 1000)
}

let keeping: ReturnType<typeof setTimeout> | undefined
watch([files, published], () => {
  clearTimeout(keeping)
  keeping = setTimeout(keepNow, KEEP_MS)
})

const mistakes = new Later<FileText[], Checked>(
  (asked) => check(asked, false),
  (answer, asked) => {
    // Doubts take longer to find; until they are found anew, those known stay where they were.
    take(answer, [...answer.problems, ...doubts.value])
    findings.checking = answer.problems.length ? null : 'doubts'
    if (!answer.problems.length) unsure.soon(asked, DOUBTS_MS)
  },
  checkFailed,
)

const unsure = new Later<FileText[], Checked>(
  (asked) => check(asked, true),
  (answer) => {
    take(answer, answer.problems)
    findings.checking = null
  },
  checkFailed,
)

function take(answer: Checked, problems: Problem[]): void {
  Object.assign(findings, {
    problems,
    graph: answer.graph ?? findings.graph,
    speaking: answer.speaking,
    intents: answer.intents || findings.intents,
    queues: answer.queues || findings.queues,
    tookMs: answer.took_ms,
    failed: '',
  })
}

function checkFailed(error: unknown): void {
  Object.assign(findings, { checking: null, failed: error instanceof Error ? error.message : String(error) })
}

export function recheck(quietMs = 0): void {
  findings.checking = 'mistakes'
  unsure.stop()
  mistakes.soon(files.value, quietMs)
}

/** The page is left. Who comes back finds it as it was. */
export function leave(): void {
  keepNow()
  mistakes.stop()
  unsure.stop()
}

/** Who logs out, on whatever page, leaves nothing but the draft. */
function forget(): void {
  leave()
  owner = drafts = config.value = found.value = target.value = null
  published.value = files.value = []
  base.value = 0
  noRoom.value = false
  edition.value++
  Object.assign(findings, {
    problems: [],
    graph: null,
    speaking: null,
    intents: 0,
    queues: 0,
    tookMs: 0,
    checking: null,
    failed: '',
  })
}
