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
  said: '原话',
  secrecy: { 保密: '要求保密', 不保密: '不需要保密' },
  ticketFields: {
    demand: '诉求内容', appeal: '诉求目的', address: '地点', district: '区县', street: '道路', community: '社区小区',
    landmark: '地标', time: '发生时间', name: '姓名', telephone: '联系电话', id_number: '身份证号', plate: '车牌',
    amount: '金额', people: '涉及人员', organisation: '涉及单位', category: '分类', unit: '承办单位', person: '人群',
    nature: '性质', event: '事件', deadline: '时限', secret: '保密', linked: '关联工单', urgent: '有危险，紧急',
  }, // prettier-ignore
  save: '保存',
  writeReply: '写答复',
  reply: '答复',
  replyNow: '答复，改为已答复',
  nothingDoubtful: '预审没有发现问题，请自己再核对一遍',
  replyFindings: {
    unanswered: '没有回应', wrong_unit: '提到的不是承办单位', no_date: '没说时间', promise: '无依据承诺',
    unfounded: '知识库里没有的金额', personal: '个人信息',
  }, // prettier-ignore
  texted: '同意接收短信',
  orRather: '或',
  dueCases: '工单时限',
  dueWhen: { soon: '快到期', overdue: '已超期' },
  dueAt: '应答复',
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
  said: 'said',
  secrecy: { 保密: 'wants secrecy', 不保密: 'no secrecy' },
  ticketFields: {
    demand: 'Matter', appeal: 'Wish', address: 'Place', district: 'District', street: 'Street', community: 'Community',
    landmark: 'Landmark', time: 'When', name: 'Name', telephone: 'Telephone', id_number: 'Identity', plate: 'Plate',
    amount: 'Amount', people: 'People', organisation: 'Firm', category: 'Category', unit: 'Unit', person: 'Who',
    nature: 'Nature', event: 'Event', deadline: 'Deadline', secret: 'Secrecy', linked: 'Linked', urgent: 'Danger: urgent',
  }, // prettier-ignore
  save: 'Save',
  writeReply: 'Write a reply',
  reply: 'Reply',
  replyNow: 'Reply, and mark as answered',
  nothingDoubtful: 'Nothing doubtful was seen: read it once more yourself',
  replyFindings: {
    unanswered: 'Not answered', wrong_unit: 'Not the responsible office', no_date: 'No date', promise: 'Promise without a basis',
    unfounded: 'Amount from nowhere', personal: 'Personal data',
  }, // prettier-ignore
  texted: 'Agrees to a text message',
  orRather: 'or',
  dueCases: 'Deadlines of cases',
  dueWhen: { soon: 'due soon', overdue: 'overdue' },
  dueAt: 'due',
}
