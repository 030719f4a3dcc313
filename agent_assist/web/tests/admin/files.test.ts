import { describe, expect, it } from 'vitest'
import { MOST_TABS, queuesOf, tabsOf } from '../../src/admin/parts/open'
import { testedBy, testsOf } from '../../src/admin/tests'
import type { Graph } from '../../src/admin/protocol'

const NAMES = ['config.yaml', ...[...'abcdefgh'].map((name) => `menus/${name}.yaml`)]

describe('the files of a configuration', () => {
  it('have a tab each when they are few', () => {
    const few = NAMES.slice(0, MOST_TABS)
    expect(tabsOf(few, 'config.yaml', [], new Map())).toEqual(few)
  })

  it('when many, have one where something is going on', () => {
    const errors = new Map([['menus/b.yaml', 2]])
    expect(tabsOf(NAMES, 'menus/g.yaml', ['menus/d.yaml'], errors)).toEqual([
      'config.yaml', 'menus/b.yaml', 'menus/d.yaml', 'menus/g.yaml',
    ]) // prettier-ignore
  })

  it('are called by the queues in them, and so are their tests', () => {
    const queue = { kind: 'queue', detail: '', group: '', urgent: false, line: 1, file: 'menus/a.yaml' } as const
    const graph: Graph = {
      nodes: [{ ...queue, id: 'queue:a', label: '甲' }, { ...queue, id: 'queue:b', label: '乙' }],
      edges: [],
    } // prettier-ignore
    expect(queuesOf(graph).get('menus/a.yaml')).toBe('甲、乙')
    expect(queuesOf(null).size).toBe(0)
    expect(testedBy('menus/a.tests.yaml')).toBe('menus/a.yaml')
    expect(testsOf('menus/a.yaml')).toBe('menus/a.tests.yaml')
    expect(testsOf('menus/a.tests.yaml')).toBe('menus/a.tests.yaml')
  })
})
