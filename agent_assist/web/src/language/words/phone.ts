/** The page as a telephone. */

export const zh = {
  phone: {
    title: '电话',
    here: '用本页接听',
    state: {
      off: '来电在您的话机上振铃，分机', starting: '正在接通话务', ready: '来电在本页振铃', ringing: '来电振铃中',
      talking: '通话中', lost: '话务连接断开，正在自动恢复',
    }, // prettier-ignore
    trouble: {
      insecure: '浏览器不给本页麦克风：网址不是 https 开头。请用 https 网址打开工作台，或请管理员开启 HTTPS。',
      refused: '麦克风被拒绝：请在网址旁的图标里允许本页使用麦克风。',
      missing: '没有找到麦克风：请插好耳麦。',
      taken: '麦克风被别的程序占用：请关掉它。',
      elsewhere: '本浏览器的另一个标签页正在接听。',
    },
    instead: '现在来电在您的话机上振铃，分机',
    again: '在本页重试',
    devices: '设备',
    microphone: '麦克风',
    loudspeaker: '耳机',
    usual: '系统默认',
    level: '麦克风音量',
    testTone: '试听',
    autoAnswer: '自动接听',
    rings: '来电',
    accept: '接听',
  },
}

export const en: typeof zh = {
  phone: {
    title: 'Telephone',
    here: 'Answer on this page',
    state: {
      off: 'Calls ring at your telephone, ext.', starting: 'Connecting the telephone', ready: 'Calls ring on this page',
      ringing: 'A call rings', talking: 'Talking', lost: 'The telephone is disconnected and is being restored',
    }, // prettier-ignore
    trouble: {
      insecure:
        'The browser gives this page no microphone: its address does not begin with https. Open the desk by its https address, or ask the administrator for HTTPS.',
      refused: 'The microphone was refused: allow it for this page, beside the address.',
      missing: 'No microphone was found: plug in your headset.',
      taken: 'Another program has the microphone: close it.',
      elsewhere: 'Another tab of this browser is the telephone.',
    },
    instead: 'Calls ring at your telephone now, ext.',
    again: 'Try again here',
    devices: 'Devices',
    microphone: 'Microphone',
    loudspeaker: 'Earphones',
    usual: 'The system’s',
    level: 'Level of the microphone',
    testTone: 'Test tone',
    autoAnswer: 'Answer by itself',
    rings: 'Call',
    accept: 'Accept',
  },
}
