/** Looking again while something is shown. */

import { onBeforeUnmount, onMounted } from 'vue'

/** Looks when the component appears, and then with so many milliseconds between until it goes. */
export function lookAgain(look: () => Promise<void>, pauseMs: number): void {
  let timer = 0
  onMounted(() => {
    void look()
    timer = window.setInterval(() => void look(), pauseMs)
  })
  onBeforeUnmount(() => window.clearInterval(timer))
}
