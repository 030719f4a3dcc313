import { beforeEach, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { drop, dropAll, isKept, kept } from '../../src/state/kept'

const stored: Record<string, string> = {}

beforeEach(() => {
  for (const key of Object.keys(stored)) delete stored[key]
  const storage = new Proxy(stored, {
    get(target, name: string) {
      if (name === 'getItem') return (key: string) => target[key] ?? null
      if (name === 'setItem') return (key: string, text: string) => void (target[key] = text)
      if (name === 'removeItem') return (key: string) => void delete target[key]
      return target[name]
    },
  })
  vi.stubGlobal('sessionStorage', storage)
})

const empty = () => ({ note: '', code: '' })

test('a page that is loaded anew shows what was typed', () => {
  kept('note wang a', empty).value.note = '半句话'
  expect(isKept('note wang a')).toBe(true)
  expect(kept('note wang a', empty).value.note).toBe('半句话')
  expect(kept('note li a', empty).value.note).toBe('')
})

test('each call has its own, also while the page goes from one to the other', () => {
  const call = ref('a')
  const typed = kept(() => `note wang ${call.value}`, empty)
  typed.value.note = '甲'
  call.value = 'b'
  expect(typed.value.note).toBe('')
  typed.value.note = '乙'
  call.value = 'a'
  expect(typed.value.note).toBe('甲')
})

test('what is sent, taken back or left at the log-out is gone', () => {
  const typed = kept('note wang a', empty)
  typed.value.note = '甲'
  drop('note wang a')
  expect(isKept('note wang a')).toBe(false)
  typed.value.note = '乙'
  typed.value.note = ''
  expect(isKept('note wang a')).toBe(false)
  typed.value.note = '丙'
  stored.other = 'of somebody else'
  dropAll()
  expect(stored).toEqual({ other: 'of somebody else' })
})

test('a browser without storage, or with a damaged one, still lets people type', () => {
  vi.stubGlobal('sessionStorage', undefined)
  const typed = kept('note wang a', empty)
  typed.value.note = '甲'
  expect(typed.value.note).toBe('甲')
  vi.stubGlobal('sessionStorage', { getItem: () => '{' })
  expect(kept('note wang a', empty).value.note).toBe('')
})
