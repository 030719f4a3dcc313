/** How the page looks and sounds, and its keys. */

export const zh = {
  settings: '设置',
  close: '关闭',
  theme: '外观',
  themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  textSize: '字号',
  ringSound: '来电时浏览器响铃',
  askForNotices: '允许桌面通知',
  notices: {
    granted: '已允许桌面通知', denied: '桌面通知被浏览器禁止，请在地址栏左侧的网站设置里改', default: '',
    unsupported: '这里没有桌面通知（需要 HTTPS）',
  }, // prettier-ignore
  keys: '快捷键',
  keysHint: '打开或关闭这张表',
  shortcuts: {
    accept: '接听', decline: '拒接', hold: '保持 / 取回', mute: '静音 / 取消静音', consult: '咨询 / 取消咨询', swap: '切换',
    join: '三方通话', transfer: '转接 / 完成转接', hangUp: '挂断', wrapUp: '去写小结', moreTime: '延长话后处理',
    available: '示闲 / 处理完毕', calls: '去通话列表', transcript: '去通话文字', search: '查来电记录', fileCase: '登记工单 / 保存',
    lookUp: '查知识',
  }, // prettier-ignore
}

export const en: typeof zh = {
  settings: 'Settings',
  close: 'Close',
  theme: 'Appearance',
  themes: { system: 'as the system', light: 'light', dark: 'dark' },
  textSize: 'Text size',
  ringSound: 'The browser rings',
  askForNotices: 'Allow desktop notices',
  notices: {
    granted: 'Desktop notices are allowed', denied: "The browser forbids desktop notices: change it in the site's settings",
    default: '', unsupported: 'No desktop notices here (they need HTTPS)',
  }, // prettier-ignore
  keys: 'Keys',
  keysHint: 'Shows or hides this list',
  shortcuts: {
    accept: 'Accept', decline: 'Decline', hold: 'Hold / retrieve', mute: 'Mute / unmute', consult: 'Consult / cancel it',
    swap: 'Swap', join: 'Three-way', transfer: 'Transfer / complete it', hangUp: 'Hang up', wrapUp: 'Go to the outcome',
    moreTime: 'More time for the wrap-up', available: 'Available / finished', calls: 'Go to the calls',
    transcript: 'Go to the transcript', search: 'Past calls', fileCase: 'Open a case / file it',
    lookUp: 'Look up an article',
  }, // prettier-ignore
}
