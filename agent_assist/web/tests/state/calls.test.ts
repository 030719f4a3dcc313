import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, reactive, ref } from 'vue'
import type { CallView } from '../../src/connection/protocol'
import { emptyState } from '../../src/state/board'
import { createCalls } from '../../src/state/calls'
import { AGENT } from '../../sink/scenes'

const SHIFT = 300

/** What the lists look at; the rest of a call is of no account here. */
function call(number: number, phase: CallView['phase']): CallView {
  return { id: `c${number}`, started: number, phase, agent: null, transfer: null } as unknown as CallView
}

function shift(): ReturnType<typeof createCalls> & { state: ReturnType<typeof emptyState> } {
  const state = reactive(emptyState())
  const calls = effectScope().run(() => createCalls(state, ref(AGENT)))!
  return { state, ...calls }
}

describe('calls that are over', () => {
  it('stay for the list alone, however many a shift has', async () => {
    const { state, recentCalls } = shift()
    for (let number = 0; number < SHIFT; number++) {
      state.calls[`c${number}`] = call(number, 'ended')
      await nextTick()
    }
    expect(Object.keys(state.calls)).toHaveLength(recentCalls.value.length)
    expect(recentCalls.value[0]?.id).toBe(`c${SHIFT - 1}`)
  })

  it('do not go while they are read, nor do those that run', async () => {
    const { state, selectedId, selected } = shift()
    state.calls['c0'] = call(0, 'ended')
    state.calls['c1'] = call(1, 'talking')
    selectedId.value = 'c0'
    for (let number = 2; number < SHIFT; number++) state.calls[`c${number}`] = call(number, 'ended')
    await nextTick()
    expect(selected.value?.id).toBe('c0')
    expect(state.calls['c1']).toBeDefined()
  })
})
