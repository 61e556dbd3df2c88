/** Secrets that went through every path of a chat: an upstream that repeats all that it was sent, in every way of failing. */
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

let mirror: ReturnType<typeof createServer>
let harness: Harness
const registry = createRegistry()

/** Fails in the way that the address names, and says what it was sent. */
async function reflect(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const way = /^\/([a-z0-9]+)\//.exec(request.url ?? '')?.[1] ?? '500'
  request.resume()
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
  harness = await startHarness({
    metrics: registry,
    providers: (urls) =>
      Object.entries(upstreams).flatMap(([upstream, brand]) => [
        speaking(upstream, provider(upstream, brand, urls[brand], { ...secrets, ...quick, models: [...faultModels] })),
        ...mirrors.map((way) =>
          speaking(upstream, {
            ...provider(`${upstream}-${way}`, brand, url, { ...secrets, ...quick, models: ['mirror'] }),
            baseUrl: `${url}/${way}/v1`,
          }),
        ),
      ]),
    models: Object.values(upstreams).flatMap((brand) => [...faultModels, 'mirror'].map((id) => facts(brand, id))),
  })
})
afterAll(async () => {
  await harness.close()
  mirror.close()
  mirror.closeAllConnections()
})

/** All that the caller got of it. */
async function heard(model: string, caller: (typeof callers)[number], stream: boolean): Promise<string> {
  const response = await fetch(`${harness.url}${caller.path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${canaries.caller}`,
      'anthropic-beta': canaries.caller.toLowerCase(),
    },
    body: JSON.stringify({ ...caller.body(canaries.prompt), model, stream }),
  })
  return `${JSON.stringify([...response.headers])}\n${await response.text()}`
}

const ways = [
  ...mirrors.map((way) => [`-${way}`, 'mirror'] as const),
  ...faultModels.map((model) => ['', model] as const),
]
const asked = (Object.keys(upstreams) as Upstream[]).flatMap((upstream) =>
  ways.flatMap(([suffix, model]) =>
    callers.flatMap((caller) =>
      [true, false].map((stream) => ({ model: `${upstream}${suffix}/${model}`, caller, stream })),
    ),
  ),
)

test('no key, header or caller’s credential is in an answer, an error, a header, a log line, a metric, an event or a row', async () => {
  const secrets = [canaries.key, canaries.header, canaries.caller]
  for (let from = 0; from < asked.length; from += 60) {
    const some = asked.slice(from, from + 60)
    const texts = await Promise.all(some.map(({ model, caller, stream }) => heard(model, caller, stream)))
    for (const [index, text] of texts.entries()) {
      for (const secret of secrets) expect(text, JSON.stringify(some[index])).not.toContain(secret)
    }
  }
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
