import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Contract, Example } from './bundle.ts'
import { type Located, operationsOf, resolve } from './document.ts'

/** Puts each example pair into the document, and returns what is missing or not valid. */
export function attachExamples({ document, examples, events }: Contract, complete: boolean): string[] {
  const problems: string[] = []
  const known = new Set(operationsOf(document).map(({ id }) => id))
  if (complete) {
    for (const id of Object.keys(examples)) if (!known.has(id)) problems.push(`examples/${id}.yaml: no such operation`)
    for (const name of Object.keys(events))
      if (!document.webhooks?.[name]) problems.push(`examples/events.yaml: no event ${name}`)
    for (const name of Object.keys(document.webhooks ?? {}))
      if (!(name in events)) problems.push(`event ${name} has no example`)
  }
  const judge = validator(document)
  for (const located of operationsOf(document)) {
    const pairs = examples[located.id]
    if (!Array.isArray(pairs) || pairs.length === 0) {
      problems.push(`${located.id}: no examples/${located.id}.yaml`)
      continue
    }
    for (const pair of pairs) problems.push(...attach(located, pair, judge))
  }
  return problems

  function attach(located: Located, pair: Example, judge: Judge): string[] {
    const { id, operation, parameters } = located
    const at = `examples/${id}.yaml "${pair.name}"`
    const found: string[] = []
    const type =
      operation.requestBody && 'application/json' in operation.requestBody.content ? 'application/json' : undefined
    if (pair.request.body !== undefined && type) {
      const media = operation.requestBody!.content[type]!
      media.examples = { ...media.examples, [slug(pair.name)]: { summary: pair.name, value: pair.request.body } }
      found.push(...judge(media.schema!, pair.request.body).map((problem) => `${at} request${problem}`))
    } else if (pair.request.body === undefined && operation.requestBody?.required)
      found.push(`${at}: needs a request body`)
    for (const [place, values] of [
      ['path', pair.request.path],
      ['query', pair.request.query],
    ] as const) {
      for (const [name, value] of Object.entries(values ?? {})) {
        const parameter = parameters.find((p) => p.in === place && p.name === name)
        if (!parameter) found.push(`${at}: no ${place} parameter ${name}`)
        else found.push(...judge(parameter.schema, value).map((problem) => `${at} ${place}.${name}${problem}`))
      }
    }
    for (const p of parameters) {
      if (p.in === 'path' && pair.request.path?.[p.name] === undefined)
        found.push(`${at}: path parameter ${p.name} is missing`)
    }
    return [...found, ...attachResponse(located, pair, judge, at)]
  }

  function attachResponse({ operation }: Located, pair: Example, judge: Judge, at: string): string[] {
    const response = operation.responses[pair.response.status]
    if (!response) return [`${at}: status ${pair.response.status} is not declared`]
    const content = resolve(document, response).content ?? {}
    const { body } = pair.response
    if (body === undefined)
      return Object.keys(content).includes('application/json') ? [`${at}: needs a response body`] : []
    const type =
      typeof body === 'string' ? Object.keys(content).find((name) => name !== 'application/json') : 'application/json'
    const media = type === undefined ? undefined : content[type]
    if (!media) return [`${at}: ${type ?? 'text'} is not declared for ${pair.response.status}`]
    media.examples = { ...media.examples, [slug(pair.name)]: { summary: pair.name, value: body } }
    return typeof body === 'string' || !media.schema
      ? []
      : judge(media.schema, body).map((problem) => `${at} response${problem}`)
  }
}

type Judge = (schema: object, value: unknown) => string[]

const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

function validator(document: object): Judge {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv, { mode: 'full' })
  for (const format of ['binary', 'int32', 'int64']) ajv.addFormat(format, true)
  const base = structuredClone(document) as Record<string, unknown>
  ajv.addSchema({ ...base, $id: 'document' })
  return (schema, value) => {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"document#/components')
    const check = ajv.compile(JSON.parse(text) as object)
    return check(value)
      ? []
      : (check.errors ?? []).slice(0, 5).map((e) => `${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`)
  }
}
