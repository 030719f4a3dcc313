/** Lines of the conversation that something on the page was taken from: they are marked while it is looked at. */

import { ref, type Ref } from 'vue'

export interface Pointed {
  /** Keys of the lines that are marked. */
  pointed: Ref<string[]>
  /** Marks them, for as long as something is looked at; nothing: none any more. */
  pointAt(lines?: string[]): void
  /** Marks them and brings the first into sight. */
  showLine(lines: string[]): void
  /** Counts `showLine`, with the line that is to be seen. */
  sought: Ref<{ line: string; times: number }>
}

export function createPointed(): Pointed {
  const pointed = ref<string[]>([])
  const sought = ref({ line: '', times: 0 })
  const pointAt = (lines: string[] = []) => void (pointed.value = lines)
  return {
    pointed,
    pointAt,
    showLine(lines) {
      pointAt(lines)
      sought.value = { line: lines[0] ?? '', times: sought.value.times + 1 }
    },
    sought,
  }
}
