/** The six tasks over every dialect of the simulators. */
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { type Harness, type HarnessOptions, settledAll, startHarness } from '../gateway/harness.ts'
import { facts, price, provider, speaking } from '../gateway/lanes.ts'

/** A chat model of each dialect that an upstream may speak, and the simulator behind it. */
export const lanes = [
  ['openai-chat', 'openai/gpt-4o', 'openai'],
  ['openai-responses', 'responses/gpt-4o-mini', 'openai'],
  ['anthropic-messages', 'anthropic/claude-sonnet-4-5-20250929', 'anthropic'],
  ['cohere-v2', 'cohere/command-a-03-2025', 'cohere'],
  ['gemini', 'google/gemini-2.5-flash', 'google'],
  ['perplexity-agent', 'perplexity/perplexity/sonar', 'perplexity'],
] as const

export const embedders = [
  ['openai', 'openai/text-embedding-3-small'],
  ['cohere', 'cohere/embed-v4.0'],
  ['google', 'google/gemini-embedding-001'],
  ['perplexity', 'perplexity/pplx-embed-v1-0.6b'],
] as const

const embedding = {
  supportsChat: false,
  capabilities: ['embeddings'],
  contextLength: null,
  price: { ...price, output: 0 },
}

export async function startTasks(
  supports: Readonly<Record<string, boolean>> = { structured_output: true },
  more: Partial<HarnessOptions> = {},
) {
  const harness = await startHarness({
    providers: ({ openai, anthropic, cohere, google, perplexity }) => [
      provider('openai', 'openai', openai),
      speaking('openai-responses', provider('responses', 'openai', openai, { priority: 2 })),
      provider('anthropic', 'anthropic', anthropic, { priority: 3 }),
      provider('cohere', 'cohere', cohere, { priority: 4 }),
      provider('google', 'google', google, { priority: 5, baseUrl: `${google}/v1beta` }),
      provider('perplexity', 'perplexity', perplexity, { priority: 6 }),
    ],
    models: [
      ...lanes.map(([, id]) => {
        const slash = id.indexOf('/')
        return facts(id.slice(0, slash), id.slice(slash + 1), { supports })
      }),
      ...embedders.map(([name, id]) => facts(name, id.slice(id.indexOf('/') + 1), embedding)),
      facts('openai', 'sim/off-schema', { supports }),
      facts('openai', 'sim/overloaded', { supports }),
      facts('openai', 'sim/refusal', { supports }),
    ],
    ...more,
  })
  return { ...harness, post: poster(harness), last: () => lastSettled(harness) }
}

/** Posts to a task; every answer is judged by the document. */
const poster = ({ url }: Harness) => {
  const conforming = conformingFetch((request) => fetch(request))
  return async (task: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await conforming(
      new Request(`${url}/api/v1/ai/${task}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    )
    // biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
    const json: any = await response.json()
    return { status: response.status, headers: response.headers, json }
  }
}

async function lastSettled(harness: Harness) {
  await settledAll(harness)
  return harness.book.settled.at(-1)
}
