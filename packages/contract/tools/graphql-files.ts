/** The catalog's schema in GraphQL, from what the document says of its reads: names in camelCase, optional is nullable. */

import type { Contract } from './bundle.ts'
import { banner, type Files } from './contract-files.ts'
import { type Document, operationsOf, type Parameter, resolve, type Schema, typesOf } from './document.ts'
import { nameOf } from './zod-source.ts'

/** Types of GraphQL by the schema that each is made of; what they refer to follows. */
const roots: Readonly<Record<string, string>> = {
  Model: 'Model',
  ModelPage: 'ModelListAnswer',
  ProviderStatus: 'ProviderStatus',
  ModelChange: 'ModelChange',
}
/** Parameters of listModels that have a place of their own beside the filters. */
const notFilters = new Set(['q', 'query', 'sort', 'facets', 'include', 'limit', 'cursor', 'If-None-Match'])

const queryType = `"""The catalog, as the REST operations answer it."""
type Query {
  """listModels: at most 1,000."""
  models(provider: String, filters: ModelFilters, first: Int = 1000): [Model!]!
  """searchModels: at most 200, best first."""
  searchModels(query: String!, filters: ModelFilters, first: Int = 20): [Model!]!
  """A page of listModels, with the cursor of the next one. \`sort\` is that of listModels."""
  modelPage(query: String, filters: ModelFilters, sort: String, first: Int = 50, after: String): ModelPage!
  """getModel; null where there is none."""
  model(id: ID!, provider: String): Model
  """getProvidersStatus."""
  providers: [ProviderStatus!]!
  """listModelChanges, oldest first, since a number, a snapshot or a time."""
  modelChanges(since: String, first: Int = 100): [ModelChange!]!
}
`
const jsonScalar = '"""Any JSON value."""\nscalar JSON\n'

export const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** docs/schema.graphql for readers and clients; the same text, and the wire's names, for the server. */
export function graphqlFiles({ document }: Contract): Files {
  const writer = schemaWriter(document)
  const text = writer.text()
  const names = Object.fromEntries([...writer.wireNames].filter(([field, wire]) => field !== wire))
  return {
    'docs/schema.graphql': `# Generated from openapi/ by \`pnpm gen\`. Never edited.\n\n${text}`,
    'packages/contract/src/generated/graphql.ts': `${banner}/** The schema of docs/schema.graphql. */\nexport const schemaText = ${JSON.stringify(text)}\n\n/** Fields and arguments whose names differ on the wire. */\nexport const wireNames: Readonly<Record<string, string>> = ${JSON.stringify(names, null, 1)}\n`,
  }
}

function schemaWriter(document: Document) {
  const wireNames = new Map<string, string>()
  const done = new Set<string>()
  const waiting: string[] = []
  const named = Object.fromEntries(Object.entries(roots).map(([name, schema]) => [schema, name]))

  function fieldName(wire: string): string {
    const name = camelCase(wire)
    const known = wireNames.get(name)
    if (known !== undefined && known !== wire) throw new Error(`${known} and ${wire} are both ${name} in GraphQL`)
    wireNames.set(name, wire)
    return name
  }

  /** The type of a value, with `!` where null is none of its values. */
  function typeOf(schema: Schema): string {
    const { inner, isNullable } = withoutNull(schema)
    const type = namedTypeOf(inner)
    return isNullable || withoutNull(resolve(document, inner)).isNullable ? type : `${type}!`
  }

  function namedTypeOf(schema: Schema): string {
    const target = resolve(document, schema)
    if (schema.$ref && isNamedType(target)) return reference(nameOf(schema.$ref))
    const [type, ...more] = typesOf(target).filter((name) => name !== 'null')
    if (more.length > 0 || target.oneOf) return 'JSON'
    if (type === 'array') return `[${typeOf(target.items ?? {})}]`
    return { integer: 'Int', number: 'Float', boolean: 'Boolean', string: 'String' }[type ?? ''] ?? 'JSON'
  }

  function reference(schemaName: string): string {
    const name = named[schemaName] ?? schemaName
    if (!done.has(schemaName)) waiting.push(schemaName)
    return name
  }

  function definition(schemaName: string): string {
    const schema = document.components.schemas[schemaName]!
    const name = named[schemaName] ?? schemaName
    if (schema.enum)
      return `${docText(schema.description)}enum ${name} {\n${schema.enum.map((value) => `  ${value}`).join('\n')}\n}\n`
    const fields = Object.entries(schema.properties ?? {}).map(([wire, property]) => {
      const type = typeOf(property)
      const isRequired = schema.required?.includes(wire) === true
      return `${docText(property.description, '  ')}  ${fieldName(wire)}: ${isRequired ? type : type.replace(/!$/, '')}\n`
    })
    return `${docText(schema.description)}type ${name} {\n${fields.join('')}}\n`
  }

  function filters(): string {
    const { parameters } = operationsOf(document).find(({ id }) => id === 'listModels')!
    const fields = parameters
      .filter(({ name }) => !notFilters.has(name))
      .map((parameter: Parameter) => {
        const type = typeOf(parameter.schema).replace(/!$/, '')
        return `${docText(parameter.description, '  ')}  ${fieldName(parameter.name)}: ${type}\n`
      })
    return `"""The filters of listModels, joined by *and*."""\ninput ModelFilters {\n${fields.join('')}}\n`
  }

  return {
    wireNames,
    text(): string {
      const parts = [queryType, filters(), jsonScalar]
      waiting.unshift(...Object.values(roots))
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        if (done.has(name)) continue
        done.add(name)
        parts.push(definition(name))
      }
      return parts.join('\n')
    },
  }
}

/** An object with members of its own, or a choice among words that GraphQL can write. */
function isNamedType({ enum: values, properties }: Schema): boolean {
  if (values) return values.every((value) => typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value))
  return properties !== undefined
}

function withoutNull(schema: Schema): { inner: Schema; isNullable: boolean } {
  const some = schema.oneOf?.filter((option) => option.type !== 'null')
  if (some?.length === 1) return { inner: some[0]!, isNullable: true }
  return { inner: schema, isNullable: typesOf(schema).includes('null') }
}

function docText(description: string | undefined, indent = ''): string {
  if (description === undefined) return ''
  const text = description.trim().replaceAll('"""', '\\"""').replaceAll('\n', `\n${indent}`)
  return `${indent}"""${text.endsWith('"') ? `${text} ` : text}"""\n`
}
