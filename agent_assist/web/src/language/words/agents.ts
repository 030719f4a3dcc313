/** Agents: what they do, and why a call came to them. */

export const zh = {
  available: '示闲',
  paused: '示忙',
  myState: '我的状态',
  phase: {
    offline: '未就绪', paused: '示忙', available: '空闲', ringing: '振铃', talking: '通话中',
    on_hold: '保持中', consulting: '咨询中', wrap_up: '话后处理', not_answering: '无人应答', rest: '稍候',
  }, // prettier-ignore
  rest: { missed: '刚才一通未接', declined: '刚拒接一通', occupied: '忙得太久，歇一会儿' },
  back: '恢复接听',
  finishWrapUp: '处理完毕',
  extendWrapUp: '延长',
  breakWhy: '示忙原因',
  since: '已',
  notSent: '没有连接到服务器，没有生效',
  noAnswer: '服务器没有答复，请看当前状态，必要时再点一次',
  lostAnswer: '连接断了，不知道有没有生效：恢复后请看当前状态',
  noDesk: '工作台未连接',
  noDeskEmergency: '紧急通话中，工作台断开：请去看看',
  decline: '拒接',
  declineHint: '转给下一位坐席，市民的电话不会断',
  whyMine: '为什么派给我',
  whyNotOthers: '其他坐席',
  basis: {
    longest_idle: '您空闲最久', only_one: '只有您能接', known: '您之前接过这位市民', reserved: '您专留给紧急来电',
    interrupted: '没有空闲的坐席',
  }, // prettier-ignore
  interrupted: { wrap_up: '打断了您的话后处理', rest: '打断了您的休息', ringing: '先让出了原来振铃的来电' },
  emergencyFirst: '紧急来电，最先接',
  needs: '需要',
  givenToYou: '同事转给您的',
  relaxed: '等得久，已放宽要求',
  whyNot: {
    queue: '不接这个队列', 'emergencies only': '专留给紧急来电', skill: '没有所需技能',
    'waits for the preferred agent': '市民在等熟悉的坐席', offline: '未就绪', offered: '振铃中', talking: '通话中',
    on_hold: '通话中（保持）', consulting: '通话中（咨询）', wrap_up: '话后处理', break: '示忙', not_answering: '无人应答',
    rests: '刚未接或拒接', 'tried already': '这通已未接或拒接', 'not the preferred agent': '不是市民熟悉的坐席',
    'not kept for emergencies': '不是专留的', 'idle for less long': '空闲时间更短',
  }, // prettier-ignore
  missedCalls: '未接来电',
  how: {
    'no answer': '未接', declined: '已拒接', failed: '话机打不通', 'phone lost': '话机掉线', emergency: '让给了紧急来电',
    moved: '来电转到别处', 'agent gone': '坐席已下线', 'queue gone': '所问的队列或坐席已撤销',
  }, // prettier-ignore
  agents: '坐席',
  guest: '来宾',
  role: { agent: '坐席', supervisor: '班长', administrator: '管理员', auditor: '审计员' },
  pausedAfterwards: '通话结束后示忙',
  setAside: '您的话机连续两次无人接听，不再给您派来电。请检查话机，再点“恢复接听”。',
  setAsideOther: '话机连续两次无人接听，不再派来电',
  phoneMissing: '话机未登录，请登录分机',
}

export const en: typeof zh = {
  available: 'Available',
  paused: 'Break',
  myState: 'My state',
  phase: {
    offline: 'Offline', paused: 'Break', available: 'Available', ringing: 'Ringing', talking: 'Talking',
    on_hold: 'On hold', consulting: 'Consulting', wrap_up: 'Wrap-up', not_answering: 'Not answering', rest: 'One moment',
  }, // prettier-ignore
  rest: { missed: 'a call was missed', declined: 'a call was declined', occupied: 'busy for long, a short rest' },
  back: 'Back',
  finishWrapUp: 'Finished',
  extendWrapUp: 'More time',
  breakWhy: 'Why the break',
  since: 'for',
  notSent: 'No connection to the server: nothing was done',
  noAnswer: 'The server did not answer: look at your state, press again if need be',
  lostAnswer: 'The connection was lost before an answer came: once it is back, look how things stand',
  noDesk: 'desk not connected',
  noDeskEmergency: 'In an emergency call with the desk lost: go and look',
  decline: 'Decline',
  declineHint: 'The next agent gets the call; it is not ended',
  whyMine: 'Why it came to me',
  whyNotOthers: 'Other agents',
  basis: {
    longest_idle: 'you have been free longest', only_one: 'only you could take it',
    known: 'you have talked with this caller before', reserved: 'you are kept for emergencies',
    interrupted: 'nobody was free',
  }, // prettier-ignore
  interrupted: {
    wrap_up: 'your wrap-up was interrupted', rest: 'your rest was interrupted', ringing: 'the call that rang was given to others',
  }, // prettier-ignore
  emergencyFirst: 'an emergency goes first',
  needs: 'needs',
  givenToYou: 'a colleague gives it to you',
  relaxed: 'waited long, needs were relaxed',
  whyNot: {
    queue: 'serve other queues', 'emergencies only': 'kept for emergencies', skill: 'lack the skill',
    'waits for the preferred agent': 'the caller waits for a known agent', offline: 'offline', offered: 'ringing',
    talking: 'talking', on_hold: 'talking (hold)', consulting: 'talking (consulting)', wrap_up: 'in wrap-up',
    break: 'on a break', not_answering: 'not answering', rests: 'just missed or declined a call',
    'tried already': 'missed or declined this call', 'not the preferred agent': 'not known to the caller',
    'not kept for emergencies': 'not kept for emergencies', 'idle for less long': 'free for less long',
  }, // prettier-ignore
  missedCalls: 'Missed calls',
  how: {
    'no answer': 'not answered', declined: 'declined', failed: 'the phone could not be rung', 'phone lost': 'the phone was lost',
    emergency: 'given up for an emergency', moved: 'the call went elsewhere', 'agent gone': 'logged off',
    'queue gone': 'the queue or agent that was asked is gone',
  }, // prettier-ignore
  agents: 'Agents',
  guest: 'Guest',
  role: { agent: 'Agent', supervisor: 'Supervisor', administrator: 'Administrator', auditor: 'Auditor' },
  pausedAfterwards: 'On a break after this call',
  setAside: 'Your phone was not answered twice in a row: you get no calls. Check the phone, then press Back.',
  setAsideOther: 'phone not answered twice in a row, gets no calls',
  phoneMissing: 'Your phone is not logged in: extension',
}
