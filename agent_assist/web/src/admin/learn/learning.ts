/** What calls teach: groups of sentences, taken into the editor's text or put aside as a whole. */

import { reactive, ref } from 'vue'
import { getGroups, learn, settle } from '../api'
import type { CandidateGroup, Groups, NotLearned } from '../protocol'
import { edit, files } from '../workspace'
import { say } from '../words'

/** Sentences that are taken over at once: each costs the service a second. */
const AT_ONCE = 100

export const learning = reactive({
  found: null as Groups | null,
  /** Name of the group that is being decided on, or `all` while they are read. */
  busy: null as string | null,
  failed: '',
  refused: [] as NotLearned[],
})

/** How many sentences the last accepted group brought; 0: none. */
export const taken = ref(0)

export const ready = (group: CandidateGroup) => group.candidates.filter((one) => !one.refused)

export const refresh = () => during('all', read)

/** The group's sentences become sayings of `intent` in the editor; those that are refused stay open. */
export const accept = (group: CandidateGroup, intent: string) =>
  during(group.name, async () => {
    const own = ready(group).slice(0, AT_ONCE)
    const asked = files.value
    const { files: changed, refused, problems } = await learn(asked, intent, [...new Set(own.map((one) => one.heard))])
    if (problems.length) throw new Error(say.value.learnMistakes)
    if (files.value !== asked) throw new Error(say.value.learnMeanwhile) // the answer is of an older text
    for (const { name, text } of changed) edit(name, text)
    const not = new Set(refused.map((one) => one.sentence))
    const done = own.filter((one) => !not.has(one.heard))
    if (done.length)
      await settle(
        done.map((one) => one.call),
        'accepted',
      )
    learning.refused = refused
    taken.value = done.length
    await read()
  })

/** The group is not offered any more. */
export const putAside = (group: CandidateGroup) =>
  during(group.name, async () => {
    await settle(
      group.candidates.map((one) => one.call),
      'dismissed',
    )
    await read()
  })

async function read(): Promise<void> {
  learning.found = await getGroups(files.value)
}

async function during(busy: string, work: () => Promise<void>): Promise<void> {
  if (learning.busy !== null) return
  Object.assign(learning, { busy, failed: '', refused: [] })
  taken.value = 0
  try {
    await work()
  } catch (error) {
    learning.failed = error instanceof Error ? error.message : say.value.failed
  } finally {
    learning.busy = null
  }
}
