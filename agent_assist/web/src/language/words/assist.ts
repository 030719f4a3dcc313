/** What is noted of a conversation. */

export const zh = {
  risks: '风险提示',
  noRisk: '未发现风险',
  quality: '服务质量提示',
  qualityOpen: '还没有做到',
  summary: '通话小结（原话）',
  showSentence: '点击查看原话',
  scripts: '话术',
  scriptNow: '当前环节',
  nextScript: '换一句',
  listening: '先听市民说',
  scriptSteps: {
    greeting: '开头语', place: '问地点', name: '问称呼', repeat_back: '复述核对', soothing: '安抚', takes_long: '需要等候',
    refusing: '不能承诺', closing: '结束语', survey: '请评价',
  }, // prettier-ignore
}

export const en: typeof zh = {
  risks: 'Risks',
  noRisk: 'No risk found',
  quality: 'Quality of the talk',
  qualityOpen: 'Not done yet',
  summary: 'Summary (in their words)',
  showSentence: 'Click to see the sentence',
  scripts: 'What to say',
  scriptNow: 'The step now',
  nextScript: 'Another',
  listening: 'Listen first',
  scriptSteps: {
    greeting: 'Greeting', place: 'Ask for the place', name: 'Ask for the name', repeat_back: 'Repeat it',
    soothing: 'Soothe', takes_long: 'It takes a while', refusing: 'No promise', closing: 'Closing', survey: 'Survey',
  }, // prettier-ignore
}
