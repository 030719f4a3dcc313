/** A call that rings. */

export const zh = {
  incoming: '来电',
  pickUp: '请拿起话机接听',
  repeatCaller: (calls: number) => `重复来电 · 此前 ${calls} 次`,
  soundBlocked: '浏览器还不让发出铃声，请在页面上点一下',
}

export const en: typeof zh = {
  incoming: 'Incoming call',
  pickUp: 'Pick up your telephone',
  repeatCaller: (calls: number) => `Repeat caller · ${calls} before`,
  soundBlocked: 'The browser lets nothing sound yet: click on the page',
}
