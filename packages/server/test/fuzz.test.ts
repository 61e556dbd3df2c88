/**
 * Requests made of the document, valid ones and ones with one edit, against the whole app: no input makes a failure of ours, and
 * each answer is what the document says. `FUZZ_EXAMPLES=100` asks each operation so often; 2 are enough for every run.
 */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import bundle from '@proxyapi/contract/openapi.json' with { type: 'json' }
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { arbitraryOf, mutantOf } from '../../contract/test/arbitrary.ts'
import { type Document, type Located, operationsOf } from '../../contract/tools/document.ts'
import { startApp, type TestApp } from './app.ts'

const document = bundle as unknown as Document
const of = arbitraryOf(document)
const examples = Number(process.env.FUZZ_EXAMPLES ?? 2)
const msMax = 5_000 + 500 * examples

/** They go where the request says; a socket is no answer. */
const leave = /^(proxyRequest|passToInstance|callIntegration|putIntegration|connectRealtime|createWebhook$|testWebhook)/
/** Without a provider or a cloud there is nobody to ask. */
const notOurs = new Set([501, 502, 503])

interface Call {
  path: Record<string, unknown>
  query: Record<string, unknown>
  body: unknown
}

function callOf({ parameters, operation }: Located): fc.Arbitrary<Call> {
  const group = (place: string) => {
    const own = parameters.filter((parameter) => parameter.in === place)
    const required = own.filter((parameter) => parameter.required).map(({ name }) => name)
    return fc.record(Object.fromEntries(own.map(({ name, schema }) => [name, of(schema)])), { requiredKeys: required })
  }
  const schema = operation.requestBody?.content['application/json']?.schema
  const valid = schema ? of(schema) : fc.constant(undefined)
  const body = schema ? fc.oneof(valid, valid.chain(mutantOf)) : valid
  return fc.record({ path: group('path'), query: group('query'), body }) as fc.Arbitrary<Call>
}

function requestOf({ path, method }: Located, call: Call, key: string): Request {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(call.path[name])) || 'x')
  const query = Object.entries(call.query).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, String(each)]),
  )
  const sent = call.body !== undefined && method !== 'get'
  return new Request(`http://127.0.0.1:8000${filled}?${new URLSearchParams(query)}`, {
    method: method.toUpperCase(),
    headers: { 'x-api-key': key, ...(sent && { 'content-type': 'application/json' }) },
    ...(sent && { body: JSON.stringify(call.body) }),
  })
}

let server: TestApp
let ask: (request: Request) => Response | Promise<Response>
beforeAll(async () => {
  server = await startApp()
  ask = conformingFetch((request) => server.app.fetch(request))
})
afterAll(() => server.close())

test.for(operationsOf(document).filter(({ id, path }) => path !== '/ws' && !leave.test(id)))(
  '$id',
  { timeout: msMax },
  async (located) => {
    await fc.assert(
      fc.asyncProperty(callOf(located), async (call) => {
        const response = await ask(requestOf(located, call, server.key))
        const text = await response.text()
        expect(response.status < 500 || notOurs.has(response.status), `${response.status} ${text}`).toBe(true)
      }),
      { numRuns: examples, seed: 42, interruptAfterTimeLimit: msMax - 1_000, markInterruptAsFailure: false },
    )
  },
)
