/** Completion in the editor: keys and values of the schema, names that the files define. */

import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { type DefinedName, definedNames, sectionOf } from './names'
import { ENTRY, type Place, placeAt } from './path'
import { type JsonSchema, type KnownKey, isList, isMapping, keysOf, schemasAt, valuesOf } from './schema'

export interface Knowledge {
  schema: JsonSchema | null
  texts: string[]
}

/** What may be written at `offset` of `text`, and where the word to be replaced begins. */
export function complete(
  text: string,
  offset: number,
  { schema, texts }: Knowledge,
): { from: number; options: Completion[] } | null {
  const place = placeAt(text, offset)
  if (!place || !schema) return null
  const list = /\{(\w*)$/.exec(place.typed)
  if (list && !place.flow && place.path.includes('sayings')) {
    const options = namesIn('lists', texts).map((name) => option(name, { apply: `${name.id}}`, detail: '{…}' }))
    return { from: offset - (list[1]?.length ?? 0), options }
  }
  const schemas = schemasAt(schema, place.path)
  const options = [
    ...(place.what === 'value' ? [] : keyOptions(schema, schemas, place)),
    ...(place.what === 'key' ? [] : valueOptions(schemas, place, texts)),
  ]
  return options.length ? { from: place.from, options } : null
}

export function yamlCompletion(knowledge: () => Knowledge) {
  return (context: CompletionContext): CompletionResult | null => {
    const found = complete(context.state.doc.toString(), context.pos, knowledge())
    if (!found || (!context.explicit && !context.matchBefore(/[\w{:\-,[] ?$/))) return null
    return { ...found, validFor: /^[\w.-]*$/ }
  }
}

function keyOptions(root: JsonSchema, schemas: JsonSchema[], place: Place): Completion[] {
  const free = (key: KnownKey) => !place.present.includes(key.name)
  const own = keysOf(root, schemas)
    .filter(free)
    .map((key) => keyOption(root, key, '', place.flow))
  if (own.length || place.what !== 'key') return own
  const entries = schemas.filter(isList).flatMap((list) => schemasAt({ ...list, $defs: root.$defs }, [ENTRY]))
  return keysOf(root, entries).map((key) => keyOption(root, key, '- ', place.flow))
}

function keyOption(root: JsonSchema, { name, schema, required }: KnownKey, dash: string, flow: boolean): Completion {
  const deeper = !flow && (isMapping(schema) || (isList(schema) && !schemasAt(root, []).includes(schema)))
  return {
    label: name,
    apply: `${dash}${name}:${deeper && isMapping(schema) ? '' : ' '}`,
    detail: [required ? '*' : '', typeName(schema)].filter(Boolean).join(' '),
    info: described(schema),
    type: 'property',
    boost: required ? 2 : 0,
  }
}

function valueOptions(schemas: JsonSchema[], place: Place, texts: string[]): Completion[] {
  const listed = valuesOf(schemas).map((value) => ({ label: scalar(value), type: 'enum', boost: 1 }))
  const key = place.path.findLast((step) => step !== ENTRY) ?? ''
  if (!schemas.some((schema) => schema.type === 'string' || isList(schema)) || schemas.some(isMapping)) return listed
  const names = definedNames(texts)
  const section = sectionOf(key, new Set(names.map((name) => name.section)))
  const isList_ = schemas.some(isList)
  if (!section || place.path.length < 2) return listed
  return [
    ...names
      .filter((name) => name.section === section)
      .map((name) => option(name, isList_ ? { apply: `[${name.id}]` } : {})),
    ...listed,
  ]
}

function option(name: DefinedName, more: Partial<Completion>): Completion {
  return { label: name.id, detail: name.label, type: 'constant', boost: 2, ...more }
}

function namesIn(section: string, texts: string[]): DefinedName[] {
  return definedNames(texts).filter((name) => name.section === section)
}

function described(schema: JsonSchema): string | undefined {
  const fallback =
    schema.default === undefined || schema.default === null ? '' : `\n= ${JSON.stringify(schema.default)}`
  return (schema.description ?? '') + fallback || undefined
}

function typeName(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map(String).join(' | ')
  return Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? '')
}

/** A value as YAML writes it: what would be read as another type is quoted. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value)
  return /^[\w\u4e00-\u9fff][\w\u4e00-\u9fff ./-]*$/.test(value) &&
    !/^([\d.]+|true|false|yes|no|on|off|null)$/i.test(value)
    ? value
    : JSON.stringify(value)
}
