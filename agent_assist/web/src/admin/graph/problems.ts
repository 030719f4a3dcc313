/** Which boxes of the picture have problems. */

import type { Graph, GraphNode, Problem } from '../protocol'

const SECTIONS: Record<string, GraphNode['kind']> = {
  queues: 'queue', intents: 'intent', languages: 'language', announcements: 'announcement', questions: 'question',
} // prettier-ignore

/** The worst severity by the id of the node, told by a problem's path: intents[3].queue is the fourth intent. */
export function severities(graph: Graph, problems: Problem[]): Map<string, Problem['severity']> {
  const found = new Map<string, Problem['severity']>()
  for (const problem of problems) {
    const node = nodeAt(graph, problem.path)
    if (node && found.get(node.id) !== 'error') found.set(node.id, problem.severity)
  }
  return found
}

function nodeAt(graph: Graph, path: string): GraphNode | undefined {
  const entry = /^(\w+)\[(\d+)\]/.exec(path)
  const kind = entry && SECTIONS[entry[1] ?? '']
  if (kind) return graph.nodes.filter((node) => node.kind === kind)[Number(entry[2])]
  return path.startsWith('dialogue') ? graph.nodes.find((node) => node.kind === 'greeting') : undefined
}

/** The nodes that a person who types this looks for. */
export function matching(graph: Graph, wanted: string): GraphNode[] {
  const words = wanted.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (!words.length) return []
  return graph.nodes.filter((node) => {
    const text = `${node.label} ${node.id} ${node.detail}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
