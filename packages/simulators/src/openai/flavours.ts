/** What the wires of brands that speak OpenAI's dialect do otherwise: data, served by the code of OpenAI's simulator. */
import type { ErrorFault } from '../script.ts'
import { type OpenAIModel, openaiModels } from './models.ts'

/** How errors look: `coded-text` and `text` hold no object, `numeric` and `numbered-text` have the status for a code. */
export type ErrorShape = 'nested' | 'flat' | 'coded-text' | 'text' | 'numeric' | 'numbered-text'

/** How one failure is worded where it differs from OpenAI's words. */
export interface Saying {
  status?: number
  message?: string
  type?: string
  code?: string | null
  headers?: Record<string, string>
  /** Further members of the error. */
  more?: object
}

export interface Flavour {
  /** As a person reads it. */
  name: string
  /** What stands before the paths of the API, the one that a configuration names first. */
  bases: readonly string[]
  /** Before the paths of a dated surface, which need an `api-version`; the model stands in them. */
  deployments?: string
  auth?: 'api-key'
  list?: { path: string; member: 'data' | 'models' }
  models: OpenAIModel[]
  /** Headers of answers, in place of OpenAI's. */
  headers?: Record<string, string>

  /** Members of a request that are refused by name. */
  refuses?: readonly string[]
  /** Members that are left out without a word. */
  ignores?: readonly string[]
  /** Ids of tool calls are so many letters and digits, in requests and in answers. */
  toolCallIdLength?: number
  /** Tokens of a prompt beyond which it is cut without a word. */
  truncatesBeyond?: number

  /** `asked`: in a chunk of its own if the caller wants it; elsewhere unasked. Default `asked`. */
  usageAt?: 'asked' | 'finish' | 'every-chunk'
  /** A member of the last chunk under which usage stands, too. */
  usageUnder?: string
  /** `completion_tokens` does not hold the reasoning. */
  reasoningOutside?: true
  /** `usage` states hits and misses of the prompt cache. */
  tellsCacheHits?: true
  /** `usage` states what the call cost, in units of which `perUsd` make one USD. */
  cost?: { member: string; perUsd: number }
  /** Where reasoning is shown; default nowhere. */
  reasoning?: 'reasoning_content' | 'reasoning' | 'reasoning_details' | 'thinking'
  /** How streams tell of tool calls; default as OpenAI does, id and name first. */
  toolPieces?: 'whole' | 'unnamed'
  /** Of the first tool call in a stream. */
  toolIndexFrom?: number
  /** An SSE comment before the first event. */
  comment?: string
  /** A first chunk that says nothing of the answer. */
  firstChunk?: object
  /** Further members of each choice, of each answer, and of its usage. */
  choice?: object
  answer?: object
  usage?: object
  /** Members that every message has, those that say nothing, too. */
  message?: object
  /** Content is an empty text where there are only calls, and where a stream only ends. */
  emptyContent?: true
  /** Calls of whole answers, too, have an index. */
  indexedCalls?: true
  /** Answers name a fingerprint and a tier, and events are padded. */
  isSigned?: true
  /** A text where null is meant. */
  nullText?: string
  /** Streams just end. */
  noEndMarker?: true

  /** Shapes of errors, which take turns over the failures. */
  errors: readonly [ErrorShape, ...ErrorShape[]]
  says?: Partial<Record<ErrorFault, Saying>>
}

/** OpenAI itself. */
export const openaiFlavour: Flavour = {
  name: 'OpenAI',
  bases: ['/v1'],
  models: [...openaiModels],
  isSigned: true,
  errors: ['nested'],
}

/** USD a token that flavours with a cost charge: ours to choose, equal for all models. */
export const flavourPrices = { input: 0.000_002, output: 0.000_01 }

const model = (id: string, extra: Record<string, unknown> = {}, more: Partial<OpenAIModel> = {}): OpenAIModel => ({
  id,
  created: 1_780_000_000,
  owned_by: 'simulator',
  does: 'chat',
  context: 131_072,
  extra,
  ...more,
})
const reasoner = (id: string, extra?: Record<string, unknown>): OpenAIModel => model(id, extra, { reasons: true })

const safe = { filtered: false, severity: 'safe' }
const filters = { hate: safe, self_harm: safe, sexual: safe, violence: safe }
const tooLong = "This model's maximum context length is 131072 tokens. However, you requested 200000 tokens."
const router = (name: string) => ({ more: { metadata: { provider_name: name, raw: 'upstream said no' } } })

const table = {
  azure_openai: {
    name: 'Azure OpenAI',
    bases: ['/openai/v1', '/openai'],
    deployments: '/openai/deployments',
    auth: 'api-key',
    models: [model('team-gpt', { status: 'succeeded' }), reasoner('team-reasoning')],
    headers: { 'apim-request-id': 'b3a6', 'x-ms-region': 'East US 2', 'x-ratelimit-remaining-requests': '7' },
    isSigned: true,
    firstChunk: {
      choices: [],
      created: 0,
      id: '',
      model: '',
      object: '',
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: filters }],
    },
    choice: { content_filter_results: filters },
    errors: ['numbered-text'],
    says: {
      'rate-limited': {
        message:
          'Requests to the API have exceeded call rate limit of your current pricing tier. Retry after 1 second.',
        code: '429',
        headers: { 'retry-after': '1', 'x-ratelimit-reset-requests': '1' },
      },
      'bad-key': {
        message: 'Access denied due to invalid subscription key or wrong API endpoint.',
        code: '401',
      },
      'not-found': { message: 'The API deployment for this resource does not exist.', code: 'DeploymentNotFound' },
      'content-policy': {
        message: 'The response was filtered.',
        code: 'content_filter',
        more: { innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: filters } },
      },
    },
  },
  grok: {
    name: 'xAI',
    bases: ['/v1'],
    list: { path: '/v1/language-models', member: 'models' },
    models: [
      reasoner('grok-4.7', {
        prompt_text_token_price: 20_000,
        completion_text_token_price: 100_000,
        aliases: ['grok'],
      }),
      model('grok-4.6-fast', { prompt_text_token_price: 20_000, completion_text_token_price: 100_000 }),
    ],
    headers: { 'x-request-id': 'b3a6' },
    reasoningOutside: true,
    cost: { member: 'cost_in_usd_ticks', perUsd: 10_000_000_000 },
    reasoning: 'reasoning_content',
    toolPieces: 'whole',
    emptyContent: true,
    answer: { system_fingerprint: 'fp_0f0f' },
    errors: ['coded-text', 'nested', 'text'],
    says: {
      'no-quota': { status: 403, message: 'Your team b3a6 has used all available credits.' },
      'bad-key': {
        status: 400,
        message: 'Incorrect API key provided: si***ok. You can obtain one at https://console.x.ai.',
      },
      'not-found': { message: 'The model grok-x does not exist or your team b3a6 does not have access to it.' },
      'context-length': {
        message: "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
        code: null,
      },
      'content-policy': { status: 403, message: 'Content violates usage guidelines.', code: null },
    },
  },
  blackbox: {
    name: 'Blackbox',
    bases: ['/v1', ''],
    models: [model('blackboxai/openai/gpt-5.5'), model('blackboxai/anthropic/claude-sonnet-5')],
    headers: {},
    nullText: 'None',
    message: { tool_calls: null, function_call: null, reasoning_content: null },
    answer: { provider: 'Simulated', provider_specific_fields: { native_finish_reason: null } },
    errors: ['numeric'],
    says: {
      'no-quota': { status: 402, message: 'Your account or API key has insufficient credits.' },
      'bad-key': { message: 'Invalid credentials', code: null },
      'context-length': { message: tooLong, code: null },
      'content-policy': { status: 403, message: 'Your chosen model requires moderation and your input was flagged.' },
    },
  },
  openrouter: {
    name: 'OpenRouter',
    bases: ['/api/v1'],
    models: [
      model('openai/gpt-5.5', { context_length: 400_000, pricing: { prompt: '0.000002', completion: '0.00001' } }),
      reasoner('anthropic/claude-sonnet-5', {
        context_length: 200_000,
        pricing: { prompt: '0.000002', completion: '0.00001' },
      }),
    ],
    headers: { 'x-generation-id': 'gen-b3a6' },
    cost: { member: 'cost', perUsd: 1 },
    reasoning: 'reasoning_details',
    comment: 'OPENROUTER PROCESSING',
    answer: { provider: 'Simulated' },
    choice: { native_finish_reason: null },
    errors: ['numeric'],
    says: {
      overloaded: { message: 'Provider returned error', ...router('Simulated') },
      'rate-limited': { message: 'Provider returned error', ...router('Simulated') },
      'no-quota': { status: 402, message: 'Insufficient credits. Add more at https://openrouter.ai/settings/credits' },
      'bad-key': { message: 'User not found.' },
      'not-found': { message: 'No endpoints found for x/y.' },
      'context-length': { message: tooLong, more: { metadata: { error_type: 'context_length_exceeded' } } },
      'content-policy': {
        status: 403,
        message: 'openai/gpt-5.5 requires moderation and your input was flagged for "violence"',
        more: { metadata: { reasons: ['violence'], flagged_input: '…' } },
      },
    },
  },
  groq: {
    name: 'Groq',
    bases: ['/openai/v1'],
    models: [
      reasoner('openai/gpt-oss-120b', { active: true, context_window: 131_072, max_completion_tokens: 65_536 }),
      model('llama-3.3-70b-versatile', { active: true, context_window: 131_072, max_completion_tokens: 32_768 }),
    ],
    headers: { 'x-request-id': 'req_b3a6', 'x-ratelimit-reset-requests': '6ms' },
    usageAt: 'finish',
    usageUnder: 'x_groq',
    reasoning: 'reasoning',
    toolPieces: 'whole',
    answer: {
      system_fingerprint: 'fp_0f0f',
      service_tier: 'on_demand',
      usage_breakdown: null,
      x_groq: { id: 'req_0f0f', seed: 7 },
    },
    usage: { queue_time: 0.04, prompt_time: 0.01, completion_time: 0.2, total_time: 0.21 },
    errors: ['nested'],
    says: {
      'context-length': { message: 'Please reduce the length of the messages or completion.' },
    },
  },
  mistral: {
    name: 'Mistral',
    bases: ['/v1'],
    models: [
      reasoner('magistral-medium-2507', { max_context_length: 131_072, capabilities: { completion_chat: true } }),
      model('mistral-large-2512', { max_context_length: 131_072, capabilities: { completion_chat: true } }),
      model('mistral-embed', { max_context_length: 8_192 }, { does: 'embeddings', dimensions: 1024, context: 8_192 }),
    ],
    headers: { 'x-kong-request-id': 'b3a6' },
    refuses: ['stream_options', 'max_completion_tokens'],
    toolCallIdLength: 9,
    usageAt: 'finish',
    reasoning: 'thinking',
    toolPieces: 'unnamed',
    message: { tool_calls: null },
    emptyContent: true,
    errors: ['flat'],
    says: {
      'content-policy': { message: 'The request was blocked by the content filtering policy.' },
      'context-length': {
        message:
          'Prompt contains 200000 tokens and 0 draft tokens, too large for model with 131072 maximum context length',
      },
    },
  },
  deepseek: {
    name: 'DeepSeek',
    bases: ['/v1', ''],
    models: [model('deepseek-chat'), reasoner('deepseek-reasoner')],
    headers: { 'x-ds-trace-id': 'b3a6' },
    ignores: ['max_completion_tokens'],
    usageAt: 'finish',
    tellsCacheHits: true,
    reasoning: 'reasoning_content',
    answer: { system_fingerprint: 'fp_0f0f_prod' },
    emptyContent: true,
    indexedCalls: true,
    errors: ['nested'],
    says: {
      'no-quota': {
        status: 402,
        message: 'Insufficient Balance',
        type: 'unknown_error',
        code: 'invalid_request_error',
      },
    },
  },
  together: {
    name: 'Together AI',
    bases: ['/v1'],
    models: [model('Qwen/Qwen3-235B-A22B', { context_length: 131_072 }), reasoner('deepseek-ai/DeepSeek-V4')],
    headers: {},
    ignores: ['max_completion_tokens'],
    reasoning: 'reasoning',
    errors: ['nested'],
  },
  huggingface: {
    name: 'Hugging Face',
    bases: ['/v1'],
    models: [
      model('openai/gpt-oss-120b', {
        providers: [
          { provider: 'simulated', status: 'live', context_length: 131_072, pricing: { input: 2, output: 10 } },
        ],
      }),
    ],
    headers: {},
    ignores: ['max_completion_tokens'],
    reasoning: 'reasoning',
    errors: ['text', 'nested'],
    says: {
      'no-quota': { status: 402, message: 'You have exceeded your monthly included credits for Inference Providers.' },
      'context-length': { message: tooLong },
      'content-policy': { message: 'The input was blocked by our content filtering policy.' },
    },
  },
  fireworks: {
    name: 'Fireworks AI',
    bases: ['/inference/v1'],
    models: [model('accounts/fireworks/models/deepseek-v4', { context_length: 131_072 })],
    headers: {},
    usageAt: 'every-chunk',
    reasoning: 'reasoning_content',
    errors: ['nested'],
    says: {
      'no-quota': {
        status: 412,
        message: 'Account simulated is suspended, possibly due to reaching the monthly spending limit',
      },
    },
  },
  ollama: {
    name: 'Ollama',
    bases: ['/v1'],
    list: { path: '/api/tags', member: 'models' },
    models: [
      model('llama3.3:70b', { name: 'llama3.3:70b', model: 'llama3.3:70b' }, { context: 0 }),
      { ...reasoner('qwen3:8b', { name: 'qwen3:8b', model: 'qwen3:8b' }), context: 0 },
    ],
    headers: {},
    ignores: ['n', 'logprobs', 'tool_choice', 'max_completion_tokens'],
    truncatesBeyond: 4_096,
    reasoning: 'reasoning',
    toolPieces: 'whole',
    errors: ['nested'],
  },
  vllm: {
    name: 'vLLM',
    bases: ['/v1'],
    models: [model('Qwen/Qwen3-8B', { root: 'Qwen/Qwen3-8B', parent: null, max_model_len: 131_072, permission: [] })],
    headers: {},
    reasoning: 'reasoning_content',
    errors: ['flat'],
    says: {
      'context-length': { message: tooLong, code: null },
      'content-policy': { message: 'The prompt was flagged by the content filtering policy of this server.' },
    },
  },
  openai_compatible: {
    name: 'a compatible server',
    bases: ['/v1'],
    models: [model('any-model')],
    headers: {},
    usageAt: 'every-chunk',
    toolIndexFrom: 1,
    noEndMarker: true,
    errors: ['text'],
    says: {
      'no-quota': { message: 'Insufficient credits on this account' },
      'context-length': { message: 'the request exceeds the available context size' },
      'content-policy': { message: 'This prompt violates our usage policies.' },
    },
  },
} as const satisfies Record<string, Flavour>

export type FlavourName = keyof typeof table

export const flavours: Readonly<Record<FlavourName, Flavour>> = table
export const flavourNames = Object.keys(table) as FlavourName[]
