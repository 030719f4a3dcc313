import { Text } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { changeBetween } from '../../src/admin/editor/change'
import { spanOf } from '../../src/admin/editor/span'
import { SIZE, inColumns, layout } from '../../src/admin/graph/layout'
import { join } from '../../src/admin/graph/joined'
import { matching, severities } from '../../src/admin/graph/problems'
import type { Graph, GraphEdge, GraphNode, NodeKind, Problem } from '../../src/admin/protocol'
import { encodeWav } from '../../src/admin/trial/wav'

const doc = Text.of(['queues:', '  - {id: a, name: 😀甲, key: "12"}', '', 'intents: []'])

function span(line: number, column: number, end: [number, number] | null = null): string {
  const { from, to } = spanOf(doc, { line, column, end_line: end?.[0] ?? null, end_column: end?.[1] ?? null })
  return doc.sliceString(from, to)
}

describe('where a problem is', () => {
  it('is as told, counted in characters', () => {
    expect(span(2, 28, [2, 32])).toBe('"12"')
  })

  it('is the word that begins there when no end is told', () => {
    expect(span(2, 10)).toBe('a')
    expect(span(2, 19)).toBe('😀甲')
    expect(span(2, 28)).toBe('"12"')
    expect(span(4, 1)).toBe('intents')
  })

  it('is the whole line when no word begins there', () => {
    expect(span(2, 5)).toBe('- {id: a, name: 😀甲, key: "12"}')
  })

  it('is inside of the text, wherever the service says', () => {
    for (const [line, column] of [[0, 0], [99, 99], [2, 999], [3, 5], [-1, -1]] as const) {
      const { from, to } = spanOf(doc, { line, column, end_line: 500, end_column: 500 })
      expect(from).toBeGreaterThanOrEqual(0)
      expect(from).toBeLessThanOrEqual(to)
      expect(to).toBeLessThanOrEqual(doc.length)
    } // prettier-ignore
  })
})

function node(kind: NodeKind, id: string, more: Partial<GraphNode> = {}): GraphNode {
  return {
    id: `${kind}:${id}`,
    kind,
    label: id,
    detail: '',
    group: '',
    urgent: false,
    file: 'config.yaml',
    line: 1,
    ...more,
  }
}

function edge(source: string, target: string, kind: GraphEdge['kind'] = 'flow', label = ''): GraphEdge {
  return { source, target, label, kind }
}

/** As many queues and intents as asked for. */
function graphOf(queues: number, intents: number): Graph {
  const nodes = [
    node('greeting', 'g'),
    node('hours', 'office'),
    node('key', '1'),
    node('human', 'h'),
    node('announcement', 'storm'),
  ]
  for (let i = 0; i < queues; i++) nodes.push(node('queue', `q${i}`))
  for (let i = 0; i < intents; i++) nodes.push(node('intent', `意图${i}`, { group: `q${i % queues}` }))
  const edges = [
    edge('greeting:g', 'key:1', 'key'),
    edge('key:1', 'queue:q0', 'key'),
    edge('hours:office', 'queue:q1'),
    edge('queue:q1', 'queue:q0', 'after_hours', '下班后'),
    edge('intent:意图0', 'announcement:storm'),
    ...Array.from({ length: queues }, (_, i) => edge('greeting:g', `queue:q${i}`)),
  ]
  return { nodes, edges }
}

describe('the layout of the picture', () => {
  const graph = graphOf(14, 70)

  it('has a card for each queue, with all its intents in it, none over another', () => {
    for (const columns of [1, 2, 3, 4]) {
      const { cards, boxes, width, height } = inColumns(join(graph), columns, new Set())
      expect(cards).toHaveLength(14)
      expect(cards.flatMap((card) => card.chips)).toHaveLength(70)
      const all = [...cards, ...boxes]
      for (const [i, a] of all.entries()) {
        expect(a.x + a.width).toBeLessThanOrEqual(width)
        expect(a.y + a.height).toBeLessThanOrEqual(height)
        for (const b of all.slice(i + 1)) {
          const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
          expect(apart, `${a.node.id} over ${b.node.id}`).toBe(true)
        }
      }
      for (const card of cards) {
        for (const chip of card.chips) {
          expect(chip.x).toBeGreaterThanOrEqual(card.x)
          expect(chip.x + chip.width).toBeLessThanOrEqual(card.x + card.width)
          expect(chip.y).toBeGreaterThanOrEqual(card.y + SIZE.head)
          expect(chip.y + chip.height).toBeLessThanOrEqual(card.y + card.height)
        }
      }
    }
  })

  it('takes more columns for a wider window', () => {
    const columns = (shape: number) => new Set(layout(graph, shape).cards.map((card) => card.x)).size
    expect(columns(0.3)).toBe(1)
    expect(columns(2)).toBeGreaterThan(columns(0.8))
  })

  it('puts keys, hours and announcements where they belong', () => {
    const { cards, lines } = layout(graph, 1)
    expect(cards[0]!.keys).toEqual(['1'])
    expect(cards[1]!.hours?.label).toBe('office')
    expect(cards[0]!.chips[0]!.leadsTo.get('announcement')?.map((one) => one.label)).toEqual(['storm'])
    expect(lines.filter((line) => line.edge.kind === 'after_hours')).toHaveLength(1)
    expect(lines.filter((line) => line.edge.kind === 'key')).toHaveLength(0)
  })

  it('folds a queue away, and still says how many intents it has', () => {
    const folded = layout(graph, 1, new Set(['queue:q0'])).cards[0]!
    expect([folded.chips.length, folded.intents, folded.height]).toEqual([0, 5, SIZE.head])
  })

  it('has room for 2,000 intents', () => {
    expect(layout(graphOf(14, 2000), 1).cards.flatMap((card) => card.chips)).toHaveLength(2000)
  })

  it('stands a picture that is empty or points nowhere', () => {
    expect(layout({ nodes: [], edges: [] }, 1).cards).toEqual([])
    expect(
      layout({ nodes: [node('queue', 'a')], edges: [edge('x', 'queue:a'), edge('queue:a', 'y')] }, 1).lines,
    ).toEqual([])
  })
})

describe('problems and search in the picture', () => {
  const graph = graphOf(2, 4)
  const problem = (path: string, severity: Problem['severity']): Problem => ({
    file: 'config.yaml', line: 1, column: 1, end_line: null, end_column: null, severity, kind: '', path, message: '', hint: '',
  }) // prettier-ignore

  it('marks the entry that the path names, the worst first', () => {
    const problems = [
      problem('intents[2].queue', 'error'),
      problem('intents[2]', 'doubt'),
      problem('queues[1].id', 'doubt'),
      problem('asr.model', 'error'),
    ]
    expect([...severities(graph, problems)]).toEqual([
      ['intent:意图2', 'error'],
      ['queue:q1', 'doubt'],
    ])
  })

  it('finds by name and id, all words', () => {
    expect(matching(graph, '意图 3').map((one) => one.id)).toEqual(['intent:意图3'])
    expect(matching(graph, 'QUEUE:q0').map((one) => one.id)).toEqual(['queue:q0'])
    expect(matching(graph, '  ')).toEqual([])
  })
})

describe('a WAV file', () => {
  it('is 16 bits, one channel, and cuts what is too loud', async () => {
    const blob = encodeWav(new Float32Array([0, 1, -1, 2, -2, 0.5]), 16_000)
    const view = new DataView(await blob.arrayBuffer())
    const text = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)))
    expect([text(0), text(8), text(12), text(36)]).toEqual(['RIFF', 'WAVE', 'fmt ', 'data'])
    expect([view.getUint32(4, true), view.getUint32(40, true), view.byteLength]).toEqual([48, 12, 56])
    expect([
      view.getUint16(20, true),
      view.getUint16(22, true),
      view.getUint32(24, true),
      view.getUint16(34, true),
    ]).toEqual([1, 1, 16_000, 16])
    expect([0, 1, 2, 3, 4, 5].map((i) => view.getInt16(44 + 2 * i, true))).toEqual([
      0, 32767, -32768, 32767, -32768, 16384,
    ])
  })
})

describe('the change between two texts', () => {
  it('is the piece that differs, and nothing else', () => {
    expect(changeBetween('a\nb\nc', 'a\nx\nc')).toEqual({ from: 2, to: 3, insert: 'x' })
    expect(changeBetween('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' })
    expect(changeBetween('same', 'same')).toBeNull()
  })

  it('makes the one of the other', () => {
    const texts = ['', 'a', 'ab', 'ba', 'aab', 'aba', '😀', '😀a😀', 'a\r\nb']
    for (const before of texts) {
      for (const after of texts) {
        const change = changeBetween(before, after)
        const made = change ? before.slice(0, change.from) + change.insert + before.slice(change.to) : before
        expect(made).toBe(after)
      }
    }
  })
})
