/** What a supervisor is to look at first. */

export const zh = {
  alarms: '需要处理',
  alarm: { emergency: '紧急来电在等', notAnswering: '无人应答', longWait: '等得久' },
  longest: '最久',
}

export const en: typeof zh = {
  alarms: 'To be looked at',
  alarm: { emergency: 'An emergency waits', notAnswering: 'Not answering', longWait: 'Waits long' },
  longest: 'longest',
}
