import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Running, rssMegabytes, start } from './processes.ts'

/** One gateway under test, and how it is spoken to. */
export interface Contender {
  name: string
  running: Running
  port: number
  /** Of calls that an upstream of the caller's dialect answers. */
  native: Wire
  /** Of calls that are translated to another dialect. */
  translated: Wire
  idleMegabytes: number
}

export interface Wire {
  path: string
  headers: Record<string, string>
  model: string
}

const here = import.meta.dirname
const root = join(here, '../../..')
const chatPath = '/v1/chat/completions'
const messageModel = 'claude-bench'

/** Nothing in between: a translated pair is measured against the upstream's own dialect passed through. */
export async function bare(target: string): Promise<Contender> {
  const running = await start([join(here, 'bare.ts'), target], { core: 0 })
  return contender('limit: node:http + undici', running, Number(running.firstLine), {
    native: { path: chatPath, headers: {}, model: 'gpt-4o-mini' },
    translated: { path: '/v1/messages', headers: {}, model: messageModel },
  })
}

/** Governed: key, permission, routing, metering into the ledger, request log; a prepaid account. Started as a user starts it. */
export async function ours(target: string, folder: string): Promise<Contender> {
  const config = join(folder, 'config.yaml')
  writeFileSync(config, configOf(target, join(folder, 'bench.db')))
  const main = join(root, 'packages/server/dist/main.js')
  const flags = /^#!.* node (.*)$/m.exec(readFileSync(main, 'utf8'))?.[1]?.split(' ') ?? []
  const running = await start([...flags, main, 'serve', '--config', config], {
    core: 0,
    folder: root,
    environment: { OPENAI_API_KEY: 'sk-bench', ANTHROPIC_API_KEY: 'sk-bench' },
    ready: /listening on/i,
  })
  const port = Number(/:(\d+)/.exec(running.firstLine.slice(running.firstLine.indexOf('http') + 6))?.[1])
  const { api_key } = JSON.parse(readFileSync(join(folder, 'bench.db.keys'), 'utf8')) as { api_key: string }
  const headers = { 'x-api-key': api_key }
  return contender('ours, governed', running, port, {
    native: { path: chatPath, headers, model: 'openai/gpt-4o-mini' },
    translated: { path: chatPath, headers, model: `anthropic/${messageModel}` },
  })
}

const configOf = (target: string, database: string) => `server: { port: 0 }
logging: { level: WARNING }
database: { url: '${database}' }
egress: { allow: ['${new URL(target).host}'] }
rate_limit: { requests_per_window: 1000000000 }
providers:
  - { name: openai, type: openai, base_url: '${target}/v1', models: ['*'], priority: 1 }
  - { name: anthropic, type: anthropic, base_url: '${target}/v1', models: ['${messageModel}'], priority: 2 }
model_overrides: { ${messageModel}: { input_cost: 0.001, output_cost: 0.005 } }
`

export async function peer(target: string): Promise<Contender> {
  const entry = createRequire(import.meta.url)
    .resolve('@portkey-ai/gateway/package.json')
    .replace('package.json', 'build/start-server.js')
  const port = 8_700 + (process.pid % 1_000)
  const running = await start([entry, `--port=${port}`, '--headless'], { core: 0, ready: /running|ready|http/i })
  const headers = { 'x-portkey-custom-host': `${target}/v1`, authorization: 'Bearer sk-bench' }
  return contender('peer: @portkey-ai/gateway', running, port, {
    native: { path: chatPath, headers: { ...headers, 'x-portkey-provider': 'openai' }, model: 'gpt-4o-mini' },
    translated: { path: chatPath, headers: { ...headers, 'x-portkey-provider': 'anthropic' }, model: messageModel },
  })
}

const contender = (
  name: string,
  running: Running,
  port: number,
  wires: Pick<Contender, 'native' | 'translated'>,
): Contender => ({ name, running, port, ...wires, idleMegabytes: rssMegabytes(running.pid) })
