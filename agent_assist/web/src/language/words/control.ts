/** What agents and supervisors do with a call. */

export const zh = {
  control: {
    hold: '保持', retrieve: '取回', mute: '静音', unmute: '取消静音', hand_on: '转接', consult: '咨询', take_back: '取消咨询',
    swap: '切换', join: '三方通话', complete: '完成转接', leave: '退出', pause_recording: '暂停录音', resume_recording: '恢复录音',
    escalate: '提级',
  }, // prettier-ignore
  recording: { runs: '录音中', paused: '录音已暂停', refused: '没有录音' },
  escalateWhy: '提级的原因，接手的人看得到',
  escalated: '提级',
  wrapUp: '小结',
  wrapUpNote: '备注',
  saved: '已保存',
  unsaved: '未保存',
  recordings: '录音',
  recordingsHint: '您听录音会被记录',
  oversight: { listen: '旁听', whisper: '耳语', barge: '插话', take_over: '接管', stop_supervising: '退出旁听' },
  oversightHint: {
    listen: '谁也听不见您', whisper: '只有坐席听得见您', barge: '大家都听得见您', take_over: '坐席退出，由您继续', stop_supervising: '',
  }, // prettier-ignore
  supervision: { ringing: '班长话机振铃', listen: '班长旁听', whisper: '班长耳语，市民听不到', barge: '班长插话' },
  transferKind: { blind: '转接', consult: '咨询' },
  transferState: {
    requested: '正在找人', ringing: '对方振铃', accepted: '对方已接', briefing: '咨询中，市民听不到', bridged: '三方通话中',
    rejected: '对方没有接', failed: '没有接通', cancelled: '已取消', completed: '已完成',
  }, // prettier-ignore
  offices: '外单位',
  outcome: { busy: '忙', 'no answer': '没有人接', rejected: '拒接', 'wrong number': '空号', network: '线路不通' },
  onHold: '市民在听音乐',
  holdLong: '市民还在等您，请取回',
}

export const en: typeof zh = {
  control: {
    hold: 'Hold', retrieve: 'Retrieve', mute: 'Mute', unmute: 'Unmute', hand_on: 'Transfer', consult: 'Consult',
    take_back: 'Cancel consultation', swap: 'Swap', join: 'Three-way', complete: 'Complete transfer', leave: 'Leave',
    pause_recording: 'Pause recording', resume_recording: 'Resume recording',
    escalate: 'Escalate',
  }, // prettier-ignore
  recording: { runs: 'recorded', paused: 'recording paused', refused: 'not recorded' },
  escalateWhy: 'Why; whoever takes it reads this',
  escalated: 'Escalated',
  wrapUp: 'Outcome',
  wrapUpNote: 'Note',
  saved: 'saved',
  unsaved: 'not saved',
  recordings: 'Recordings',
  recordingsHint: 'That you listen is written down',
  oversight: {
    listen: 'Listen',
    whisper: 'Whisper',
    barge: 'Barge in',
    take_over: 'Take over',
    stop_supervising: 'Leave',
  },
  oversightHint: {
    listen: 'nobody hears you', whisper: 'only the agent hears you', barge: 'everybody hears you',
    take_over: 'the agent leaves, you go on', stop_supervising: '',
  }, // prettier-ignore
  supervision: {
    ringing: "the supervisor's phone rings", listen: 'a supervisor listens', whisper: 'a supervisor whispers, unheard by the caller',
    barge: 'a supervisor takes part',
  }, // prettier-ignore
  transferKind: { blind: 'Transfer', consult: 'Consult' },
  transferState: {
    requested: 'looking for somebody', ringing: 'rings', accepted: 'answered', briefing: 'consulting, not heard by the caller',
    bridged: 'three-way', rejected: 'not taken', failed: 'not reached', cancelled: 'cancelled', completed: 'completed',
  }, // prettier-ignore
  offices: 'Offices outside',
  outcome: {
    busy: 'busy', 'no answer': 'no answer', rejected: 'declined', 'wrong number': 'no such number', network: 'not reached',
  }, // prettier-ignore
  onHold: 'On hold, hears music',
  holdLong: 'The caller still waits for you',
}
