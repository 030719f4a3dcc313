/** The picture with what is looked up again and again at hand, also where there are 2,000 intents. */

import type { Graph, GraphEdge, GraphNode } from '../protocol'

export interface Joined extends Graph {
  byId: Map<string, GraphNode>
  byKind: Map<GraphNode['kind'], GraphNode[]>
  /** By the id of the queue's node. */
  intentsOf: Map<string, GraphNode[]>
  into: Map<string, GraphEdge[]>
  outOf: Map<string, GraphEdge[]>
}

export function join({ nodes, edges }: Graph): Joined {
  const byKind = grouped(nodes, (node) => node.kind)
  return {
    nodes,
    edges,
    byId: new Map(nodes.map((node) => [node.id, node])),
    byKind,
    intentsOf: grouped(byKind.get('intent') ?? [], (node) => `queue:${node.group}`),
    into: grouped(edges, (edge) => edge.target),
    outOf: grouped(edges, (edge) => edge.source),
  }
}

/** As Map.groupBy, which browsers of 2023 do not have. */
export function grouped<Item, Key>(items: Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
