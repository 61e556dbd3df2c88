/**
 * Wraps any `fetch`: every answer is judged against the bundled document by ajv. What it has seen is kept, so that a run
 * can report the pairs of operation and status that no test has provoked.
 */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import document from '../src/generated/openapi.json' with { type: 'json' }
import { operations } from '../src/generated/operations.ts'
import { pathOf } from '../src/implement.ts'
import type { OperationMeta } from '../src/operation-meta.ts'

type Fetch = (request: Request) => Response | Promise<Response>
interface ResponseObject {
  $ref?: string
  headers?: Record<string, { $ref?: string; required?: boolean }>
  content?: Record<string, { schema?: object }>
}

const seen = new Set<string>()
/** `operationId status` of every pair that went through any conforming fetch of this process. */
export const seenPairs: ReadonlySet<string> = seen

const paths = document.paths as unknown as Record<string, Record<string, { responses: Record<string, ResponseObject> }>>
const headersOf = document.components.headers as Record<string, { required?: boolean }>

export const declaredPairs = (): string[] =>
  (Object.values(operations) as OperationMeta[]).flatMap((operation) =>
    Object.keys(responsesOf(operation)).map((status) => `${operation.id} ${status}`),
  )

const shared = document.components.responses as unknown as Record<string, ResponseObject>
const responsesOf = ({ path, method }: OperationMeta): Record<string, ResponseObject> =>
  Object.fromEntries(
    Object.entries(paths[path]![method]!.responses).map(([status, response]) => [
      status,
      response.$ref ? shared[response.$ref.split('/').at(-1)!]! : response,
    ]),
  )

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv, { mode: 'full' })
for (const format of ['binary', 'int32', 'int64']) ajv.addFormat(format, true)
ajv.addSchema({ ...document, $id: 'document' })
const compiled = new WeakMap<object, ValidateFunction>()

function check(schema: object): ValidateFunction {
  const known = compiled.get(schema)
  if (known) return known
  const made = ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components')) as object,
  )
  compiled.set(schema, made)
  return made
}

const templates = (Object.values(operations) as OperationMeta[])
  .map((operation) => ({
    operation,
    pattern: new RegExp(
      `^${operation.path
        .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
        .replace(/\{(\w+)\}/g, (_, name: string) => (operation.rest.includes(name) ? '.*' : '[^/]+'))}$`,
    ),
  }))
  .sort((a, b) => a.operation.path.split('{').length - b.operation.path.split('{').length)

/** The operation that a method and path belong to, fixed words first. */
export const operationOf = (method: string, path: string): OperationMeta | undefined =>
  templates.find(({ operation, pattern }) => operation.method === method.toLowerCase() && pattern.test(path))?.operation

/** Throws (or reports) where an answer is not what the document says. */
export function conformingFetch(
  fetch: Fetch,
  report: (problem: string) => void = (problem) => {
    throw new Error(problem)
  },
): Fetch {
  return async (request) => {
    const { method } = request
    const path = pathOf(request)
    const response = await fetch(request)
    const operation = operationOf(method === 'HEAD' ? 'GET' : method, path)
    const at = `${method} ${path} → ${response.status}`
    if (!operation) {
      if (response.status < 400) report(`${at}: not in the document`)
      return response
    }
    const found = await problem(operation, response, method)
    if (found) report(`${operation.id}: ${at}: ${found}`)
    seen.add(`${operation.id} ${response.status}`)
    return response
  }
}

async function problem(operation: OperationMeta, response: Response, method: string): Promise<string | undefined> {
  if (operation.relay && response.headers.get('x-proxy-source') === 'target') return
  const declared = responsesOf(operation)[response.status]
  if (!declared) return 'status not declared'
  for (const [name, header] of Object.entries(declared.headers ?? {})) {
    const required = header.required ?? (header.$ref && headersOf[header.$ref.split('/').at(-1)!]?.required)
    if (required && response.headers.get(name) === null) return `header ${name} is missing`
  }
  const types = Object.keys(declared.content ?? {})
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (types.length === 0) {
    return (await response.clone().arrayBuffer()).byteLength > 0 ? 'a body where none is declared' : undefined
  }
  if (method === 'HEAD') return
  if (!type || !(types.includes(type) || types.includes('*/*')))
    return `content type ${type}, declared ${types.join(', ')}`
  const { schema } = declared.content![type] ?? {}
  if (!schema || type !== 'application/json') return
  const judge = check(schema)
  if (!judge(await response.clone().json())) return ajv.errorsText(judge.errors)
}
