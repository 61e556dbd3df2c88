/** Secrets that went through every path of a call: an upstream that repeats all that it was sent, in every way of failing. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { faultModels } from '@proxyapi/simulators'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRegistry } from '../../src/telemetry/metrics.ts'
import { callers } from './callers.ts'
import { type Upstream, upstreams } from './fault-cases.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider, speaking } from './lanes.ts'

/** No pattern knows them: they look like nothing. */
const canaries = {
  key: 'q7Zr2Vw9canaryKey4Tn8',
  header: 'h3Lp6Xc1canaryHeader5Mb0',
  caller: 'c9Wd4Fg2canaryCaller7Jk3',
  prompt: 'p5Ys8Rt6canaryPrompt1Qa9',
}
const mirrors = [
  '400',
  '401',
  '403',
  '404',
  '409',
  '422',
  '429',
  '500',
  '503',
  'html',
  'error',
  'events',
  'late',
] as const

interface Operation {
  of: string
  path: string
  brand: string
  body(model: string): BodyInit
}

const asJson = (fields: object) => (model: string) => JSON.stringify({ model, ...fields })
function recording(model: string): FormData {
  const form = new FormData()
  form.set('model', model)
  form.set('file', new File([canaries.prompt], 'a.wav', { type: 'audio/wav' }))
  return form
}

/** What is no conversation, of each brand that does it in its own way. */
const operations: Operation[] = [
  ...['openai', 'cohere', 'google', 'perplexity'].map((brand) => ({
    of: 'embed',
    path: '/v1/embeddings',
    brand,
    body: asJson({ input: canaries.prompt }),
  })),
  ...['anthropic', 'google'].map((brand) => ({
    of: 'count',
    path: '/v1/messages/count_tokens',
    brand,
    body: asJson({ messages: [{ role: 'user', content: canaries.prompt }] }),
  })),
  { of: 'complete', path: '/v1/completions', brand: 'openai', body: asJson({ prompt: canaries.prompt }) },
  {
    of: 'rerank',
    path: '/v1/rerank',
    brand: 'cohere',
    body: asJson({ query: canaries.prompt, documents: [canaries.prompt] }),
  },
  { of: 'moderate', path: '/v1/moderations', brand: 'openai', body: asJson({ input: canaries.prompt }) },
  { of: 'image', path: '/v1/images/generations', brand: 'openai', body: asJson({ prompt: canaries.prompt }) },
  { of: 'speak', path: '/v1/audio/speech', brand: 'openai', body: asJson({ input: canaries.prompt, voice: 'alloy' }) },
  { of: 'transcribe', path: '/v1/audio/transcriptions', brand: 'openai', body: recording },
]
const noChat = { supportsChat: false, capabilities: ['moderation'] }
const nameOf = ({ of, brand }: Operation, way: string) => `${of}-${brand}-${way}`

let mirror: ReturnType<typeof createServer>
let harness: Harness
/** By whose operations the mirror was asked. */
const reached: string[] = []
const registry = createRegistry()

/** Fails in the way that the address names, and says what it was sent. */
async function reflect(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const way = /^\/([a-z0-9]+)\//.exec(request.url ?? '')?.[1] ?? '500'
  request.resume()
  const { 'x-name': name } = request.headers
  if (name !== undefined) reached.push(String(name))
  const sent = `${request.url} ${JSON.stringify(request.headers)}`
  const error = { message: `Refused: ${sent}`, type: canaries.key, param: canaries.header, code: canaries.key }
  const body = JSON.stringify({ type: 'error', error, message: error.message })
  const headers = { 'x-told': canaries.key, 'set-cookie': canaries.header }
  const status = Number(way) || 200
  const isEvents = way === 'events' || way === 'late'
  response.writeHead(status, {
    ...headers,
    'content-type': way === 'html' ? 'text/html' : isEvents ? 'text/event-stream' : 'application/json',
  })
  if (way === 'late') response.write('data: {"id":"x","choices":[{"index":0,"delta":{"content":"a"}}]}\n\n')
  response.end(way === 'html' ? `<p>${sent}</p>` : isEvents ? `data: ${body}\n\n` : body)
}

beforeAll(async () => {
  mirror = createServer((request, response) => void reflect(request, response))
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`
  const secrets = { key: canaries.key, headers: { 'x-operator': canaries.header } }
  const quick = { timeoutMs: 150, idleTimeoutMs: 150 }
  const mirrored = (operation: Operation, way: string) => ({
    ...provider(nameOf(operation, way), operation.brand, url, {
      key: canaries.key,
      headers: { ...secrets.headers, 'x-name': nameOf(operation, way) },
      models: [operation.of],
    }),
    baseUrl: `${url}/${way}/v1`,
  })
  harness = await startHarness({
    metrics: registry,
    providers: (urls) =>
      Object.entries(upstreams)
        .flatMap(([upstream, brand]) => [
          speaking(
            upstream,
            provider(upstream, brand, urls[brand], { ...secrets, ...quick, models: [...faultModels] }),
          ),
          ...mirrors.map((way) =>
            speaking(upstream, {
              ...provider(`${upstream}-${way}`, brand, url, { ...secrets, ...quick, models: ['mirror'] }),
              baseUrl: `${url}/${way}/v1`,
            }),
          ),
        ])
        .concat(operations.flatMap((operation) => mirrors.map((way) => mirrored(operation, way)))),
    models: [
      ...Object.values(upstreams).flatMap((brand) => [...faultModels, 'mirror'].map((id) => facts(brand, id))),
      ...operations.map(({ of, brand }) => facts(brand, of, of === 'count' || of === 'complete' ? {} : noChat)),
    ],
  })
})
afterAll(async () => {
  await harness.close()
  mirror.close()
  mirror.closeAllConnections()
})

interface Asked {
  model: string
  path: string
  body: BodyInit
}

/** All that the caller got of it. */
async function heard({ path, body }: Asked): Promise<string> {
  const response = await fetch(`${harness.url}${path}`, {
    method: 'POST',
    headers: {
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
      authorization: `Bearer ${canaries.caller}`,
      'anthropic-beta': canaries.caller.toLowerCase(),
    },
    body,
  })
  return `${JSON.stringify([...response.headers])}\n${await response.text()}`
}

const ways = [
  ...mirrors.map((way) => [`-${way}`, 'mirror'] as const),
  ...faultModels.map((model) => ['', model] as const),
]
const chats = (Object.keys(upstreams) as Upstream[]).flatMap((upstream) =>
  ways.flatMap(([suffix, name]) =>
    callers.flatMap(({ path, body }) =>
      [true, false].map((stream): Asked => {
        const model = `${upstream}${suffix}/${name}`
        return { model, path, body: JSON.stringify({ ...body(canaries.prompt), model, stream }) }
      }),
    ),
  ),
)
const others = mirrors.flatMap((way) =>
  operations.map((operation): Asked => {
    const model = `${nameOf(operation, way)}/${operation.of}`
    return { model, path: operation.path, body: operation.body(model) }
  }),
)
const asked = [...chats, ...others]

test('LK01 no key, header or caller’s credential is in an answer, an error, a header, a log line, a metric, an event or a row', async () => {
  const secrets = [canaries.key, canaries.header, canaries.caller]
  for (let from = 0; from < asked.length; from += 60) {
    const some = asked.slice(from, from + 60)
    const texts = await Promise.all(some.map(heard))
    for (const [index, text] of texts.entries()) {
      for (const secret of secrets) expect(text, some[index]?.model).not.toContain(secret)
    }
  }
  // All came as far as the upstream, which had its chance to tell.
  expect(new Set(reached)).toEqual(
    new Set(operations.flatMap((operation) => mirrors.map((way) => nameOf(operation, way)))),
  )
  await settledAll(harness)
  await harness.gateway.close()
  const rows = await Promise.all([
    harness.store.db.selectFrom('inference_requests').selectAll().execute(),
    harness.store.db.selectFrom('inference_attempts').selectAll().execute(),
  ])
  // Also of those that a pause, which their upstream had asked for, kept from it.
  expect(rows[0]).toHaveLength(asked.length)
  const sinks = {
    rows: JSON.stringify(rows),
    books: JSON.stringify([harness.book.settled, harness.book.admitted]),
    events: JSON.stringify(harness.told),
    log: harness.lines.map((line) => `${line.message} ${written(line.fields)}`).join('\n'),
    metrics: registry.render(),
  }
  for (const [sink, text] of Object.entries(sinks)) {
    for (const secret of [...secrets, canaries.prompt]) expect(text, sink).not.toContain(secret)
  }
}, 120_000)

/** With the causes of errors, which JSON leaves out. */
function written(value: unknown): string {
  if (value instanceof Error) return `${value.stack} ${written(value.cause)} ${written({ ...value })}`
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${written(inner)}`)
    .join(' ')
}
