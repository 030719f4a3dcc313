/** Past calls. */

export const zh = {
  history: '来电记录',
  search: '查询',
  soughtOwn: '我接过的来电：号码片段、说过的话、备注',
  soughtAll: '所有来电：号码片段、说过的话、备注',
  span: '时间',
  daysBack: (days: number) => `最近 ${days} 天`,
  lookingIsKept: '谁查了什么会被记录',
  callsFound: (calls: number) => (calls ? `${calls} 通来电` : '没有找到'),
  earlierCalls: '此前来电',
  more: (calls: number) => `还有 ${calls} 通`,
  notTaken: '未接通',
  hear: '听',
  correctLine: '更正',
  correctLineNow: '保存更正',
  reallySaid: '实际说的话',
}

export const en: typeof zh = {
  history: 'Past calls',
  search: 'Search',
  soughtOwn: 'Calls that I took: part of the number, words that were said, notes',
  soughtAll: 'All calls: part of the number, words that were said, notes',
  span: 'Since',
  daysBack: (days: number) => (days === 1 ? 'the last day' : `the last ${days} days`),
  lookingIsKept: 'Who searched for what is written down',
  callsFound: (calls: number) => (calls === 1 ? '1 call' : calls ? `${calls} calls` : 'nothing found'),
  earlierCalls: 'Earlier calls',
  more: (calls: number) => `${calls} more`,
  notTaken: 'not answered',
  hear: 'Hear',
  correctLine: 'Correct',
  correctLineNow: 'Save',
  reallySaid: 'What was really said',
}
