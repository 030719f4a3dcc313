import { describe, expect, it } from 'vitest'
import { highlighted } from '../../src/text/highlight'

describe('highlighting', () => {
  it('marks the longest words and keeps the text as it is', () => {
    const text = '夜间禁止施工，<b>施工单位</b>(a+b)'
    const pieces = highlighted(text, ['施工', '施工单位', '(a+b)', ''])
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    expect(pieces.filter((piece) => piece.hit).map((piece) => piece.text)).toEqual(['施工', '施工单位', '(a+b)'])
  })

  it('marks nothing when nothing matched', () => {
    expect(highlighted('正文', [])).toEqual([{ text: '正文', hit: false }])
  })
})
