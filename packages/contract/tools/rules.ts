import { type Document, type Located, operationsOf, resolve, type Schema, typesOf } from './document.ts'

/** Checks the document against openapi/README.md beyond what redocly knows; each finding is `where: what`. */
export function brokenRules(document: Document): string[] {
  const found: string[] = []
  const ids = new Map<string, string>()
  const names = new Map<string, string>()
  for (const located of operationsOf(document)) {
    const { id, operation, path, method } = located
    const at = id ?? `${method} ${path}`
    const say = (what: string) => found.push(`${at}: ${what}`)
    if (!id) say('no operationId')
    if (ids.has(id)) say(`operationId also at ${ids.get(id)}`)
    ids.set(id, `${method} ${path}`)
    if (operation.tags?.length !== 1) say('needs exactly one tag')
    if (!operation.summary || operation.summary.length > 60) say('needs a summary of at most 60 characters')
    if (operation['x-sdk'] === undefined) say('needs x-sdk (a method name, or false)')
    if (typeof operation['x-sdk'] === 'string') {
      if (names.has(operation['x-sdk'])) say(`x-sdk ${operation['x-sdk']} is also ${names.get(operation['x-sdk'])}`)
      names.set(operation['x-sdk'], id)
    }
    if (!operation['x-permission']) say('needs x-permission')
    if ('default' in operation.responses) say('a default response hides undeclared statuses')
    for (const name of Object.values(operation['x-frames'] ?? {}))
      if (!document.components.schemas[name]) say(`x-frames ${name} is not in openapi.yaml`)
    found.push(...bodyRules(document, located))
    for (const p of located.parameters) found.push(...schemaRules(p.schema, `${at} parameter ${p.name}`))
  }
  found.push(...eventRules(document))
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (/-\d+$/.test(name) || !/^[A-Z][A-Za-z0-9]*$/.test(name))
      found.push(`schema ${name}: two files use this name, or it is not PascalCase`)
    found.push(...schemaRules(schema, name))
  }
  return found
}

const channels = ['gpu_updates', 'model_updates', 'billing_events', 'account_events', 'admin_events']

/** The feed writes `_` for `.` and `model_` for `models.`; a reader turns the first `_` back, so nouns hold none. */
function eventRules(document: Document): string[] {
  return Object.entries(document.webhooks ?? {}).flatMap(([name, { post }]) => [
    ...(/^[a-z]+\.[a-z]+(_[a-z]+)*$/.test(name) && !name.startsWith('model.')
      ? []
      : [`event ${name}: is not noun.verbed with a noun of letters, other than model`]),
    ...(channels.includes(post?.['x-channel'] ?? '') ? [] : [`event ${name}: x-channel is not a channel of the feed`]),
  ])
}

/** Requests under /api are closed; responses are open and hold no default. */
function bodyRules(document: Document, { id, path, operation }: Located): string[] {
  const found: string[] = []
  const closed = path.startsWith('/api/')
  for (const media of Object.values(operation.requestBody?.content ?? {})) {
    if (media.schema) found.push(...schemaRules(media.schema, `${id} body`))
    walk(document, media.schema, `${id} body`, (schema, at) => {
      if (closed && schema.properties && schema.additionalProperties === undefined)
        found.push(`${at}: a request object of /api says additionalProperties`)
    })
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    for (const media of Object.values(resolve(document, response).content ?? {})) {
      const event = media['x-event-schema']
      if (event !== undefined && !document.components.schemas[event])
        found.push(`${id} ${status}: x-event-schema ${event} is not in openapi.yaml`)
      if (media.schema) found.push(...schemaRules(media.schema, `${id} ${status}`))
      walk(document, media.schema, `${id} ${status}`, (schema, at) => {
        if (schema.default !== undefined) found.push(`${at}: a response holds a default`)
      })
    }
  }
  return found
}

function walk(
  document: Document,
  schema: Schema | undefined,
  at: string,
  visit: (schema: Schema, at: string) => void,
  seen = new Set<Schema>(),
): void {
  if (!schema) return
  const target = resolve(document, schema)
  if (seen.has(target)) return
  seen.add(target)
  visit(target, schema.$ref ? `${at} ${schema.$ref.split('/').at(-1)}` : at)
  for (const [child, name] of children(target)) walk(document, child, `${at}/${name}`, visit, seen)
}

function children(schema: Schema): [Schema, string][] {
  return [
    ...Object.entries(schema.properties ?? {}).map(([name, child]): [Schema, string] => [child, name]),
    ...(schema.items ? [[schema.items, 'items'] as [Schema, string]] : []),
    ...(typeof schema.additionalProperties === 'object'
      ? [[schema.additionalProperties, '*'] as [Schema, string]]
      : []),
    ...[...(schema.oneOf ?? []), ...(schema.allOf ?? [])].map((child, i): [Schema, string] => [child, String(i)]),
  ]
}

const annotations = ['description', 'title', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly']
const keywords: Record<string, string[]> = {
  string: ['minLength', 'maxLength', 'pattern', 'format', 'contentMediaType'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'format'],
  array: ['items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'],
  boolean: [],
  null: [],
}

/** A keyword that the generator does not know would be a hole in the door: it stops the build. */
function schemaRules(schema: Schema, at: string): string[] {
  const found: string[] = []
  const types = typesOf(schema)
  const base = schema.$ref
    ? ['$ref']
    : schema.oneOf
      ? ['oneOf', 'discriminator', 'type']
      : schema.allOf
        ? ['allOf', 'type']
        : ['type', 'const', 'enum']
  const allowed = [...base, ...annotations, ...types.flatMap((type) => keywords[type] ?? [])]
  const unknown = Object.keys(schema).filter((key) => !allowed.includes(key) && !key.startsWith('x-'))
  if (unknown.length > 0) found.push(`${at}: keyword(s) ${unknown.join(', ')} not supported`)
  if (!schema.$ref && !schema.oneOf && !schema.allOf && types.length === 0) found.push(`${at}: a schema has a type`)
  for (const name of schema.required ?? []) {
    if (!(name in (schema.properties ?? {}))) found.push(`${at}: required ${name} is not declared`)
  }
  if (schema.type === 'array' && !schema.items) found.push(`${at}: an array says items`)
  for (const [child, name] of children(schema)) found.push(...schemaRules(child, `${at}/${name}`))
  return found
}
