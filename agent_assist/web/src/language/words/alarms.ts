/** What a supervisor is to look at first. */

export const zh = {
  alarms: '需要处理',
  alarm: { emergency: '紧急来电在等', lostLeg: '通话中电话断开', notAnswering: '无人应答', longWait: '等得久' },
  longest: '最久',
  /** By what the service calls it; another one stands as it is. */
  faultPart: {
    ari: '电话系统', assist: '辅助', broker: '消息服务', certificate: '证书', configuration: '配置', database: '数据库',
    'follow-ups': '回访', knowledge: '知识库', phone: '话机', phones: '话机', recogniser: '语音识别', recording: '录音',
    'second opinion': '语言模型', webhook: '推送',
  } as Record<string, string>, // prettier-ignore
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
  faultPart: { ari: 'telephone system', broker: 'MQTT broker' },
  lostLeg: { lost: 'Telephone lost, being put back', 'given up': 'Telephone not back, the caller is first in line' },
}
