/** A call that rings is noticed: in the tab's title, by ear, and by a notice of the system when the page is not seen. */

import { computed, onScopeDispose, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { CallView } from '../connection/protocol'
import { words } from '../language/i18n'
import { createSound, type Sound } from './sound'

/** Milliseconds between the two titles that take turns. */
const TITLE_MS = 1000

export type NoticePermission = NotificationPermission | 'unsupported'

export interface Alerting {
  /** Whether the system may show notices for this page. */
  noticePermission: Ref<NoticePermission>
  askForNotices(): Promise<void>
  /** The browser lets nothing sound before the page was clicked. */
  soundBlocked: Ref<boolean>
}

/** What is said of a call that rings, in one line: who, about what. */
export function ringingText(call: CallView, about: string): string {
  return [call.caller || words.value.anonymous, about].filter(Boolean).join(' · ')
}

export function createAlerting(
  ringing: ComputedRef<CallView | null>,
  about: (call: CallView) => string,
  urgent: (call: CallView) => boolean,
  ringSound: Ref<boolean>,
  sound: Sound = createSound(),
): Alerting {
  const noticePermission = ref<NoticePermission>('Notification' in window ? Notification.permission : 'unsupported')
  const line = computed(() => (ringing.value ? ringingText(ringing.value, about(ringing.value)) : ''))
  let notice: Notification | null = null
  let timer: ReturnType<typeof setInterval> | undefined

  function showTitle(): void {
    const plain = `${words.value.product} · ${words.value.desk}`
    const shown = `☎ ${line.value}`
    document.title = line.value && document.title !== shown ? shown : plain
  }

  function notify(call: CallView): void {
    if (noticePermission.value !== 'granted' || !document.hidden) return
    notice = new Notification(words.value.incoming, { body: line.value, tag: call.id, requireInteraction: true })
    notice.onclick = () => {
      window.focus()
      notice?.close()
    }
  }

  watch(
    () => ringing.value?.id,
    () => {
      clearInterval(timer)
      notice?.close()
      notice = null
      document.title = ''
      showTitle()
      if (!ringing.value) return
      timer = setInterval(showTitle, TITLE_MS)
      notify(ringing.value)
    },
    { immediate: true, flush: 'sync' },
  )
  watch(
    () => (ringing.value && ringSound.value ? (urgent(ringing.value) ? 'urgent' : 'usual') : null),
    (kind) => (kind ? sound.ring(kind) : sound.stop()),
    { flush: 'sync' },
  )
  onScopeDispose(() => {
    clearInterval(timer)
    sound.stop()
  }, true)

  async function askForNotices(): Promise<void> {
    if (noticePermission.value === 'default') noticePermission.value = await Notification.requestPermission()
  }

  return { noticePermission, askForNotices, soundBlocked: sound.blocked }
}
