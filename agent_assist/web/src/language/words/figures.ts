/** Today's figures of the queues. */

export const zh = {
  today: '今日',
  allQueues: '合计',
  figures: {
    waiting: '排队', offered: '呼入', answered: '接听', abandoned: '放弃', calledBack: '回电',
    messages: '留言', served: '自助', gb: '国标', level: 'SL', level2: 'SL2',
    wait: '平均等待', wait95: '95%', handling: '处理', busy: '占用', satisfied: '满意度', low: '不满意',
  }, // prettier-ignore
  figuresWhat: {
    waiting: '正在排队', offered: '进了队列的来电', answered: '坐席接起的', abandoned: '排队时挂断的', calledBack: '请我们回电、不在线上等的',
    messages: '留了言、不在线上等的', served: '排队时听了答复就够了的',
    gb: 'GB/T 33358：第一声振铃起 15 秒内由坐席接起的，占呼入', level: '及时接起的，占接听加放弃（短时放弃不算）',
    level2: '及时接起的，占接听加超时放弃', wait: '排队到接起的平均秒数', wait95: '95% 的市民等待不超过的秒数',
    handling: '通话加整理的平均秒数', busy: '坐席通话和整理占在岗时间', satisfied: '通话后评价的平均分，1 到 5', low: '评价为不满意或非常不满意的',
  }, // prettier-ignore
  codes: '小结',
  onlyNote: '只写了备注',
  inSeconds: '时间单位：秒',
  queuesCsv: '下载队列表格',
  agentsCsv: '下载坐席表格',
  within: (seconds: string) => `${seconds} 秒内接起`,
  thisHalfHour: '这半小时',
  ownDay: {
    title: '我的今天', answered: '接听', missed: '漏接', declined: '拒接', talk: '通话', wrapUp: '整理', paused: '示忙',
    available: '空闲', handling: '平均处理', busy: '占用', cases: '建工单',
  }, // prettier-ignore
}

export const en: typeof zh = {
  today: 'Today',
  allQueues: 'All',
  figures: {
    waiting: 'Waiting', offered: 'Offered', answered: 'Answered', abandoned: 'Lost', calledBack: 'Called back',
    messages: 'Messages', served: 'Served', gb: 'GB', level: 'SL', level2: 'SL2',
    wait: 'Wait', wait95: '95%', handling: 'Handling', busy: 'Busy', satisfied: 'Rating', low: 'Low',
  }, // prettier-ignore
  figuresWhat: {
    waiting: 'Waiting now', offered: 'Came into the queue', answered: 'By an agent', abandoned: 'Hung up while waiting',
    calledBack: 'Chose to be called back instead of waiting', messages: 'Left a message instead of waiting',
    served: 'Heard an answer while they waited, and it was enough',
    gb: 'GB/T 33358: answered by an agent within 15 s of the first ring, of those offered',
    level: 'Answered in time, of answered and abandoned without short ones',
    level2: 'Answered in time, of answered and abandoned late', wait: 'Mean seconds from the queue to the answer',
    wait95: 'Seconds that 95% do not exceed', handling: 'Mean seconds of talk and wrap-up',
    busy: 'Talk and wrap-up, of the time at work', satisfied: 'Mean of the ratings after talks, 1 to 5',
    low: 'Rated 1 or 2',
  }, // prettier-ignore
  codes: 'Wrap-up codes',
  onlyNote: 'only a note',
  inSeconds: 'Times in seconds',
  queuesCsv: 'Queues as a table',
  agentsCsv: 'Agents as a table',
  within: (seconds: string) => `Answered in ${seconds} s:`,
  thisHalfHour: 'this half hour',
  ownDay: {
    title: 'My day', answered: 'Answered', missed: 'Missed', declined: 'Declined', talk: 'Talk', wrapUp: 'Wrap-up',
    paused: 'Breaks', available: 'Free', handling: 'Mean handling', busy: 'Busy', cases: 'Cases opened',
  }, // prettier-ignore
}
