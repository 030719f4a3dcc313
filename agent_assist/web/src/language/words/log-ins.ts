/** Where somebody is logged in. */

export const zh = {
  logIns: {
    title: '登录', hint: '在哪些浏览器登录着', none: '没有登录', unknown: '未知浏览器', open: '已打开', since: '登录于',
    end: '结束登录', endAsk: '结束这次登录？通话不受影响。',
  }, // prettier-ignore
}

export const en: typeof zh = {
  logIns: {
    title: 'Log-ins', hint: 'In which browsers they are logged in', none: 'Not logged in', unknown: 'Unknown browser',
    open: 'open now', since: 'since', end: 'Log out there', endAsk: 'End this log-in? Calls go on.',
  }, // prettier-ignore
}
