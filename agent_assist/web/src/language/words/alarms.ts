/** What a supervisor is to look at first. */

export const zh = {
  alarms: '需要处理',
  alarm: { emergency: '紧急来电在等', lostLeg: '通话中电话断开', notAnswering: '无人应答', longWait: '等得久' },
  longest: '最久',
  lostLeg: { lost: '电话断开，正在恢复', 'given up': '电话没有恢复，市民排在最前' },
}

export const en: typeof zh = {
  alarms: 'To be looked at',
  alarm: {
    emergency: 'An emergency waits',
    lostLeg: 'Telephone lost in mid-call',
    notAnswering: 'Not answering',
    longWait: 'Waits long',
  },
  longest: 'longest',
  lostLeg: { lost: 'Telephone lost, being put back', 'given up': 'Telephone not back, the caller is first in line' },
}
