/** JSON Schema → zod source. An unknown keyword never gets here: rules.ts stopped the build. */
import { type Document, operationsOf, type Parameter, resolve, type Schema, typesOf } from './document.ts'

const literal = (value: unknown) => JSON.stringify(value)
const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name))
export const nameOf = (ref: string) => ref.split('/').at(-1)!

const formats: Record<string, string> = {
  'date-time': 'dateTime()',
  date: 'z.iso.date()',
  uuid: 'z.guid()',
  uri: 'z.url()',
  email: 'z.email()',
  ipv4: 'z.ipv4()',
  ipv6: 'z.ipv6()',
  byte: 'z.base64()',
  binary: 'z.unknown()',
}

export interface Emitter {
  zod(schema: Schema, at: string): string
  parameter(parameter: Parameter): string
  /** The named schemas of requests, in an order in which each is defined before it is used; uses that close a cycle are getters. */
  named(): { name: string; source: string; description?: string }[]
}

/** `qualifier` stands before each named schema, for files that import them as a namespace. */
export function emitter(document: Document, qualifier = ''): Emitter {
  const { order, group } = definitionOrder(document.components.schemas)
  const wanted = requestSchemas(document)
  let current: string | undefined

  function zod(schema: Schema, at: string): string {
    if (schema.$ref) return `${qualifier}${nameOf(schema.$ref)}()`
    if ('const' in schema) return `z.literal(${literal(schema.const)})`
    if (schema.enum) return enumeration(schema)
    if (schema.oneOf) return union(schema, at)
    if (schema.allOf) return merged(schema, at)
    const types = typesOf(schema)
    if (types.length > 1) return oneOfTypes(schema, types, at)
    return single(schema, types[0]!, at)
  }

  function enumeration(schema: Schema): string {
    const values = schema.enum!
    return values.every((value) => typeof value === 'string')
      ? `z.enum(${literal(values)})`
      : `z.literal(${literal(values)})`
  }

  function union(schema: Schema, at: string): string {
    const some = schema.oneOf!.filter((option) => option.type !== 'null')
    const parts = some.map((option, i) => zod(option, `${at}/${i}`))
    const tag = schema.discriminator?.propertyName
    const body =
      parts.length === 1
        ? parts[0]!
        : tag
          ? `z.discriminatedUnion(${literal(tag)}, [${parts.join(', ')}])`
          : `z.xor([${parts.join(', ')}])`
    return body + (some.length < schema.oneOf!.length ? '.nullable()' : '')
  }

  function oneOfTypes(schema: Schema, types: string[], at: string): string {
    const rest = types.filter((type) => type !== 'null')
    const parts = rest.map((type) => single(schema, type, at))
    const body = parts.length === 1 ? parts[0]! : `z.union([${parts.join(', ')}])`
    return body + (rest.length < types.length ? '.nullable()' : '')
  }

  /** Objects are merged by spreading their fields, so that messages name the field. */
  function merged(schema: Schema, at: string): string {
    const fields = schema.allOf!.map((part, i) =>
      part.$ref ? `...${qualifier}${nameOf(part.$ref)}().shape` : objectFields(part, `${at}/${i}`),
    )
    const closed = schema.allOf!.some((part) => resolve(document, part).additionalProperties === false)
    return `${closed ? 'z.strictObject' : 'z.looseObject'}({ ${fields.filter(Boolean).join(', ')} })`
  }

  function single(schema: Schema, type: string, at: string): string {
    switch (type) {
      case 'string':
        return text(schema, at)
      case 'integer':
        return `z.int()${bounds(schema)}`
      case 'number':
        return `z.number()${bounds(schema)}`
      case 'boolean':
        return 'z.boolean()'
      case 'null':
        return 'z.null()'
      case 'array': {
        const size =
          (schema.minItems ? `.min(${schema.minItems})` : '') +
          (schema.maxItems !== undefined ? `.max(${schema.maxItems})` : '')
        return `z.array(${schema.items ? zod(schema.items, `${at}/items`) : 'z.unknown()'})${size}${schema.uniqueItems ? '.check(uniqueItems())' : ''}`
      }
      case 'object':
        return object(schema, at)
      default:
        throw new Error(`${at}: type ${type}`)
    }
  }

  function text(schema: Schema, at: string): string {
    if (schema.format && !formats[schema.format]) throw new Error(`${at}: format ${schema.format}`)
    const base = schema.format ? formats[schema.format]! : 'z.string()'
    const sized = schema.minLength !== undefined || schema.maxLength !== undefined
    return (
      base +
      (sized ? `.check(codePoints(${schema.minLength ?? 0}, ${schema.maxLength ?? 'Infinity'}))` : '') +
      (schema.pattern !== undefined ? `.regex(new RegExp(${literal(schema.pattern)}, 'u'))` : '')
    )
  }

  function object(schema: Schema, at: string): string {
    const extra = schema.additionalProperties
    const sized = schema.minProperties !== undefined || schema.maxProperties !== undefined
    const size = sized
      ? `.check(propertyCount(${schema.minProperties ?? 0}, ${schema.maxProperties ?? 'Infinity'}))`
      : ''
    if (!schema.properties && extra !== false) {
      return `z.record(z.string(), ${typeof extra === 'object' ? zod(extra, `${at}/*`) : 'z.unknown()'})${size}`
    }
    const make = extra === false ? 'z.strictObject' : 'z.looseObject'
    const rest = typeof extra === 'object' ? `.catchall(${zod(extra, `${at}/*`)})` : ''
    return `${rest ? 'z.object' : make}({ ${objectFields(schema, at)} })${rest}${size}`
  }

  function objectFields(schema: Schema, at: string): string {
    return Object.entries(schema.properties ?? {})
      .map(([name, property]) => {
        const fallback = property.default ?? resolve(document, property).default
        const presence = schema.required?.includes(name)
          ? ''
          : fallback !== undefined
            ? `.default(${literal(fallback)})`
            : '.optional()'
        const source = zod(property, `${at}.${name}`) + presence
        return closesCycle(property) ? `get ${key(name)}() { return ${source} }` : `${key(name)}: ${source}`
      })
      .join(', ')
  }

  const closesCycle = (schema: Schema) =>
    refs(schema).some(
      (name) =>
        current !== undefined &&
        group.get(name) === group.get(current) &&
        (name === current || order.indexOf(name) >= order.indexOf(current)),
    )

  function parameter(p: Parameter): string {
    const target = resolve(document, p.schema)
    const presence = p.required
      ? ''
      : target.default !== undefined
        ? `.default(${literal(target.default)})`
        : '.optional()'
    return decoded(p.schema, presence)
  }

  function decoded(schema: Schema, presence: string): string {
    const target = resolve(document, schema)
    const types = typesOf(target).filter((type) => type !== 'null')
    const base = zod(schema, 'parameter')
    if (types.includes('array')) {
      const { items, ...rest } = target
      const inner = single({ ...rest, items: { type: 'null' } }, 'array', 'parameter').replace(
        'z.array(z.null())',
        `z.array(${decoded(items!, '')})`,
      )
      return `list(${inner}${presence})`
    }
    if (types.includes('integer') || types.includes('number')) return `numeric(${base}${presence})`
    if (types.includes('boolean')) return `bool(${base}${presence})`
    return presence !== '' && isChoosy(target) ? `text(${base}${presence})` : base + presence
  }

  return {
    zod,
    parameter,
    named: () =>
      order
        .filter((name) => wanted.has(name))
        .map((name) => {
          current = name
          const schema = document.components.schemas[name]!
          const source = zod(schema, name)
          current = undefined
          return { name, source, ...(schema.description && { description: schema.description }) }
        }),
  }
}

/** Whether some texts are none of its values. */
const isChoosy = ({ enum: values, format, pattern, minLength }: Schema): boolean =>
  values !== undefined || format !== undefined || pattern !== undefined || minLength !== undefined

function bounds(schema: Schema): string {
  const calls: [keyof Schema, string][] = [
    ['minimum', 'min'],
    ['maximum', 'max'],
    ['exclusiveMinimum', 'gt'],
    ['exclusiveMaximum', 'lt'],
  ]
  return calls
    .map(([keyword, call]) => (schema[keyword] === undefined ? '' : `.${call}(${literal(schema[keyword])})`))
    .join('')
}

/** All named schemas that a schema mentions. `eager` leaves out those behind an object's properties, which may be getters. */
function refs(schema: Schema, eager = false): string[] {
  if (schema.$ref) return [nameOf(schema.$ref)]
  const next = [...(schema.oneOf ?? []), ...(schema.allOf ?? []), ...(schema.items ? [schema.items] : [])]
  if (typeof schema.additionalProperties === 'object') next.push(schema.additionalProperties)
  if (!eager) next.push(...Object.values(schema.properties ?? {}))
  return next.flatMap((child) => refs(child, eager))
}

/** Names of the schemas that a request, or a frame of a client, can reach: answers are made by us and judged in tests, not at run time. */
function requestSchemas(document: Document): Set<string> {
  const found = new Set<string>()
  const visit = (schema: Schema) => {
    for (const name of refs(schema)) {
      if (found.has(name)) continue
      found.add(name)
      visit(document.components.schemas[name]!)
    }
  }
  for (const { operation, parameters } of operationsOf(document)) {
    for (const p of parameters) visit(p.schema)
    const body = operation.requestBody?.content['application/json']?.schema
    if (body) visit(body)
    const frames = operation['x-frames']
    if (frames) visit({ $ref: `#/components/schemas/${frames.client}` })
  }
  return found
}

/** Tarjan's strongly connected components, dependencies first; inside one, what is needed at definition comes first. */
function definitionOrder(schemas: Record<string, Schema>) {
  const group = new Map<string, number>()
  const components: string[][] = []
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const visit = (name: string) => {
    index.set(name, index.size)
    low.set(name, index.get(name)!)
    stack.push(name)
    for (const next of refs(schemas[name]!)) {
      if (!schemas[next]) throw new Error(`${name} refers to ${next}, which does not exist`)
      if (!index.has(next)) visit(next)
      if (!group.has(next)) low.set(name, Math.min(low.get(name)!, low.get(next)!))
    }
    if (low.get(name) !== index.get(name)) return
    const members = stack.splice(stack.indexOf(name))
    for (const member of members) group.set(member, components.length)
    components.push(members)
  }
  for (const name of Object.keys(schemas)) if (!index.has(name)) visit(name)
  return { order: components.flatMap((members) => eagerFirst(members, schemas)), group }
}

function eagerFirst(members: string[], schemas: Record<string, Schema>): string[] {
  const done: string[] = []
  const visit = (name: string, path: string[]) => {
    if (done.includes(name)) return
    if (path.includes(name)) throw new Error(`${[...path, name].join(' → ')}: a cycle needs an object property in it`)
    for (const next of refs(schemas[name]!, true)) if (members.includes(next)) visit(next, [...path, name])
    done.push(name)
  }
  for (const name of members) visit(name, [])
  return done
}
