/** Citizens who are to be called back. */

export const zh = {
  callbacks: '待回电',
  callbackKind: { kept: '本人要求', missed: '未接来电', lost: '机器中断' },
  callbackState: { dialled: '正在拨打', in_line: '等坐席', later: '稍后再拨', not_now: '暂不拨打' },
  callbackTries: '已拨',
  callbackNext: '下次',
  cancelCallback: '取消',
  cancelCallbackHint: '不再给这位市民打电话',
}

export const en: typeof zh = {
  callbacks: 'To be called back',
  callbackKind: { kept: 'asked for it', missed: 'missed call', lost: 'machine lost' },
  callbackState: { dialled: 'is dialled', in_line: 'waits for an agent', later: 'again later', not_now: 'not now' },
  callbackTries: 'tried',
  callbackNext: 'next',
  cancelCallback: 'Cancel',
  cancelCallbackHint: 'This citizen is called no more',
}
