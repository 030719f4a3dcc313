/** What is noted of a conversation. */

export const zh = {
  risks: '风险提示',
  noRisk: '未发现风险',
  quality: '服务质量提示',
  qualityOpen: '还没有做到',
  summary: '通话小结（原话）',
  showSentence: '点击查看原话',
}

export const en: typeof zh = {
  risks: 'Risks',
  noRisk: 'No risk found',
  quality: 'Quality of the talk',
  qualityOpen: 'Not done yet',
  summary: 'Summary (in their words)',
  showSentence: 'Click to see the sentence',
}
