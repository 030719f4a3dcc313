import { describe, expect, it, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => null })
const { nameOf, spoken } = await import('../../src/admin/spoken')

describe("the service's sentences", () => {
  it('are read in the language of the page', () => {
    const both = '没有名为“urbn”的队列 / there is no queue urbn'
    expect(spoken(both, 'zh-CN')).toBe('没有名为“urbn”的队列')
    expect(spoken(both, 'en')).toBe('there is no queue urbn')
  })

  it('stay whole where they are in one language', () => {
    expect(spoken('只有中文', 'en')).toBe('只有中文')
    expect(spoken('either / or', 'zh-CN')).toBe('either / or')
  })
})

it('a signature is read as a name', () => {
  expect(nameOf('王芳 (wang)')).toBe('王芳')
  expect(nameOf('root')).toBe('root')
})
