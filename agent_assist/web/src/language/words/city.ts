/** What is more than usual in the city. */

export const zh = {
  surges: '激增预警',
  wholeCity: '全市',
  allMatters: '各类事项',
  surgePeople: '人',
  surgeSince: '始于',
  surgeUsual: '平时',
  surgeOdds: '把握',
  surgeHumble: '历史还短',
  surgeCalls: '来电',
}

export const en: typeof zh = {
  surges: 'More than usual',
  wholeCity: 'The whole city',
  allMatters: 'All matters',
  surgePeople: 'people',
  surgeSince: 'since',
  surgeUsual: 'usual',
  surgeOdds: 'odds',
  surgeHumble: 'little history',
  surgeCalls: 'Calls',
}
