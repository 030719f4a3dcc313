import { describe, expect, it } from 'vitest'
import { choices } from '../../src/understood/corrections'
import { emptyState } from '../../src/state/board'

const labels = {
  queues: { urban: '城市管理', foreign: '外语' },
  intents: { noise: '噪声扰民', light: '路灯' },
  intent_queues: { noise: 'urban', light: 'urban' },
  seats: {},
  partners: {},
  numbers: {},
  place_questions: [],
  scripts: {},
  tickets: emptyState().labels.tickets,
}

describe('what a call may be corrected to', () => {
  it('is every intent below its queue, and each queue by itself', () => {
    const groups = choices(labels, '其他')
    expect(groups.map((group) => [group.name, group.choices.map((one) => one.name)])).toEqual([
      ['城市管理', ['噪声扰民', '路灯', '城市管理（其他）']],
      ['外语', ['外语']],
    ])
  })

  it('names either an intent or a queue, each once', () => {
    const all = choices(labels, '其他').flatMap((group) => group.choices)
    expect(all.every((one) => (one.intent === null) !== (one.queue === null))).toBe(true)
    expect(new Set(all.map((one) => one.value)).size).toBe(all.length)
  })
})
