/** Where the boxes of the picture stand: what happens on answering at the left, the queues with their intents beside. */

import type { Graph, GraphEdge, GraphNode } from '../protocol'
import { type Joined, grouped, join } from './joined'

export const SIZE = {
  /** All in units of the picture; at scale 1 these are CSS pixels. */
  boxWidth: 168, boxHeight: 52, cardWidth: 272, head: 32, chip: 25, chipGap: 5, pad: 8, gapX: 42, gapY: 12, group: 26,
  margin: 16,
} as const // prettier-ignore

export interface Box {
  node: GraphNode
  x: number
  y: number
  width: number
  height: number
  /** Digits that lead to it. */
  keys: string[]
}

/** A queue with what leads to it. */
export interface Card extends Box {
  hours: GraphNode | null
  chips: Chip[]
  /** Intents, also while they are folded away. */
  intents: number
  folded: boolean
}

export interface Chip extends Box {
  /** What it leads to besides its queue: announcements, questions, an answer; by kind. */
  leadsTo: Map<GraphNode['kind'], GraphNode[]>
}

export interface Heading {
  kind: GraphNode['kind']
  x: number
  y: number
}

export interface Line {
  edge: GraphEdge
  points: [number, number][]
}

export interface Picture {
  width: number
  height: number
  headings: Heading[]
  boxes: Box[]
  cards: Card[]
  lines: Line[]
}

/** What stands at the left, in this order: the way of a call that is not understood first. */
const LEFT: GraphNode['kind'][] = [
  'greeting', 'menu', 'human', 'end', 'language', 'announcement', 'hours', 'question',
] // prettier-ignore
const HEADED: GraphNode['kind'][] = ['language', 'announcement', 'hours', 'question']

/** The layout with as many columns of queues as fill a window of this shape (width / height) best. */
export function layout(graph: Graph, shape: number, folded: ReadonlySet<string> = new Set()): Picture {
  const joined = join(graph)
  const pictures = [1, 2, 3, 4].map((columns) => inColumns(joined, columns, folded))
  const waste = ({ width, height }: Picture) => Math.max(width / shape, height)
  return pictures.reduce((best, other) => (waste(other) < waste(best) ? other : best))
}

export function inColumns(graph: Joined, columns: number, folded: ReadonlySet<string>): Picture {
  const { boxes, headings, bottom } = leftColumn(graph)
  const left = SIZE.margin + SIZE.boxWidth + SIZE.gapX
  const cards = (graph.byKind.get('queue') ?? []).map((node) => card(graph, node, folded))
  const total = cards.reduce((sum, one) => sum + one.height + SIZE.gapY, 0)
  let column = 0
  let y: number = SIZE.margin
  let lowest = bottom
  for (const one of cards) {
    const middle = y + one.height / 2
    if (column < columns - 1 && y > SIZE.margin && middle > SIZE.margin + total / columns) {
      column++
      y = SIZE.margin
    }
    move(one, left + column * (SIZE.cardWidth + SIZE.gapX), y)
    y += one.height + SIZE.gapY
    lowest = Math.max(lowest, y)
  }
  const width = left + (column + 1) * (SIZE.cardWidth + SIZE.gapX)
  return { width, height: lowest + SIZE.margin, headings, boxes, cards, lines: lines(graph, boxes, cards) }
}

function leftColumn(graph: Joined): { boxes: Box[]; headings: Heading[]; bottom: number } {
  const boxes: Box[] = []
  const headings: Heading[] = []
  let y: number = SIZE.margin
  for (const kind of LEFT) {
    const nodes = graph.byKind.get(kind) ?? []
    if (nodes.length && HEADED.includes(kind)) {
      headings.push({ kind, x: SIZE.margin, y: y + 14 })
      y += SIZE.group
    }
    for (const node of nodes) {
      boxes.push({ node, x: SIZE.margin, y, width: SIZE.boxWidth, height: SIZE.boxHeight, keys: keysOf(graph, node) })
      y += SIZE.boxHeight + SIZE.gapY
    }
  }
  return { boxes, headings, bottom: y }
}

function card(graph: Joined, node: GraphNode, folded: ReadonlySet<string>): Card {
  const intents = graph.intentsOf.get(node.id) ?? []
  const isFolded = folded.has(node.id)
  const chips: Chip[] = []
  let x: number = SIZE.pad
  let y: number = SIZE.head + SIZE.pad
  for (const intent of isFolded ? [] : intents) {
    const keys = keysOf(graph, intent)
    const leadsTo = followers(graph, intent)
    const width = Math.min(
      textWidth(intent.label) + 14 + keys.length * 20 + leadsTo.size * 18,
      SIZE.cardWidth - 2 * SIZE.pad,
    )
    if (x > SIZE.pad && x + width > SIZE.cardWidth - SIZE.pad) {
      x = SIZE.pad
      y += SIZE.chip + SIZE.chipGap
    }
    chips.push({ node: intent, x, y, width, height: SIZE.chip, keys, leadsTo })
    x += width + SIZE.chipGap
  }
  const height = chips.length ? y + SIZE.chip + SIZE.pad : SIZE.head
  const sources = (graph.into.get(node.id) ?? []).map((edge) => graph.byId.get(edge.source))
  const hours = sources.find((source) => source?.kind === 'hours') ?? null
  return {
    node, x: 0, y: 0, width: SIZE.cardWidth, height, keys: keysOf(graph, node), hours, chips, intents: intents.length,
    folded: isFolded,
  } // prettier-ignore
}

function move(one: Card, x: number, y: number): void {
  for (const chip of one.chips) Object.assign(chip, { x: chip.x + x, y: chip.y + y })
  Object.assign(one, { x, y })
}

/** Digits that lead to a node: from a box of their own, or, for a language, written on the arrow. */
function keysOf(graph: Joined, node: GraphNode): string[] {
  return (graph.into.get(node.id) ?? [])
    .filter((edge) => edge.kind === 'key')
    .map((edge) => (edge.source.startsWith('key:') ? edge.source.slice('key:'.length) : (edge.label.at(-1) ?? '')))
}

function followers(graph: Joined, node: GraphNode): Chip['leadsTo'] {
  const targets = (graph.outOf.get(node.id) ?? []).map((edge) => graph.byId.get(edge.target))
  const known = targets.filter((target) => target !== undefined)
  return grouped(known.filter((target) => target.kind !== 'queue'), (target) => target.kind) // prettier-ignore
}

/** Only arrows that say something new: keys and hours stand on the boxes, intents in their queue. */
function lines(graph: Joined, boxes: Box[], cards: Card[]): Line[] {
  const at = new Map<string, Box>([...boxes, ...cards].map((box) => [box.node.id, box]))
  const isLeft = (box: Box) => box.x === SIZE.margin
  return graph.edges.flatMap((edge): Line[] => {
    const from = at.get(edge.source)
    const to = at.get(edge.target)
    if (!from || !to || edge.kind === 'key' || from.node.kind === 'hours') return []
    if (isLeft(from) && isLeft(to)) return [{ edge, points: downTheLeft(from, to) }]
    if (isLeft(from)) return [{ edge, points: toCard(from, to) }]
    return [{ edge, points: betweenCards(from, to) }]
  })
}

/** From the greeting along the top and down the gap before the queue's column. */
function toCard(from: Box, to: Box): [number, number][] {
  const y = from.y + from.height / 2
  const end: [number, number] = [to.x, to.y + SIZE.head / 2]
  const first = from.x + from.width + SIZE.gapX / 3
  const gap = to.x - (SIZE.gapX * (from.node.kind === 'greeting' ? 1 : 1.5)) / 3
  if (gap - first < SIZE.gapX) return [[from.x + from.width, y], [gap, y], [gap, end[1]], end] // prettier-ignore
  const top = SIZE.margin / 2
  return [[from.x + from.width, y], [first, y], [first, top], [gap, top], [gap, end[1]], end] // prettier-ignore
}

function downTheLeft(from: Box, to: Box): [number, number][] {
  if (Math.abs(to.y - from.y) <= SIZE.boxHeight + SIZE.gapY) {
    const x = from.x + from.width / 2
    return [[x, from.y + from.height], [x, to.y]] // prettier-ignore
  }
  const x = from.x - SIZE.margin / 2
  return [[from.x, from.y + from.height / 2], [x, from.y + from.height / 2], [x, to.y + to.height / 2], [to.x, to.y + to.height / 2]] // prettier-ignore
}

function betweenCards(from: Box, to: Box): [number, number][] {
  const right = from.x + from.width
  const lane = right + SIZE.gapX / 4
  const start: [number, number] = [right, from.y + SIZE.head / 2]
  if (to.x === from.x) return [start, [lane, start[1]], [lane, to.y + SIZE.head / 2], [right, to.y + SIZE.head / 2]] // prettier-ignore
  if (to.x > from.x) return [start, [lane, start[1]], [lane, to.y + SIZE.head * 0.75], [to.x, to.y + SIZE.head * 0.75]] // prettier-ignore
  const end = to.y + SIZE.head * 0.75
  const back = to.x + to.width
  const before = from.x - SIZE.gapX / 4
  return [[from.x, start[1] + 6], [before, start[1] + 6], [before, end], [back, end]] // prettier-ignore
}

/** At 13 px: a Chinese character is as wide as the font is high, a Latin one half of it or a little more. */
export function textWidth(text: string): number {
  return [...text].reduce((width, letter) => width + (letter > '\u2e7f' ? 13 : 7.5), 0)
}
