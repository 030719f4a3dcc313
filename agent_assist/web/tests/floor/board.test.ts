// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import DeskPage from '../../src/page/DeskPage.vue'
import MissedList from '../../src/floor/MissedList.vue'
import PhaseSwitch from '../../src/agents/PhaseSwitch.vue'
import QueueList from '../../src/floor/QueueList.vue'
import { NOW, SUPERVISOR, agent, call, snapshot } from '../../sink/scenes'
import { done, mounted } from '../mounted'

const waits = (id: string, queue: string, seconds: number) =>
  call({ id, queue, phase: 'queued', agent: null, talking_since: null, queued_at: NOW - seconds })

describe("the supervisor's board", () => {
  const shows = {
    me: agent({ id: '9001', role: 'supervisor' }),
    calls: [waits('w1', 'urban', 200), waits('w2', 'urban', 5), waits('e1', 'emergency', 3), call()],
    agents: [agent({ phase: 'talking', call: 'c1' }), agent({ id: '8002', name: '李强', phase: 'paused', paused: true, set_aside: true })],
    faults: [{ at: NOW - 10, part: 'database', message: 'away', done: '' }],
  } // prettier-ignore

  it('begins with what is to be looked at, the gravest first', () => {
    const { page } = mounted(DeskPage, { who: SUPERVISOR, shows })
    const kinds = page.findAll('[data-alarm]').map((one) => one.attributes('data-alarm'))
    expect(kinds).toEqual(['emergency', 'notAnswering', 'longWait', 'fault'])
    expect(page.get('[data-alarm=longWait]').text()).toContain('城管与公积金 03:20')
    expect(page.get('[data-alarm=fault]').text()).toContain('数据库：away')
  })

  it('is live: who talks, who waits how long, and an alarm that is over goes', async () => {
    const { page, receive } = mounted(DeskPage, { who: SUPERVISOR, shows })
    expect(page.get('[data-agent="8001"]').attributes('data-state')).toBe('talking')
    receive({ type: 'agent', agent: agent({ phase: 'wrap_up' }) })
    receive({ type: 'changed', call: 'e1', fields: { phase: 'talking' }, lines: [], dropped: [] })
    await nextTick()
    expect(page.get('[data-agent="8001"]').attributes('data-state')).toBe('wrap_up')
    expect(page.find('[data-alarm=emergency]').exists()).toBe(false)
  })

  it('shows whose telephone is lost in mid-call, and that the caller waits for it, until it is back', async () => {
    const { page, receive } = mounted(DeskPage, { who: SUPERVISOR, shows })
    const lost_leg = { at: NOW - 12, agent: '8001', state: 'lost' as const, reason: 'SIP 503' }
    receive({ type: 'changed', call: 'c1', fields: { lost_leg }, lines: [], dropped: [] })
    await nextTick()
    expect(page.get('[data-alarm=lostLeg]').text()).toMatch(/王芳\s+00:12/)
    expect(page.get('[data-agent="8001"] [data-leg=lost]').text()).toContain('电话断开，正在恢复')
    const given = { ...lost_leg, state: 'given up' as const }
    receive({
      type: 'changed',
      call: 'c1',
      fields: { lost_leg: given, phase: 'queued', agent: null },
      lines: [],
      dropped: [],
    })
    await nextTick()
    expect(page.get('button.call [data-leg="given up"]').text()).toContain('市民排在最前')
    receive({ type: 'changed', call: 'c1', fields: { lost_leg: null, phase: 'talking' }, lines: [], dropped: [] })
    await nextTick()
    expect(page.find('[data-leg]').exists()).toBe(false)
  })

  it('lets one listen, whisper, barge in, and take over from whom one is with', async () => {
    const { page, receive, sent } = mounted(DeskPage, { who: SUPERVISOR, shows })
    await page.findAll('button.call').at(-1)?.trigger('click')
    for (const mode of ['listen', 'whisper', 'barge']) expect(page.find(`[data-press=${mode}]`).exists()).toBe(true)
    await page.get('[data-press=listen]').trigger('click')
    expect(sent.at(-1)).toMatchObject({ type: 'supervise', call: 'c1', mode: 'listen' })
    await done({ sent, receive })
    const supervision = { agent: '9001', state: 'listen' as const }
    receive({ type: 'changed', call: 'c1', fields: { supervision }, lines: [], dropped: [] })
    await nextTick()
    await page.get('[data-press=take_over]').trigger('click')
    expect(sent.at(-1)).toMatchObject({ type: 'take_over', call: 'c1' })
  })
})

describe('the queues', () => {
  it('stand in the order of the configuration, emergency first, with counts that agree with the list', () => {
    const { queues } = snapshot()
    const [emergency, ...others] = queues
    const given = [...others.map((queue) => ({ ...queue, waiting: 99 })), ...(emergency ? [emergency] : [])]
    const { page } = mounted(QueueList, { shows: { queues: given, calls: [waits('w1', 'urban', 65)] } })
    const rows = page.findAll('tbody tr').map((row) => row.text().replace(/\s+/g, ' '))
    expect(rows[0]).toContain('应急联动')
    expect(rows[1]).toContain('城管与公积金排队 1')
    expect(rows[1]).toContain('最久 01:05')
    expect(rows[2]).toContain('消费维权排队 0')
  })

  it('of other machines stand beside, for who oversees: who waits there, how long, who is free', () => {
    const there = [
      { node: 'north', waiting: 2, longest_wait_s: 60, agents_available: 1, agents_busy: 4, at: NOW - 5 },
      { node: 'south', waiting: 0, longest_wait_s: 0, agents_available: 3, agents_busy: 0, at: NOW - 5 },
    ]
    const queues = snapshot().queues.map((queue) => (queue.queue === 'urban' ? { ...queue, there } : queue))
    const { page } = mounted(QueueList, { who: SUPERVISOR, shows: { queues } })
    const told = page.get('[data-there=urban]').text().replace(/\s+/g, ' ')
    expect(told).toBe('其他机器 · north 排队 2 01:05, 空闲 1, 忙 4 · south 排队 0, 空闲 3, 忙 0')
    expect(page.findAll('[data-there]')).toHaveLength(1)
    expect(mounted(QueueList, { shows: { queues } }).page.find('[data-there]').exists()).toBe(false)
  })
})

describe('an agent', () => {
  it('sees which calls were missed, and how', () => {
    const missed = [{ at: NOW, call: 'x', caller: '139****0000', queue: 'urban', how: 'no answer' as const }]
    const { page } = mounted(MissedList, { shows: { me: agent({ missed }) } })
    expect(page.get('[data-missed]').text()).toMatch(/139\*\*\*\*0000.*城管与公积金.*未接/s)
  })

  it('sees how long the wrap-up lasts, asks for more time, or is done', async () => {
    const me = agent({ phase: 'wrap_up', until: NOW + 25 })
    const { page, receive, sent } = mounted(PhaseSwitch, { shows: { me } })
    expect(page.get('[data-left]').text()).toBe('00:25')
    await page.get('[data-press=extend]').trigger('click')
    expect(sent.at(-1)).toMatchObject({ type: 'extend_wrap_up' })
    await done({ sent, receive })
    receive({ type: 'agent', agent: agent({ phase: 'wrap_up', until: NOW + 55 }) })
    await nextTick()
    expect(page.get('[data-left]').text()).toBe('00:55')
    await page.get('[data-press=available]').trigger('click')
    expect(sent.at(-1)).toMatchObject({ type: 'set_phase', phase: 'available' })
  })
})
