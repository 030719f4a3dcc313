import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, reactive, ref } from 'vue'
import type { AgentView, CallView } from '../../src/connection/protocol'
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

describe('a page that is loaded anew', () => {
  it('shows the call that is to be written up, and nothing when there is none', async () => {
    const { state, selectedId } = shift()
    state.calls['c1'] = { ...call(1, 'ended'), agent: AGENT.id }
    state.calls['c2'] = call(2, 'ended')
    await nextTick()
    expect(selectedId.value).toBeNull()
    state.agents[AGENT.id] = { id: AGENT.id, phase: 'wrap_up' } as AgentView
    await nextTick()
    expect(selectedId.value).toBe('c1')
  })

  it('leaves what was chosen', async () => {
    const { state, selectedId } = shift()
    selectedId.value = 'c2'
    state.calls['c1'] = { ...call(1, 'ended'), agent: AGENT.id }
    state.agents[AGENT.id] = { id: AGENT.id, phase: 'wrap_up' } as AgentView
    await nextTick()
    expect(selectedId.value).toBe('c2')
  })
})
