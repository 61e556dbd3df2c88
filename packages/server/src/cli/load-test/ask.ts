/** The requests of a load test, as callers of the gateway make them. */
import type { LoadTesting, ScenarioName } from '../../config/load-testing.ts'
import { createEgress, type Egress } from '../../egress/egress.ts'
import type { Clock } from '../../runtime.ts'
import type { Outcome } from './tally.ts'

export interface Target {
  url: string
  key: string | null
}

const answerBytesMax = 16 * 2 ** 20
const word = 'load '
/** A stream of tokens that ended as it should. */
const streamEnd = 'data: [DONE]'

interface Asked {
  method: 'GET' | 'POST'
  path: string
  body?: object
}

/** A way out to the target alone, with as many connections as users. */
export function egressTo({ url }: Target, users: number): Egress {
  const { hostname, port, protocol } = new URL(url)
  const number = Number(port || (protocol === 'https:' ? 443 : 80))
  return createEgress({
    userAgent: 'proxyapi load-test',
    rules: { allow: [{ host: hostname, port: number }] },
    connections: { maxConnections: users, maxPerOrigin: users, maxIdle: users, maxWaitingPerOrigin: users },
  })
}

function requestOf(scenario: ScenarioName, { scenarios }: LoadTesting, n: string): Asked {
  const { chat_completion, model_discovery, summarization } = scenarios
  if (scenario === 'model_discovery') {
    const filters = Object.entries(model_discovery.filters).map(([name, value]) => [name, String(value)])
    return { method: 'GET', path: `/api/v1/models?${new URLSearchParams(filters)}` }
  }
  const { model } = chat_completion
  const isShort = scenario === 'chat_completion'
  const text = isShort
    ? `echo: ${n} ${word.repeat(20)}`
    : `Summarize: ${n} ${word.repeat(Math.ceil(summarization.input_length / word.length))}`
  const { max_tokens } = isShort ? chat_completion : summarization
  const messages = [{ role: 'user', content: text }]
  const body = { model, max_tokens, temperature: chat_completion.temperature, stream: isShort, messages }
  return { method: 'POST', path: '/v1/chat/completions', body }
}

/** Asks once, and tells what came of it; never throws. */
export async function ask(
  { url, key }: Target,
  egress: Egress,
  clock: Pick<Clock, 'monotonic'>,
  section: LoadTesting,
  { scenario, n, dueMs, beganMs }: { scenario: ScenarioName; n: string; dueMs: number; beganMs: number },
): Promise<Outcome> {
  const now = () => clock.monotonic() - beganMs
  const { method, path, body } = requestOf(scenario, section, n)
  const timeoutMs = section.config.timeout * 1_000
  const sentMs = now()
  let firstTokenMs: number | null = null
  const ended = (status: number, error: string | null): Outcome => ({
    ...{ scenario, dueMs, sentMs, firstTokenMs, status, error },
    endMs: now(),
  })
  try {
    const answer = await egress.request({
      ...{ class: 'cloud', method, url: new URL(path, url).href },
      headers: { 'content-type': 'application/json', ...(key !== null && { 'x-api-key': key }) },
      ...(body && { body: JSON.stringify(body) }),
      limits: { maxBytes: answerBytesMax, totalMs: timeoutMs, headersMs: timeoutMs, idleMs: timeoutMs },
    })
    const isStream = answer.status === 200 && (body as { stream?: boolean } | undefined)?.stream === true
    if (!isStream) {
      const text = await answer.text(answerBytesMax)
      return ended(answer.status, answer.status < 400 ? null : `${answer.status} ${codeIn(text)}`)
    }
    let tail = ''
    for await (const bytes of answer.body) {
      firstTokenMs ??= now()
      tail = (tail + Buffer.from(bytes).toString('latin1')).slice(-200)
    }
    return ended(answer.status, tail.includes(streamEnd) ? null : 'a stream without an end')
  } catch (error) {
    return ended(0, (error as { code?: string }).code ?? (error as Error).name)
  }
}

const codeIn = (text: string): string => /"code":\s*"(\w+)"/.exec(text)?.[1] ?? ''
