import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { networkNames } from './network-names.ts'

const packages = new URL('../../../', import.meta.url).pathname
const rooms = ['server/src', 'providers/src', 'clouds/src', 'contract/src']
const sources = rooms
  .flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: packages }))
  .filter((file) => !file.startsWith('server/src/egress/') && !file.endsWith('.test.ts'))

describe('the only door', () => {
  it.each([
    ["import { request } from 'undici'", '1: undici request'],
    ["import undici from 'undici'", '1: undici undici'],
    ["import * as undici from 'undici'", '1: undici * as undici'],
    ["import 'undici'", '1: undici *'],
    ["export * from 'undici'", '1: undici *'],
    ["\nimport {\n  connect,\n  isIP,\n} from 'node:net'", '2: node:net connect'],
    ["import { connect as c } from 'net'", '1: net connect'],
    ["import { get } from 'node:http'", '1: node:http get'],
    ["import { request } from 'node:https'", '1: node:https request'],
    ["import { WebSocket } from 'ws'", '1: ws WebSocket'],
    ["import OpenAI from 'openai'", '1: openai OpenAI'],
    ["const dns = await import('node:dns/promises')", '1: node:dns/promises *'],
    ["const tls = require('tls')", '1: tls *'],
    ["const tls = process.getBuiltinModule('node:tls')", '1: node:tls *'],
    ['const answer = await fetch(url)', '1: fetch'],
    ['const answer = fetch (url, { headers: {} }).then(read)', '1: fetch'],
    ['const get = globalThis.fetch', '1: fetch'],
    ['const answer = globalThis.fetch(url)', '1: fetch'],
    ['const socket = new WebSocket(url)', '1: WebSocket'],
  ])('EG14 finds %j', (source, finding) => {
    expect(networkNames(source)).toEqual([finding])
  })

  it.each([
    "import type { Dispatcher } from 'undici'",
    "import { type Dispatcher } from 'undici'",
    "import { isIP } from 'node:net'",
    "import { createServer, type Server } from 'node:http'",
    "import { createServer } from 'node:https'",
    "import { WebSocketServer } from 'ws'",
    "import { serve } from '@hono/node-server'",
    "import { createEgress } from './egress/egress.ts'",
    "// import { request } from 'undici' and fetch(url)",
    "/* fetch(url) */ const text = 'fetch(url)'",
    'const answer = await app.fetch(request)',
    'const app = { fetch(request: Request): Response { return new Response(request.url) } }',
    'const app = { fetch: (request: Request) => new Response(request.url) }',
    'prefetch(url)',
    'interface Room { fetch(url: string): Promise<Response> }',
  ])('EG14 passes %j', (source) => {
    expect(networkNames(source)).toEqual([])
  })

  it('EG14 no source outside egress/ reaches the network', () => {
    expect(sources.length).toBeGreaterThan(5)
    expect(sources.flatMap(findingsIn)).toEqual([])
  })
})

/** What Node cannot read as TypeScript is a finding too: it could not run either. */
function findingsIn(file: string): string[] {
  try {
    return networkNames(readFileSync(`${packages}${file}`, 'utf8')).map((name) => `${file}:${name}`)
  } catch (error) {
    return [`${file}: ${error}`]
  }
}
