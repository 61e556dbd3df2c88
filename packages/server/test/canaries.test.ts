/** Secrets that went in through every door: they come out of none. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { operations } from '@proxyapi/contract'
import { type AllSimulators, simulateAll } from '@proxyapi/simulators'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mintApiKey } from '../src/identity/api-key.ts'
import { type Collector, startCollector } from './collector.ts'
import { type Running, startServer } from './running.ts'
import { testRandom } from './runtime.ts'

const random = testRandom(40)
const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const canaries: [name: string, secret: string][] = []

/** It looks like nothing that a pattern would know. */
function canary(name: string, shape: (text: string) => string = (text) => text): string {
  const text = shape(Array.from({ length: 28 }, () => letters[Math.floor(random.float() * letters.length)]).join(''))
  canaries.push([name, text])
  return text
}

const key32 = (name: string) =>
  canary(name, () => Buffer.from(random.bytes(32)).toString('base64url').replaceAll('=', ''))

/** Of the operator. */
const environment = {
  ENCRYPTION_KEY: key32('ENCRYPTION_KEY'),
  JWT_SECRET: canary('JWT_SECRET', (text) => `${text}-${text.slice(4)}`),
  PROXY_API_PROXY_API_KEYS: canary('static key', (text) => `${text}.${text.slice(8)}`),
  OPENAI_API_KEY: canary('OPENAI_API_KEY'),
  ANTHROPIC_API_KEY: canary('ANTHROPIC_API_KEY'),
  COHERE_API_KEY: canary('COHERE_API_KEY'),
  PERPLEXITY_API_KEY: canary('PERPLEXITY_API_KEY'),
  GEMINI_API_KEY: canary('GEMINI_API_KEY'),
  VAST_API_KEY: canary('VAST_API_KEY'),
  STRIPE_SECRET_KEY: canary('STRIPE_SECRET_KEY', (text) => `sk_test_${text}`),
  STRIPE_WEBHOOK_SECRET: canary('STRIPE_WEBHOOK_SECRET', (text) => `whsec_${text}`),
  PROXY_API_WEBHOOK_INCOMING_SECRET: canary('PROXY_API_WEBHOOK_INCOMING_SECRET'),
  PROXY_API_ADMIN_EMAIL: 'admin@example.org',
  PROXY_API_ADMIN_PASSWORD: canary('PROXY_API_ADMIN_PASSWORD'),
}
const operatorHeader = canary('header of a provider')
const collectorToken = canary('token of a collector')

let simulators: AllSimulators
let receiver: Server
let collector: Collector
const received: string[] = []
let server: Running
/** The whole of what came back, by what was asked. */
const answers: { of: string; text: string }[] = []

beforeAll(async () => {
  simulators = await simulateAll()
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      received.push(JSON.stringify(request.headers) + body)
      response.end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  collector = await startCollector()
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-canaries-'))
  const { urls } = simulators
  writeFileSync(
    join(folder, 'config.yaml'),
    `
logging: { level: debug }
egress: { allow: ['127.0.0.1:${port}'] }
telemetry:
  enabled: true
  otlp: { enabled: true, endpoint: '${collector.url}', headers: { authorization: 'Bearer ${collectorToken}' } }
  zipkin: { enabled: true, endpoint: '${collector.url}/api/v2/spans' }
providers:
  - { name: openai, type: openai, base_url: '${urls.openai}', models: ['*'], headers: { x-operator: '${operatorHeader}' } }
  - { name: anthropic, type: anthropic, base_url: '${urls.anthropic}', models: ['*'] }
  - { name: cohere, type: cohere, base_url: '${urls.cohere}', models: ['*'] }
  - { name: google, type: google, base_url: '${urls.gemini}', models: ['*'] }
  - { name: perplexity, type: perplexity, base_url: '${urls.perplexity}', models: ['*'] }
clouds:
  vast.ai: { base_url: '${urls['vast.ai']}', private_endpoints: true }
model_overrides:
  sim/error-500: { input_cost: 0, output_cost: 0 }
`,
  )
  const embedded = join(folder, 'gpuproxy.db.keys')
  writeFileSync(embedded, JSON.stringify({ encryption_key: environment.ENCRYPTION_KEY, api_key: null }))
  server = await startServer({ folder, environment })
})
afterAll(async () => {
  await server?.stop()
  await simulators.close()
  await collector.close()
  await new Promise((resolve) => receiver.close(resolve))
})

interface Ask {
  headers?: Record<string, string>
  body?: unknown
  /** Nobody's; else that of the operator. */
  isBare?: boolean
  /** The caller may read its own words again. */
  mayEcho?: boolean
}

async function ask(of: string, method: string, path: string, { headers = {}, body, isBare, mayEcho }: Ask = {}) {
  const isText = typeof body === 'string'
  const answer = await fetch(server.url + path, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: {
      ...(!isBare && { 'x-api-key': environment.PROXY_API_PROXY_API_KEYS }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (!mayEcho) answers.push({ of, text: `${answer.status} ${JSON.stringify([...answer.headers])} ${text}` })
  return { status: answer.status, text }
}

/** The same, where it matters that it was taken, or refused. */
async function posted(status: number, of: string, path: string, body: unknown, more: Ask = {}): Promise<void> {
  expect({ of, status: (await post(of, path, body, more)).status }).toEqual({ of, status })
}

const post = (of: string, path: string, body: unknown, more: Ask = {}) => ask(of, 'post', path, { body, ...more })

test('whoever shows a wrong credential, in any place, on any operation, does not read it again', async () => {
  const wrong = mintApiKey(random.bytes)
  canaries.push(['a key that is not known', wrong])
  const credentials = {
    'x-api-key': wrong,
    authorization: `Bearer ${wrong}`,
    cookie: `session=${canary('cookie')}`,
    'x-auth-token': canary('a header that is no credential'),
    'idempotency-key': canary('Idempotency-Key'),
  }
  const query = `api_key=${canary('query')}&ticket=${canary('ticket')}`
  for (const { id, method, path } of Object.values(operations)) {
    const url = path.replace(/\{\w+\}/g, 'x')
    const body = method === 'get' ? {} : { body: { secret: canary('body beside a wrong credential') } }
    await ask(`${id} with a wrong key`, method, `${url}?${query}`, { headers: credentials, isBare: true, ...body })
    await ask(`${id} with a wrong token`, method, url, {
      headers: { authorization: `Bearer eyJhbGciOiJIUzI1NiJ9.${canary('token')}.${canary('signature')}` },
      isBare: true,
      ...body,
    })
    await ask(`${id} with Basic`, method, url, {
      headers: { authorization: `Basic ${Buffer.from(`u:${canary('Basic')}`).toString('base64')}` },
      isBare: true,
      ...body,
    })
  }
})

test('what is secret in a body goes where it is meant to go, and nowhere else', async () => {
  await post(
    'a password',
    '/api/v1/auth/token',
    { grant_type: 'password', email: 'a@example.org', password: canary('password') },
    { isBare: true },
  )
  await post(
    'a code',
    '/api/v1/auth/token',
    { grant_type: 'authorization_code', code: canary('code') },
    { isBare: true },
  )
  await post(
    'a new password',
    '/api/v1/auth/password',
    { setup_token: canary('setup token'), password: canary('new password') },
    { isBare: true },
  )
  await post('another new password', '/api/v1/auth/password', {
    current_password: canary('current password'),
    password: canary('other password'),
  })
  await post('a token to end', '/api/v1/auth/revoke', { token: canary('token to end') })
  const { port } = receiver.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/hook`
  // The answer shows a secret to whoever chose it, once.
  await posted(
    201,
    'a webhook',
    '/api/v1/webhooks',
    { url, events: ['*'], secret: canary('secret of a webhook') },
    { mayEcho: true },
  )
  await posted(
    201,
    'a money webhook',
    '/api/v1/webhooks/billing',
    { url, events: ['payment.completed'], secret: canary('secret of a money webhook') },
    { mayEcho: true },
  )
  await posted(400, 'a webhook to nowhere', '/api/v1/webhooks', {
    url: 'ftp://x',
    events: ['*'],
    secret: canary('secret of a refused webhook'),
  })
  const launch = {
    secret_env: { HF_TOKEN: canary('secret_env') },
    registry: { username: 'u', password: canary('password of a registry') },
  }
  const offers = JSON.parse((await ask('offers', 'get', '/api/v1/gpu/instances?limit=1')).text) as {
    data: { id: string }[]
  }
  await posted(201, 'a GPU', `/api/v1/gpu/instances/vast.ai/${offers.data[0]!.id}`, launch)
  await post('a GPU that is none', '/api/v1/gpu/instances/vast.ai/vast-1', {
    ...launch,
    env: { '-p 1:1': canary('env') },
  })
  const deployment = { name: 'a', model: 'm/m', gpu: { min_vram: 16 }, max_price_per_hour: 1, fallback_model: null }
  await posted(201, 'a deployment', '/api/v1/gpu/deployments', {
    ...deployment,
    secret_env: { HF_TOKEN: canary('secret_env of a deployment') },
  })
  await post('a call to a stranger', '/api/v1/gpu/proxy', {
    protocol: 'http',
    target_url: `http://u:${canary('password in a URL')}@203.0.113.9/`,
    method: 'GET',
    headers: { authorization: `Bearer ${canary('header of a proxied call')}` },
    body: { secret: canary('body of a proxied call') },
  })
  for (const [name, value] of [
    ['stripe-signature', `t=1,v1=${canary('Stripe-Signature')}`],
    ['x-signature', canary('X-Signature')],
    ['webhook-signature', `v1,${canary('webhook-signature')}`],
  ] as const) {
    const path = name === 'stripe-signature' ? '/webhook/stripe' : '/webhook/incoming'
    const headers = { [name]: value, 'webhook-id': 'a', 'webhook-timestamp': '1' }
    await post(name, path, { event: 'x', data: { secret: canary(`body beside ${name}`) } }, { headers, isBare: true })
  }
  await ask('a body that is no JSON', 'post', '/api/v1/webhooks', { body: `{"secret": "${canary('broken body')}` })
})

test('prompts are in no log and no row, whether they are answered or not', async () => {
  const own = { mayEcho: true }
  const says = (name: string) => [{ role: 'user', content: canary(name) }]
  const failing = 'openai/sim/error-500'
  await posted(
    200,
    'chat',
    '/v1/chat/completions',
    { model: 'openai/gpt-4o-mini', messages: says('prompt'), user: canary('user') },
    own,
  )
  await post('a chat that fails', '/v1/chat/completions', { model: failing, messages: says('prompt of a failure') })
  await post('a chat that is wrong', '/v1/chat/completions', {
    model: 'openai/gpt-4o-mini',
    messages: canary('messages that are none'),
  })
  await posted(
    200,
    'messages',
    '/v1/messages',
    { model: 'anthropic/claude-sonnet-4-6', max_tokens: 5, system: canary('system'), messages: says('message') },
    own,
  )
  await posted(
    200,
    'responses',
    '/v1/responses',
    { model: 'openai/gpt-4o-mini', input: canary('input'), instructions: canary('instructions') },
    own,
  )
  await post('completions', '/v1/completions', { model: 'openai/gpt-4o-mini', prompt: canary('completion') }, own)
  await posted(200, 'embeddings', '/v1/embeddings', {
    model: 'openai/text-embedding-3-small',
    input: canary('embedding'),
  })
  await post('moderations', '/v1/moderations', { input: canary('moderation') })
  await post(
    'rerank',
    '/v1/rerank',
    { model: 'cohere/rerank-v3.5', query: canary('rerank query'), documents: [canary('document')] },
    own,
  )
  await post('speech', '/v1/audio/speech', { model: 'openai/tts-1', voice: 'alloy', input: canary('speech') })
  await post('image', '/v1/images/generations', { model: 'openai/gpt-image-1', prompt: canary('image') }, own)
})

test('LK01 40 and more secrets are in no answer, log, metric, trace, export, webhook, audit entry or row', async () => {
  expect(canaries.length).toBeGreaterThanOrEqual(40)
  const lists = [
    '/metrics',
    '/health',
    '/api/v1/admin/audit',
    '/api/v1/admin/requests',
    '/api/v1/admin/users',
    '/api/v1/admin/export/users',
    '/api/v1/user',
    '/api/v1/user/export',
    '/api/v1/user/usage',
    '/api/v1/webhooks',
    '/api/v1/auth/apikey',
    '/api/v1/gpu/contracts',
    '/api/v1/gpu/deployments',
    '/api/v1/providers/status',
    '/v1/models',
    '/api/v1/billing/transactions',
  ]
  const login = {
    grant_type: 'password',
    email: environment.PROXY_API_ADMIN_EMAIL,
    password: environment.PROXY_API_ADMIN_PASSWORD,
  }
  const token = JSON.parse(
    (await post('login', '/api/v1/auth/token', login, { isBare: true, mayEcho: true })).text,
  ) as { access_token: string }
  for (const path of lists) {
    await ask(`${path} of the operator`, 'get', path)
    const headers = { authorization: `Bearer ${token.access_token}` }
    await ask(`${path} of an administrator`, 'get', path, { headers, isBare: true })
  }
  canaries.push(['an access token', token.access_token])
  await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThan(0)
  server.process.kill('SIGTERM')
  await new Promise((resolve) => server.process.once('exit', resolve))

  expect(collector.spans.length).toBeGreaterThan(100)
  const sinks = [
    ...answers,
    { of: 'the log', text: server.output() },
    ...received.map((text) => ({ of: 'a webhook', text })),
    ...collector.received.map(({ body }) => ({ of: 'a trace', text: body })),
    ...rowsOf(join(server.folder, 'gpuproxy.db')),
  ]
  const found = sinks.flatMap(({ of, text }) =>
    canaries.flatMap(([name, secret]) => (text.includes(secret) ? [`${name} in ${of}`] : [])),
  )
  expect(found).toEqual([])
})

/** Every row of every table, as text. */
function rowsOf(file: string): { of: string; text: string }[] {
  const db = new DatabaseSync(file, { readOnly: true })
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[]
  const rows = tables.map(({ name }) => ({
    of: `the table ${name}`,
    text: JSON.stringify(db.prepare(`SELECT * FROM "${name}"`).all(), (_, value) =>
      typeof value === 'bigint' ? String(value) : value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    ),
  }))
  db.close()
  return rows
}
