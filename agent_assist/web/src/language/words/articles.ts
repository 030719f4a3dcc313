/** The knowledge base: looked up by hand, opened, used. */

export const zh = {
  lookUp: '查知识：输入问题或关键词',
  articlesFound: (articles: number) => (articles ? `${articles} 篇相关知识` : '没有合适的知识，换个说法试试'),
  backToSuggestions: (articles: number) => `返回推荐（${articles}）`,
  openArticle: '打开全文',
  useThis: '采用这段',
  useAll: '采用全文',
  fitted: '合适',
  fittedNot: '不合适',
}

export const en: typeof zh = {
  lookUp: 'Look up: a question or words',
  articlesFound: (articles: number) =>
    articles === 1 ? '1 article' : articles ? `${articles} articles` : 'No article fits, try other words',
  backToSuggestions: (articles: number) => `Back to the suggested (${articles})`,
  openArticle: 'Open the whole article',
  useThis: 'Use this',
  useAll: 'Use all of it',
  fitted: 'Fits',
  fittedNot: 'Does not fit',
}
