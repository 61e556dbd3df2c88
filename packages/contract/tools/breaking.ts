import { type Break, type CompareSchemas, type Direction, schemaComparer } from './compare-schemas.ts'
import {
  type Document,
  type Located,
  type Media,
  type Operation,
  operationsOf,
  type Parameter,
  type Response,
  resolve,
} from './document.ts'

/** What of `now` breaks a caller of `released`: additions pass, experimental operations are outside. Each break is told once. */
export function breakingChanges(released: Document, now: Document): Break[] {
  const compare = schemaComparer(released, now)
  const current = new Map(operationsOf(now).map((located) => [placeOf(located), located]))
  const found = [
    ...operationsOf(released)
      .filter(({ operation }) => operation['x-stability'] !== 'experimental')
      .flatMap((old) => {
        const pointer = placeOf(old)
        const fresh = current.get(pointer)
        return fresh ? operation(old, fresh, pointer) : [{ pointer, what: 'was removed' }]
      }),
    ...Object.entries(released.webhooks ?? {}).flatMap(([name, { post }]) => {
      const pointer = `#/webhooks/${name}`
      const fresh = now.webhooks?.[name]?.post
      if (!post) return []
      if (!fresh) return [{ pointer, what: 'was removed' }]
      return [
        ...changedFacts(post, fresh, ['x-channel', 'x-feed-only'], pointer),
        ...contents(post.requestBody?.content, fresh.requestBody?.content, 'out', `${pointer}/post/requestBody`),
      ]
    }),
  ]
  return [...new Map(found.map((each) => [`${each.pointer} ${each.what}`, each])).values()]

  function operation(old: Located, fresh: Located, pointer: string): Break[] {
    const facts = ['operationId', 'x-sdk', 'x-permission', 'x-spends', 'x-page', 'x-relay'] as const
    const [before, after] = [old.operation, fresh.operation]
    return [
      ...changedFacts(before, after, facts, pointer),
      ...(before['x-idempotent'] && !after['x-idempotent'] && !after['x-spends']
        ? [{ pointer: `${pointer}/x-idempotent`, what: 'honors no Idempotency-Key any more' }]
        : []),
      ...parameters(old.parameters, fresh.parameters, pointer, compare),
      ...requestBody(before, after, `${pointer}/requestBody`),
      ...Object.entries(before.responses).flatMap(([status, response]) =>
        responses(response, after.responses[status], `${pointer}/responses/${status}`),
      ),
      ...Object.keys(after.responses)
        .filter((status) => !(status in before.responses))
        .map((status) => ({ pointer: `${pointer}/responses/${status}`, what: 'is a status that it could not answer' })),
      ...frames(before, after, pointer),
    ]
  }

  function requestBody(old: Operation, fresh: Operation, pointer: string): Break[] {
    if (!fresh.requestBody) return old.requestBody ? [{ pointer, what: 'was removed' }] : []
    const needed = fresh.requestBody.required && !old.requestBody?.required
    return [
      ...(needed ? [{ pointer, what: 'is required now' }] : []),
      ...contents(old.requestBody?.content, fresh.requestBody.content, 'in', pointer),
    ]
  }

  function responses(old: Response, fresh: Response | undefined, pointer: string): Break[] {
    if (!fresh) return [{ pointer, what: 'was removed' }]
    const [before, after] = [resolve(released, old), resolve(now, fresh)]
    const lost = Object.keys(before.headers ?? {}).filter((name) => !after.headers?.[name])
    return [
      ...lost.map((name) => ({ pointer: `${pointer}/headers/${name}`, what: 'was removed' })),
      ...contents(before.content, after.content, 'out', fresh.$ref ?? pointer),
    ]
  }

  function contents(old: Contents, fresh: Contents, direction: Direction, pointer: string): Break[] {
    return Object.entries(old ?? {}).flatMap(([type, before]) => {
      const at = `${pointer}/content/${escaped(type)}`
      const after = fresh?.[type]
      if (!after) return [{ pointer: at, what: 'was removed' }]
      const [event, freshEvent] = [before['x-event-schema'], after['x-event-schema']]
      return [
        ...(before.schema && after.schema ? compare(before.schema, after.schema, direction, `${at}/schema`) : []),
        ...(event && freshEvent ? named(event, freshEvent, 'out', at) : []),
      ]
    })
  }

  function frames({ 'x-frames': old }: Operation, { 'x-frames': fresh }: Operation, pointer: string): Break[] {
    if (!old || !fresh) return old ? [{ pointer: `${pointer}/x-frames`, what: 'was removed' }] : []
    const at = `${pointer}/x-frames`
    return [
      ...named(old.client, fresh.client, 'in', at),
      ...named(old.server, fresh.server, 'out', at),
      ...named(old.event, fresh.event, 'out', at),
    ]
  }

  function named(before: string, after: string, direction: Direction, pointer: string): Break[] {
    const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` })
    return compare(refTo(before), refTo(after), direction, pointer)
  }
}

type Contents = Record<string, Media> | undefined

const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1')
const placeOf = ({ path, method }: Located) => `#/paths/${escaped(path)}/${method}`

function changedFacts(old: Operation, fresh: Operation, names: readonly (keyof Operation)[], pointer: string): Break[] {
  return names
    .filter((name) => old[name] !== false && JSON.stringify(old[name]) !== JSON.stringify(fresh[name]))
    .map((name) => ({
      pointer: `${pointer}/${name}`,
      what: `was ${JSON.stringify(old[name])} and is ${JSON.stringify(fresh[name])}`,
    }))
}

function parameters(old: Parameter[], fresh: Parameter[], pointer: string, compare: CompareSchemas): Break[] {
  const find = (list: Parameter[], { name, in: place }: Parameter) =>
    list.find((other) => other.name === name && other.in === place)
  const added = fresh.filter((parameter) => parameter.required && !find(old, parameter))
  return [
    ...added.map(({ name }) => ({ pointer: `${pointer}/parameters/${name}`, what: 'is new and required' })),
    ...old.flatMap((before) => {
      const at = `${pointer}/parameters/${before.name}`
      const after = find(fresh, before)
      if (!after) return [{ pointer: at, what: 'was removed' }]
      const written = before.style !== after.style || before.explode !== after.explode
      return [
        ...(after.required && !before.required ? [{ pointer: at, what: 'is required now' }] : []),
        ...(written ? [{ pointer: at, what: 'is written another way (style, explode)' }] : []),
        ...compare(before.schema, after.schema, 'in', `${at}/schema`),
      ]
    }),
  ]
}
