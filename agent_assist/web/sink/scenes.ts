/** What a server could send: pieces from which tests and the kitchen-sink page make their scenes. */

import type {
  AgentView,
  CallView,
  Choice,
  DecisionView,
  FoundCase,
  Identity,
  LineView,
  Snapshot,
  Suggestion,
  TransferView,
} from '../src/connection/protocol'

/** The moment at which all scenes play, in epoch seconds. */
export const NOW = Date.UTC(2026, 10, 30, 2, 0, 0) / 1000

export const AGENT: Identity = { id: '8001', name: '王芳', role: 'agent', queues: ['urban', 'consumer'], phone: false }
export const SUPERVISOR: Identity = { id: '9001', name: '赵敏', role: 'supervisor', queues: ['*'], phone: false }

export function line(key: string, text: string, over: Partial<LineView> = {}): LineView {
  const speaker = key.split(':')[0] as LineView['speaker']
  return {
    key, speaker, kind: 'speech', agent: speaker === 'agent' ? '8001' : '', text, final: true, at: NOW - 60,
    confidence: 0.93, cut: false, aside: false, read_by: 'first', corrected: null, ...over,
  } // prettier-ignore
}

export function decision(over: Partial<DecisionView> = {}): DecisionView {
  return {
    at: NOW - 90, outcome: 'route', intent: 'noise', intent_name: '噪声扰民', queue: 'urban', score: 0.94,
    runner_up: 'illegal_building', runner_up_score: 0.31, reason: '命中“半夜”“施工”', heard: '楼下工地半夜还在施工',
    slots: [{ id: 'place', label: '地点', value: '幸福路23号', said: '幸福路二十三号' }], also: [], language: '', ...over,
  } // prettier-ignore
}

export function choice(over: Partial<Choice> = {}): Choice {
  return {
    basis: 'longest_idle', interrupted: null, emergency: false, waited_s: 12, needs: [], relaxed: false,
    others: [{ reason: 'talking', agents: 3 }], ...over,
  } // prettier-ignore
}

export function transfer(over: Partial<TransferView> = {}): TransferView {
  return { at: NOW - 5, by: '8001', kind: 'consult', state: 'briefing', agent: '8002', queue: null, partner: null, reason: '', ...over } // prettier-ignore
}

export function foundCase(over: Partial<FoundCase> = {}): FoundCase {
  return {
    case: '2026-000123', why: 'number', state: 'in work', topic: '噪声扰民', place: '幸福路23号', said: '半夜打桩',
    reply: '', opened: NOW - 200_000, calls: 2, complete: true, secret: false, ...over,
  } // prettier-ignore
}

export const SUGGESTIONS: Suggestion[] = [
  {
    article: 'night-work', title: '夜间施工怎么管', source: '市容条例', score: 0.8, matched: ['夜间', '施工'],
    text: '除抢险抢修外，夜间禁止产生噪声的施工。确需夜间施工的，须有证明并公告。',
  },
] // prettier-ignore

/** A call that was understood, in `phase`; talking unless told otherwise. */
export function call(over: Partial<CallView> = {}): CallView {
  return {
    id: 'c1', caller: '138****8000', dialled: '12345', started: NOW - 120, phase: 'talking', queue: 'urban', seat: null,
    priority: 0, position: null, queued_at: NOW - 100, agent: '8001', choice: choice(), talking_since: NOW - 65,
    adopted: false, held_since: null, hold_reminders: 0, muted: false, transfer: null, supervision: null, lost_leg: null,
    satisfaction: null, recording: 'runs', escalation: null, wrap_up: null, decision: decision(), correction: null,
    screened: null, callback: false, cases: [], followup: false, ticket: [], risk: [], quality: [], summary: [], step: null, suggestions: SUGGESTIONS, suggested_for: '夜间施工',
    unheard: {}, missed_by: [], faults: [], masked: false, ended_at: null, ended_by: null, cause: '',
    lines: [
      line('prompt:greet', '您好，这里是12345热线，请说出您的诉求。', { speaker: 'system', kind: 'prompt', cut: true }),
      line('caller:0', '我家楼下工地半夜还在施工，吵得睡不着'),
      line('agent:0', '请问工地在什么位置？'),
      line('caller:1', '在幸福路23号旁边，电话是13800138000'),
    ],
    ...over,
  } // prettier-ignore
}

export function ringing(over: Partial<CallView> = {}): CallView {
  return call({ phase: 'ringing', talking_since: null, recording: 'none', lines: call().lines.slice(0, 2), ...over })
}

export function ended(over: Partial<CallView> = {}): CallView {
  return call({ phase: 'ended', recording: 'none', ended_at: NOW, ended_by: 'caller', ...over })
}

export function agent(over: Partial<AgentView> = {}): AgentView {
  return {
    id: '8001', name: '王芳', role: 'agent', queues: ['urban', 'consumer'], extension: '8001', phase: 'available',
    call: null, paused: false, set_aside: false, reason: '', rest: null, since: NOW - 300, until: null,
    desk: true, guest_until: null, missed: [], ...over,
  } // prettier-ignore
}

const QUEUES = { emergency: '应急联动', urban: '城管与公积金', consumer: '消费维权', general: '综合' }

export function snapshot(over: Partial<Snapshot> = {}): Snapshot {
  return {
    now: NOW, others: 0, me: agent(), calls: [], waiting: [],
    queues: Object.keys(QUEUES).map((queue) => ({ queue, waiting: 0, longest_wait_s: 0, agents_available: 2, at: NOW, there: [] })),
    agents: [agent()], faults: [],
    labels: {
      queues: QUEUES, intents: { noise: '噪声扰民', illegal_building: '违章建筑', fire: '火情' }, seats: {},
      partners: { water: '自来水公司' }, numbers: {}, intent_queues: { noise: 'urban', fire: 'emergency' },
      place_questions: ['place'],
      scripts: {
        greeting: ['您好，12345热线为您服务。'],
        soothing: ['您的心情我理解，您慢慢说。', '给您带来不便，很抱歉。'],
      },
      tickets: {
        categories: [
          { id: 'c_noise', path: ['城市管理', '噪声', '施工噪声'], unit: 'urban_management', deadline: null },
          { id: 'c_other', path: ['社会民生', '公共服务', '其他'], unit: null, deadline: null },
        ],
        units: { urban_management: '城市管理局' }, deadlines: { usual: '七天内答复', danger: '两小时内处置' },
        danger: 'danger', text_messages: false, labels: { person: { elderly: '老年人' } },
      },
    },
    emergency_queues: ['emergency'], break_reasons: ['用餐', '培训'], wrap_up_codes: ['已答复', '已转办', '无效来电'],
    names: { '8001': '王芳', '8002': '李强', '9001': '赵敏' }, ...over,
  } // prettier-ignore
}
