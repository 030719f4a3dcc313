/** Nuisance callers. */

export const zh = {
  screened: '骚扰提示',
  mark: '标记骚扰',
  markWhy: '选择或输入原因',
  markReasons: ['辱骂、威胁坐席', '反复拨打不说话', '恶意占线', '言语骚扰', '虚假报警'],
  marked: '已标记，等待班长确认',
  nuisance: '骚扰来电',
  toConfirm: '待确认',
  standing: { grey: '灰名单', black: '黑名单' },
  reject: '驳回',
  remove: '移出名单',
}

export const en: typeof zh = {
  screened: 'Nuisance caller',
  mark: 'Mark as nuisance',
  markWhy: 'Choose or type the reason',
  markReasons: ['Abuse or threats', 'Calls and says nothing', 'Blocks the line', 'Harassment', 'False alarms'],
  marked: 'Marked, a supervisor decides',
  nuisance: 'Nuisance callers',
  toConfirm: 'To be confirmed',
  standing: { grey: 'Grey list', black: 'Black list' },
  reject: 'Reject',
  remove: 'Take off the list',
}
