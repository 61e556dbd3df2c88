/** What discovery tests are made of: configured providers, a clock that skips its sleeps, a list server that is told what to say. */
import { createHmac } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { ApiError } from '@proxyapi/contract/errors'
import { brands } from '@proxyapi/providers'
import type { Cursors } from '../../src/discovery/queries.ts'
import {
  type ConfiguredProvider,
  type DiscoverySettings,
  defaultDiscoverySettings,
} from '../../src/discovery/settings.ts'
import type { Clock } from '../../src/runtime.ts'
import { httpServer, LOOPBACK } from '../egress/loopback.ts'

export function provider(brand: string, over: Partial<ConfiguredProvider> = {}): ConfiguredProvider {
  const row = brands.get(brand)
  if (row === undefined) throw new Error(`no brand ${brand}`)
  return {
    name: brand,
    brand: row,
    baseUrl: row.baseUrl ?? 'http://upstream.invalid',
    key: 'test-key',
    headers: {},
    models: ['*'],
    deployments: {},
    enabled: true,
    priority: 1,
    ...over,
  }
}

export const settings = (over: Partial<DiscoverySettings> = {}): DiscoverySettings => ({
  ...defaultDiscoverySettings,
  ...over,
})

export interface SkippingClock extends Clock {
  /** What was slept, in ms. */
  slept: number[]
  advance(ms: number): void
}

/** A clock that jumps over its sleeps. */
export function skippingClock(start = Date.UTC(2026, 10, 20, 10, 30)): SkippingClock {
  let now = start
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    monotonic: () => now - start,
    sleep: async (ms) => {
      slept.push(ms)
      now += ms
    },
    advance: (ms) => {
      now += ms
    },
  }
}

export interface Asked {
  method: string
  path: string
  query: Record<string, string>
  headers: IncomingMessage['headers']
  body: string
}

export type Say = (asked: Asked, response: ServerResponse, n: number) => void

/** A server that answers as it is told, and keeps what it was asked. */
export async function listServer(say: Say): Promise<{ url: string; port: number; asked: Asked[] }> {
  const asked: Asked[] = []
  const { port } = await httpServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://list.invalid')
    const { method = 'GET', headers } = request
    const body = method === 'GET' ? '' : await text(request)
    const one = { method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers, body }
    say(one, response, asked.push(one))
  })
  return { url: `http://${LOOPBACK}:${port}`, port, asked }
}

export const sendJson = (
  response: ServerResponse,
  body: unknown,
  headers: Record<string, string> = {},
  status = 200,
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** Signs like the real ones, with a key of the test. */
export const testCursors: Cursors = {
  write: (scope, position) => `${Buffer.from(position).toString('base64url')}.${mark(scope, position)}`,
  read(scope, cursor) {
    const [encoded = '', given] = cursor.split('.')
    const position = Buffer.from(encoded, 'base64url').toString()
    if (given !== mark(scope, position)) throw new ApiError('INVALID_CURSOR')
    return position
  },
}

const mark = (scope: string, position: string) =>
  createHmac('sha256', 'test').update(`${scope}\n${position}`).digest('base64url').slice(0, 22)
