import { describe, expect, it } from 'vitest'
import { presses, stateName, stateOf, whyMine, whyNotOthers } from '../../src/agents/agents'
import { remaining } from '../../src/text/format'
import type { AgentView, Choice } from '../../src/connection/protocol'
import { en, zh } from '../../src/language/words'

function agent(what: Partial<AgentView> = {}): AgentView {
  return {
    id: '8001', name: '王芳', role: 'agent', queues: ['*'], extension: '8001', desk: true, phase: 'available', call: null,
    paused: false, set_aside: false, reason: '', rest: null, since: 1, until: null, guest_until: null, missed: [], ...what,
  } // prettier-ignore
}

const choice: Choice = {
  basis: 'longest_idle',
  interrupted: null,
  emergency: false,
  waited_s: 65,
  needs: [],
  relaxed: false,
  others: [],
}

describe('an agent’s state', () => {
  it('tells who does not answer from who takes a break, and a rest from a wrap-up', () => {
    expect(stateOf(agent({ phase: 'paused', paused: true }))).toBe('paused')
    expect(stateOf(agent({ phase: 'paused', paused: true, set_aside: true }))).toBe('not_answering')
    expect(stateOf(agent({ phase: 'offline', set_aside: true })), 'no phone, no calls: offline').toBe('offline')
    expect(stateOf(agent({ phase: 'wrap_up' }))).toBe('wrap_up')
    expect(stateOf(agent({ phase: 'wrap_up', rest: 'missed' }))).toBe('rest')
  })

  it('is said with its reason', () => {
    expect(stateName(agent({ phase: 'paused', paused: true, reason: '用餐' }), zh)).toBe('示忙 · 用餐')
    expect(stateName(agent({ phase: 'wrap_up', rest: 'declined' }), en)).toBe('One moment · a call was declined')
    expect(stateName(agent(), zh)).toBe('空闲')
  })

  it('leaves time that never goes below nothing', () => {
    expect([remaining(null, 5), remaining(9.2, 5), remaining(4, 5)]).toEqual([null, 5, 0])
  })

  it('offers only buttons that would change something', () => {
    expect(presses(null)).toEqual({ available: false, paused: false, extend: false })
    expect(presses(agent())).toEqual({ available: false, paused: true, extend: false })
    expect(presses(agent({ phase: 'paused', paused: true }))).toEqual({ available: true, paused: false, extend: false })
    expect(presses(agent({ phase: 'wrap_up' }))).toEqual({ available: true, paused: true, extend: true })
    expect(presses(agent({ phase: 'wrap_up', rest: 'missed' })).extend).toBe(false)
    const aside = presses(agent({ phase: 'paused', paused: true, set_aside: true }))
    expect(aside, 'who does not answer may come back or take a break').toEqual({
      available: true,
      paused: true,
      extend: false,
    })
  })
})

describe('why a call came to me', () => {
  it('says what counted', () => {
    expect(whyMine(choice, zh)).toEqual(['您空闲最久'])
    const urgent: Choice = {
      ...choice,
      basis: 'interrupted',
      interrupted: 'wrap_up',
      emergency: true,
      needs: ['language:en'],
      relaxed: true,
    }
    expect(whyMine(urgent, zh)).toEqual([
      '紧急来电，最先接', '没有空闲的坐席', '打断了您的话后处理', '需要 language:en', '等得久，已放宽要求',
    ]) // prettier-ignore
  })

  it('counts why not the others, also for reasons that this page does not know', () => {
    const others = [
      { reason: 'break', agents: 2 },
      { reason: 'of tomorrow', agents: 1 },
    ]
    expect(whyNotOthers({ ...choice, others }, zh)).toEqual(['示忙 2', 'of tomorrow 1'])
  })
})
