/** Keys for what the buttons do: a key presses the button, so nothing can be done by key that no button offers. */

import type { Words } from '../language/words'

export interface Shortcut {
  /** Pressed with Alt; as `KeyboardEvent.code` has it, so that no input method changes it. */
  code: string
  what: keyof Words['shortcuts']
  /** Names of buttons (`data-press`), of which the first that can be pressed is. */
  presses?: string[]
  /** Else what is gone to. */
  goesTo?: string
}

export const SHORTCUTS: Shortcut[] = [
  { code: 'KeyA', what: 'accept', presses: ['accept'] },
  { code: 'KeyR', what: 'decline', presses: ['decline'] },
  { code: 'KeyH', what: 'hold', presses: ['retrieve', 'hold'] },
  { code: 'KeyM', what: 'mute', presses: ['mute'] },
  { code: 'KeyC', what: 'consult', presses: ['consult', 'take_back', 'leave'] },
  { code: 'KeyS', what: 'swap', presses: ['swap'] },
  { code: 'KeyJ', what: 'join', presses: ['join'] },
  { code: 'KeyT', what: 'transfer', presses: ['complete', 'hand_on'] },
  { code: 'KeyQ', what: 'hangUp', presses: ['hang_up'] },
  { code: 'KeyW', what: 'wrapUp', goesTo: '[data-wrap-up] input' },
  { code: 'KeyX', what: 'moreTime', presses: ['extend'] },
  { code: 'KeyF', what: 'fileCase', presses: ['file', 'open_case'] },
  { code: 'KeyG', what: 'available', presses: ['available'] },
  { code: 'KeyL', what: 'calls', goesTo: '[data-calls] button' },
  { code: 'KeyY', what: 'transcript', goesTo: '[role=log]' },
  { code: 'KeyN', what: 'search', presses: ['history'] },
  { code: 'KeyK', what: 'lookUp', goesTo: '[data-look-up]' },
]

/** As people read it: Alt+H. */
export function keyName(shortcut: Shortcut): string {
  return `Alt+${shortcut.code.replace('Key', '')}`
}

/** Does what the keys stand for. True when there was something to do; the browser is then to do nothing. */
export function pressed(event: KeyboardEvent, page: ParentNode = document): boolean {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
  const shortcut = SHORTCUTS.find((one) => one.code === event.code)
  if (!shortcut) return false
  const names = (shortcut.presses ?? []).map((name) => `[data-press='${name}']:not([disabled])`)
  for (const sought of [...names, ...(shortcut.goesTo ? [shortcut.goesTo] : [])]) {
    const found = page.querySelector<HTMLElement>(sought)
    if (!found) continue
    found.focus()
    if (shortcut.presses) found.click()
    return true
  }
  return false
}

/** Whether a question mark was meant as the wish for help, and not as a letter that is written. */
export function asksForKeys(event: KeyboardEvent): boolean {
  const writes = (event.target as Element | null)?.closest?.('input, textarea, select, [contenteditable]')
  return event.key === '?' && !writes && !event.ctrlKey && !event.altKey && !event.metaKey
}
