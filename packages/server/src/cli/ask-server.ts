import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createEgress } from '../egress/egress.ts'
import type { KeysFile } from './keys-file.ts'
import type { Shell } from './shell.ts'

export interface ServerOptions {
  /** Of a running server. */
  url?: string
  json?: boolean
}

export interface Question {
  method: 'GET' | 'POST'
  path: string
  query?: Readonly<Record<string, string | readonly string[] | undefined>>
  body?: unknown
}

const defaultUrl = 'http://127.0.0.1:8000'
const keysFile = 'gpuproxy.db.keys'
const answerBytesMax = 64 * 2 ** 20

/**
 * Asks a running server under the key of PROXY_API_KEY, else of the development server of this folder. Throws what to do
 * about it where there is no answer, or a refusal.
 */
export async function askServer<Answer>(shell: Shell, options: ServerOptions, question: Question): Promise<Answer> {
  const { status, body } = await reachServer(shell, options, question)
  if (status < 400) return body as Answer
  const { code, error, request_id, details = [] } = body as Refusal
  const reason = `${code ?? status}: ${error ?? 'no reason was given'}${request_id ? ` (request ${request_id})` : ''}`
  throw new Error([reason, ...details.map(({ path, message }) => `  ${path}: ${message}`)].join('\n'))
}

/** Where the server is that a command asks. */
export const originOf = ({ environment }: Pick<Shell, 'environment'>, { url }: ServerOptions): string =>
  url ?? environment.PROXY_API_BASE_URL ?? defaultUrl

/** The same, and a refusal is an answer too. */
export async function reachServer(
  shell: Shell,
  options: ServerOptions,
  question: Question,
): Promise<{ status: number; body: object }> {
  const origin = originOf(shell, options)
  const target = new URL(question.path, origin)
  for (const [name, value] of Object.entries(question.query ?? {}))
    for (const one of [value ?? []].flat()) target.searchParams.append(name, one)
  const port = Number(target.port || (target.protocol === 'https:' ? 443 : 80))
  const egress = createEgress({ userAgent: 'proxyapi', rules: { allow: [{ host: target.hostname, port }] } })
  const key = keyOf(shell)
  try {
    const answer = await egress.request({
      class: 'cloud',
      method: question.method,
      url: target.href,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(key !== null && { 'x-api-key': key }),
      },
      ...(question.method === 'POST' && { body: JSON.stringify(question.body ?? {}) }),
      limits: { maxBytes: answerBytesMax },
    })
    const body = parsed(await answer.text(answerBytesMax))
    if (body === null) throw new Error(`${origin} answered ${answer.status}, and not as a server of this kind does.`)
    return { status: answer.status, body }
  } finally {
    await egress.close()
  }
}

function keyOf({ environment, folder }: Shell): string | null {
  if (environment.PROXY_API_KEY) return environment.PROXY_API_KEY
  const file = join(folder, keysFile)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeysFile).api_key : null
}

interface Refusal {
  code?: string
  error?: string
  request_id?: string
  details?: { path: string; message: string }[]
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? value : null
  } catch {
    // Not JSON: whoever answered is no server of ours.
    return null
  }
}
