/** Cases. */

export const zh = {
  cases: '相关工单',
  openCase: '登记工单',
  caseOpened: '已登记，工单号',
  joinCase: '并入本次来电',
  sameBy: { number: '同一号码', place: '同一地点同一事项', call: '本次来电' },
  caseStates: { open: '待办理', 'in work': '办理中', answered: '已答复', closed: '已办结' },
  caseState: '工单状态',
  caseCalls: (calls: number) => (calls ? `此前来电 ${calls} 次` : '此前没有来电'),
  incomplete: '留言没说完',
  secret: '要求保密',
  caseSaid: '诉求内容',
  casePlace: '地点',
  caseTelephone: '联系电话（空着就用来电号码）',
  save: '保存',
}

export const en: typeof zh = {
  cases: 'Cases',
  openCase: 'Open a case',
  caseOpened: 'Opened, case number',
  joinCase: 'This call is about it',
  sameBy: { number: 'same telephone', place: 'same place and topic', call: 'this call' },
  caseStates: { open: 'Open', 'in work': 'In work', answered: 'Answered', closed: 'Closed' },
  caseState: 'State of the case',
  caseCalls: (calls: number) => (calls === 1 ? '1 earlier call' : calls ? `${calls} earlier calls` : 'no earlier call'),
  incomplete: 'message not told to its end',
  secret: 'wants secrecy',
  caseSaid: 'What is wanted',
  casePlace: 'Place',
  caseTelephone: 'Telephone (empty: that of the call)',
  save: 'Save',
}
