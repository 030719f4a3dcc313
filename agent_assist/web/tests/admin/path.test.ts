import { describe, expect, it } from 'vitest'
import { complete } from '../../src/admin/editor/completion'
import { definedNames, sectionOf } from '../../src/admin/editor/names'
import { placeAt } from '../../src/admin/editor/path'
import type { JsonSchema } from '../../src/admin/editor/schema'

/** The place of the mark ¦ in a text. */
function at(text: string) {
  const offset = text.indexOf('¦')
  return placeAt(text.replace('¦', ''), offset)
}

describe('the place of the cursor', () => {
  it('follows the indentation', () => {
    expect(at('dialogue:\n  prompts:\n    greeting: 您好\n    go¦')).toMatchObject({
      path: ['dialogue', 'prompts'],
      what: 'key',
      typed: 'go',
      present: ['greeting'],
    })
  })

  it('is a value behind a key', () => {
    expect(at('queues:\n  - id: a\nintents:\n  - id: x\n    queue: ur¦')).toMatchObject({
      path: ['intents', '[]', 'queue'],
      what: 'value',
      typed: 'ur',
    })
  })

  it('knows the keys of the same entry only, above and below', () => {
    const place = at('intents:\n  - id: a\n    name: 一\n  - id: b\n    ¦\n    queue: x\n  - id: c\n    sayings: [d]\n')
    expect(place).toMatchObject({ path: ['intents', '[]'], what: 'key' })
    expect(place?.present.sort()).toEqual(['id', 'queue'])
  })

  it('begins an entry of a list with a key or a value', () => {
    expect(at('intents:\n  - ¦')).toMatchObject({ path: ['intents', '[]'], what: 'either', typed: '' })
  })

  it('understands lists that stand as far left as their key', () => {
    expect(at('intents:\n- id: a\n  queue: ¦')?.path).toEqual(['intents', '[]', 'queue'])
    expect(at('intents:\n- id: a\n- ¦')?.path).toEqual(['intents', '[]'])
  })

  it('looks into brackets and braces, over several lines', () => {
    expect(at('queues:\n  - {id: a, name: 甲,\n     ¦}')).toMatchObject({
      path: ['queues', '[]'],
      what: 'key',
      present: ['id', 'name'],
      flow: true,
    })
    expect(at('agents:\n  - {id: a, queues: [x, y¦]}')).toMatchObject({
      path: ['agents', '[]', 'queues', '[]'],
      typed: 'y',
    })
    expect(at('languages:\n  - {id: yue, recogniser: {engine: ¦}}')?.path).toEqual([
      'languages',
      '[]',
      'recogniser',
      'engine',
    ])
  })

  it('is not misled by brackets in texts, nor by quotes', () => {
    expect(at('intents:\n  - id: a\n    sayings:\n      - 人工[服务|客服\n      - "[请转"\n    qu¦')?.path).toEqual([
      'intents',
      '[]',
    ])
    expect(at('a: {b: "}", c¦')).toMatchObject({ path: ['a'], typed: 'c' })
  })

  it('is nowhere in comments and in texts of several lines', () => {
    expect(at('a: 1 # b¦')).toBeNull()
    expect(at('a: |\n  some\n  te¦')).toBeNull()
    expect(at('a: "#b¦')).not.toBeNull()
  })

  it('is found wherever the cursor stands in whatever text', () => {
    const pieces = [
      'a:',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '#',
      '|',
      '😀',
      '中',
      ': ',
      '\r\n',
      '\t',
      '&x',
      '*x',
    ]
    let seed = 7
    const random = (n: number) => (seed = (seed * 48271) % 0x7fffffff) % n
    for (let i = 0; i < 400; i++) {
      const text = Array.from({ length: random(40) }, () => pieces[random(pieces.length)]).join('')
      const offset = random(text.length + 1)
      const place = placeAt(text, offset)
      if (place) expect(place.from + place.typed.length).toBe(offset)
    }
  })
})

const schema: JsonSchema = {
  $defs: {
    Queue: {
      type: 'object',
      properties: { id: { type: 'string' }, hours: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      required: ['id'],
    },
    Intent: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        queue: { type: 'string', description: 'Id of the queue.' },
        confirm: { type: 'string', enum: ['auto', 'always', 'never'], default: 'auto' },
        urgent: { type: 'boolean', default: false },
        sayings: { type: 'array', items: { type: 'string' } },
      },
      required: ['id', 'queue', 'sayings'],
    },
  },
  properties: {
    queues: { type: 'array', items: { $ref: '#/$defs/Queue' } },
    intents: { type: 'array', items: { $ref: '#/$defs/Intent' } },
    dialogue: { type: 'object', properties: { human_queue: { type: 'string' } } },
    hours: { type: 'object', patternProperties: { '^[a-z]+$': { type: 'object' } } },
    lists: { type: 'object', patternProperties: { '^[a-z]+$': { type: 'array', items: { type: 'string' } } } },
  },
}

const QUEUES =
  'queues:\n  - {id: urban, name: 城市管理}\n  - id: legal\n    name: 法律\nhours:\n  office: {}\nlists:\n  home: [我家]\n'

function labels(text: string): string[] {
  const offset = text.indexOf('¦')
  const whole = text.replace('¦', '')
  return complete(whole, offset, { schema, texts: [whole] })?.options.map((option) => option.label) ?? []
}

describe('completion', () => {
  it('offers the keys that are missing, those required first, with what they mean', () => {
    const text = 'intents:\n  - id: a\n    '
    const found = complete(text, text.length, { schema, texts: [text] })
    expect(found?.options.map((option) => option.label)).toEqual(['queue', 'confirm', 'urgent', 'sayings'])
    expect(found?.options.find((option) => option.label === 'queue')).toMatchObject({
      info: 'Id of the queue.',
      boost: 2,
    })
  })

  it('offers the values that the schema lists', () => {
    expect(labels('intents:\n  - id: a\n    confirm: ¦')).toEqual(['auto', 'always', 'never'])
    expect(labels('intents:\n  - id: a\n    urgent: ¦')).toEqual(['true', 'false'])
  })

  it('offers the names that the files define', () => {
    expect(labels(`${QUEUES}intents:\n  - id: a\n    queue: ¦`)).toEqual(['urban', 'legal'])
    expect(labels(`${QUEUES}dialogue:\n  human_queue: ¦`)).toEqual(['urban', 'legal'])
    expect(labels(`${QUEUES.replace('name: 法律', 'hours: ¦')}`)).toEqual(['office'])
  })

  it('offers the lists of words in a saying', () => {
    expect(labels(`${QUEUES}intents:\n  - id: a\n    sayings:\n      - 在{¦`)).toEqual(['home'])
  })

  it('begins an entry of a list with its dash', () => {
    const text = 'intents:\n  '
    const found = complete(text, text.length, { schema, texts: [text] })
    expect(found?.options[0]).toMatchObject({ label: 'id', apply: '- id: ' })
  })
})

describe('the names that files define', () => {
  it('are found in every way of writing', () => {
    const text = `${QUEUES}intents:\n- id: noise\n  name: 噪声\n  sayings: [a]\n- {name: 火, id: "fire"}\n`
    const found = definedNames([text]).map(({ section, id, label }) => [section, id, label].join('/'))
    expect(found).toEqual([
      'queues/urban/城市管理', 'queues/legal/法律', 'hours/office/', 'lists/home/', 'intents/noise/噪声', 'intents/fire/火',
    ]) // prettier-ignore
  })

  it('are meant by keys that are called alike', () => {
    const sections = ['queues', 'intents', 'hours']
    expect(['queue', 'human_queue', 'queues', 'hours', 'after_hours', 'name'].map((key) => sectionOf(key, sections))).toEqual([
      'queues', 'queues', 'queues', 'hours', 'hours', null,
    ]) // prettier-ignore
  })
})
