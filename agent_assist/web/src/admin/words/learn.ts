/** Learning from corrections. */

export const zh = {
  learnHelp:
    '坐席纠正过的、市民被追问后自己确认的话，意思相近的放在一组。采纳后写进编辑器里的草稿，照常检查、测试、发布。',
  learnRead: '重新整理',
  learnReading: '正在整理…',
  learnNone: '没有可以学习的句子',
  learnByCharacters: '没有句子编码器：按字面相似分组，不按意思。',
  learnMistakes: '配置有错误，请先改正',
  learnMeanwhile: '编辑器里的内容刚被改过，请再点一次',
  learnAs: '归入',
  learnChoose: '请选择意图',
  learnGuessed: '坐席只选了队列，意图是按最接近的说法猜的',
  learnNearest: (saying: string) => `现有的说法里最接近的：“${saying}”`,
  learnAgent: (agent: string) => `坐席 ${agent} 纠正`,
  learnConfirmed: '市民确认',
  learnOwnWords: '有打了码的号码或太长：请自己在编辑器里写一句',
  learnAccept: (n: number) => `采纳这 ${n} 句`,
  learnDismiss: '搁置',
  learnBusy: '正在检查…',
  learnTaken: (n: number) => `已把 ${n} 句写进草稿；发布后生效`,
  learnRefused: (sentence: string, why: string) => `“${sentence}”没有采纳：${why}`,
}

export const en: typeof zh = {
  learnHelp:
    'Sentences that agents corrected, or that callers confirmed when asked, in groups that mean nearly the same. Accepted ones go into the draft in the editor; check, test and publish as always.',
  learnRead: 'Look again',
  learnReading: 'Looking…',
  learnNone: 'There is nothing to learn from',
  learnByCharacters: 'There is no sentence encoder: compared by characters, not by meaning.',
  learnMistakes: 'The configuration has errors; mend them first',
  learnMeanwhile: 'The text has just been changed: try again',
  learnAs: 'Learn as',
  learnChoose: 'Choose an intent',
  learnGuessed: 'Agents named only the queue; the intent is the one with the nearest saying',
  learnNearest: (saying) => `Of the sayings the most like these: “${saying}”`,
  learnAgent: (agent) => `corrected by ${agent}`,
  learnConfirmed: 'confirmed by the caller',
  learnOwnWords: 'Has a masked number, or is too long: write one of your own in the editor',
  learnAccept: (n) => (n === 1 ? 'Accept this one' : `Accept these ${n}`),
  learnDismiss: 'Put aside',
  learnBusy: 'Checking…',
  learnTaken: (n) => `${n} ${n === 1 ? 'sentence is' : 'sentences are'} in the draft; publishing makes them live`,
  learnRefused: (sentence, why) => `“${sentence}” was not accepted: ${why}`,
}
