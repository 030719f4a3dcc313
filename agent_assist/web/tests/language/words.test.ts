import { expect, it } from 'vitest'

type Part = { zh: object; en: object }

const desk = import.meta.glob<Part>(['../../src/language/words/*.ts', '!../../src/language/words/index.ts'], {
  eager: true,
})
const admin = import.meta.glob<Part>(['../../src/admin/words/*.ts', '!../../src/admin/words/index.ts'], { eager: true })

it.each([
  ['desk', desk],
  ['admin', admin],
])('no text of the %s page takes the place of another', (_page, parts) => {
  const names = Object.values(parts).flatMap((part) => Object.keys(part.zh))
  expect(names.length).toBeGreaterThan(100)
  expect(new Set(names).size).toBe(names.length)
})
