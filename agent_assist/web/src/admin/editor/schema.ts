/** What the JSON Schema says about a place in the file. */

import { ENTRY, type Step } from './path'

export interface JsonSchema {
  $ref?: string
  $defs?: Record<string, JsonSchema>
  type?: string | string[]
  title?: string
  description?: string
  default?: unknown
  const?: unknown
  enum?: unknown[]
  examples?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  items?: JsonSchema
  prefixItems?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  patternProperties?: Record<string, JsonSchema>
  additionalProperties?: boolean | JsonSchema
  required?: string[]
}

export interface KnownKey {
  name: string
  schema: JsonSchema
  required: boolean
}

/** Every shape that may stand at `path`; none where the schema allows nothing. */
export function schemasAt(root: JsonSchema, path: Step[]): JsonSchema[] {
  let found = shapes(root, root)
  for (const step of path) {
    found = found.flatMap((schema) => below(schema, step).flatMap((next) => shapes(root, next)))
  }
  return found
}

/** The keys that a mapping of these shapes may have. */
export function keysOf(root: JsonSchema, schemas: JsonSchema[]): KnownKey[] {
  const known = new Map<string, KnownKey>()
  for (const schema of schemas) {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const [shape] = shapes(root, property)
      const described = {
        ...shape,
        ...withoutUndefined({ description: property.description, default: property.default }),
      }
      known.set(name, { name, schema: described, required: schema.required?.includes(name) ?? false })
    }
  }
  return [...known.values()]
}

/** The values that the schema lists: choices, true and false, the default, examples. */
export function valuesOf(schemas: JsonSchema[]): unknown[] {
  const values = schemas.flatMap((schema) => [
    ...(schema.enum ?? []),
    ...(schema.const === undefined ? [] : [schema.const]),
    ...(schema.type === 'boolean' ? [true, false] : []),
    ...(isScalar(schema.default) ? [schema.default] : []),
    ...(schema.examples ?? []).filter(isScalar),
  ])
  return [...new Set(values)]
}

export function isMapping(schema: JsonSchema): boolean {
  return schema.type === 'object' || schema.properties !== undefined
}

export function isList(schema: JsonSchema): boolean {
  return schema.type === 'array'
}

/** The shapes of a schema with its references followed; null is left out, since leaving a key out says it. */
function shapes(root: JsonSchema, schema: JsonSchema, depth = 0): JsonSchema[] {
  if (depth > 12) return []
  const own = withoutUndefined({ description: schema.description, default: schema.default })
  const inner = schema.$ref
    ? [root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}]
    : (schema.anyOf ?? schema.oneOf ?? (schema.allOf?.length === 1 ? schema.allOf : null))
  if (!inner) return schema.type === 'null' ? [] : [schema]
  return inner.flatMap((next) => shapes(root, next, depth + 1)).map((shape) => ({ ...shape, ...own }))
}

function below(schema: JsonSchema, step: Step): JsonSchema[] {
  if (step === ENTRY) return schema.items ? [schema.items] : (schema.prefixItems ?? [])
  const named = schema.properties?.[step]
  if (named) return [named]
  const further = Object.values(schema.patternProperties ?? {})
  if (typeof schema.additionalProperties === 'object') further.push(schema.additionalProperties)
  return further
}

function withoutUndefined<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
