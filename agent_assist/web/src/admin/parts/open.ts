/** Which of many files have a tab, and what they are called in the list of all. */

import type { Graph } from '../protocol'

/** So many files have a tab each; of more, only those that matter now. */
export const MOST_TABS = 5

/** The main file, the open one, and those that were changed or have mistakes, in the order of all. */
export function tabsOf(names: string[], active: string, changed: string[], errors: Map<string, number>): string[] {
  if (names.length <= MOST_TABS) return names
  return names.filter((name, at) => at === 0 || name === active || changed.includes(name) || errors.has(name))
}

/** The queues that stand in each file, by its name: 城市管理. */
export function queuesOf(graph: Graph | null): Map<string, string> {
  const found = new Map<string, string>()
  for (const node of graph?.nodes ?? []) {
    if (node.kind !== 'queue') continue
    const others = found.get(node.file)
    found.set(node.file, others ? `${others}、${node.label}` : node.label)
  }
  return found
}
