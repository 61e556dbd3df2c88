import { describe, expect, test } from 'vitest'
import type { Fault } from './answer.ts'
import { anthropicMessages } from './dialects/anthropic-messages.ts'
import { openaiChat } from './dialects/openai-chat.ts'
import { upstreamError } from './upstream-error.ts'

const openai = (message: string, rest: object = {}) => ({
  error: { message, type: 'invalid_request_error', param: null, code: null, ...rest },
})
const anthropic = (type: string, message = 'm') => ({ type: 'error', error: { type, message }, request_id: 'req_1' })
const none = new Headers()

const cases: [name: string, status: number, body: unknown, fault: Fault][] = [
  ['501, where it was not built', 501, openai('x', { type: 'server_error' }), 'not-found'],
  ['500', 500, openai('boom', { type: 'server_error' }), 'transient'],
  ['503 overloaded', 503, openai('busy', { code: 'server_is_overloaded' }), 'transient'],
  ['529', 529, anthropic('overloaded_error'), 'transient'],
  ['408', 408, '', 'transient'],
  ['409', 409, anthropic('conflict_error'), 'transient'],
  ['504', 504, anthropic('timeout_error'), 'transient'],
  ['HTML of a proxy', 502, '<html>Bad Gateway</html>', 'transient'],
  ['429 of rate', 429, openai('Rate limit reached', { code: 'rate_limit_exceeded', type: 'tokens' }), 'rate'],
  ['429 without a word', 429, undefined, 'rate'],
  ['503 that asks to slow down', 503, openai('x', { code: 'slow_down' }), 'rate'],
  ['429 Azure', 429, { error: { code: '429', message: 'Requests to … have exceeded call rate limit' } }, 'rate'],
  [
    '429 router',
    429,
    {
      error: { code: 429, message: 'Provider returned error', metadata: { raw: 'temporarily rate-limited upstream' } },
    },
    'rate',
  ],
  [
    '429 of money',
    429,
    openai('You exceeded your current quota', { code: 'insufficient_quota', type: 'insufficient_quota' }),
    'money',
  ],
  ['429 of credits', 429, { code: 'x', error: 'Your team has used all available credits' }, 'money'],
  [
    '400 of credit',
    400,
    anthropic('invalid_request_error', 'Your credit balance is too low to access the Anthropic API'),
    'money',
  ],
  ['402', 402, undefined, 'money'],
  ['402 type', 402, anthropic('billing_error'), 'money'],
  ['401', 401, openai('Incorrect API key provided', { code: 'invalid_api_key' }), 'credential'],
  [
    '401 Azure',
    401,
    { error: { code: '401', message: 'Access denied due to invalid subscription key' } },
    'credential',
  ],
  ['403', 403, anthropic('permission_error'), 'credential'],
  [
    '400 of a bad key',
    400,
    { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***1.' },
    'credential',
  ],
  [
    '400 of a bad key, by reason',
    400,
    {
      error: {
        code: 400,
        message: 'API key not valid',
        status: 'INVALID_ARGUMENT',
        details: [{ reason: 'API_KEY_INVALID' }],
      },
    },
    'credential',
  ],
  ['404 model', 404, openai('The model `x` does not exist', { code: 'model_not_found' }), 'not-found'],
  [
    '404 xAI',
    404,
    { code: 'Some requested entity was not found', error: 'The model grok-x does not exist' },
    'not-found',
  ],
  ['404 deployment', 404, { error: { code: 'DeploymentNotFound', message: 'x' } }, 'not-found'],
  ['404 Anthropic', 404, anthropic('not_found_error', 'model: claude-sonet-4-5'), 'not-found'],
  [
    '403 for a model',
    403,
    openai('Project `p` does not have access to model `m`', { code: 'model_not_found' }),
    'not-found',
  ],
  ['400 for a model', 400, openai("The requested model 'x' does not exist.", { param: 'model' }), 'not-found'],
  ['context by code', 400, openai('x', { code: 'context_length_exceeded' }), 'context-length'],
  ['413', 413, anthropic('request_too_large'), 'context-length'],
  [
    '413 with a rate word',
    413,
    openai('Request too large for model `x` on tokens per minute', { code: 'rate_limit_exceeded' }),
    'context-length',
  ],
  ['400 without a body', 400, '', 'context-length'],
  [
    'context in the flat shape',
    400,
    {
      code: 'Client specified an invalid argument',
      error: "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
    },
    'context-length',
  ],
  ['context in the shape of one text', 400, { error: 'the input exceeds the context window' }, 'context-length'],
  [
    'context with a number for a code',
    400,
    { object: 'error', message: "This model's maximum context length is 4096 tokens.", param: null, code: 400 },
    'context-length',
  ],
  ['403 of credits', 403, { code: 'x', error: 'Your team has used all available credits' }, 'money'],
  [
    '402 of an empty account',
    402,
    { error: { message: 'Insufficient Balance', code: 'invalid_request_error' } },
    'money',
  ],
  ['412 of a spent account', 412, { error: 'Account is suspended: monthly spending limit reached' }, 'money'],
  ['429 of the abuse guard', 429, { error: { code: 'RateLimitReached', message: 'retry after 7 seconds' } }, 'rate'],
  [
    'a message that is an object',
    422,
    {
      object: 'error',
      message: { detail: [{ type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' }] },
      type: 'invalid_request_error',
    },
    'caller',
  ],
  [
    'context by the router',
    400,
    { error: { code: 400, message: 'x', metadata: { error_type: 'context_length_exceeded' } } },
    'context-length',
  ],
  [
    'policy by code',
    400,
    openai('filtered', { code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } }),
    'content-policy',
  ],
  [
    'policy in words alone',
    400,
    { type: 'error', error: { type: 'invalid_request_error', message: 'Output blocked by content filtering policy' } },
    'content-policy',
  ],
  ['policy of images', 400, openai('x', { code: 'moderation_blocked' }), 'content-policy'],
  ['policy by 403', 403, { code: 'x', error: 'Content violates usage guidelines.' }, 'content-policy'],
  [
    'moderation',
    403,
    {
      error: { code: 403, message: 'Your chosen model requires moderation and your input was flagged for "violence"' },
    },
    'content-policy',
  ],
  [
    '400',
    400,
    openai("Unsupported parameter: 'max_tokens'", { code: 'unsupported_parameter', param: 'max_tokens' }),
    'caller',
  ],
  ['422 list', 422, { detail: [{ loc: ['body'], msg: 'Field required' }] }, 'caller'],
  ['415', 415, 'x', 'caller'],
  ['a redirect', 302, '', 'protocol'],
]

/** What each brand says when it refuses, in its own shape (reference §2–§11). */
const brandCases: [brand: string, what: string, status: number, body: unknown, fault: Fault][] = [
  [
    'azure',
    'a key',
    401,
    { error: { code: '401', message: 'Access denied due to invalid subscription key' } },
    'credential',
  ],
  ['azure', 'a path', 404, { error: { code: '404', message: 'Resource not found' } }, 'not-found'],
  [
    'azure',
    'no deployment',
    404,
    openai('The API deployment does not exist.', { code: 'DeploymentNotFound' }),
    'not-found',
  ],
  ['azure', 'rate', 429, { error: { code: 'RateLimitReached', message: 'x' } }, 'rate'],
  [
    'azure',
    'a filter',
    400,
    {
      error: {
        code: null,
        message: 'm',
        innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: {} },
      },
    },
    'content-policy',
  ],
  ['xai', 'a bare text', 422, { error: 'Failed to deserialize the JSON body' }, 'caller'],
  ['xai', 'a nested error', 429, openai('Too many requests'), 'rate'],
  ['xai', 'a text beside its code', 403, { code: 'x', error: 'Your team has used all available credits' }, 'money'],
  ['xai', 'no permission', 403, { code: 'x', error: 'The caller does not have permission' }, 'credential'],
  ['openrouter', 'credits', 402, { error: { code: 402, message: 'Insufficient credits' } }, 'money'],
  ['openrouter', 'overload', 529, { error: { code: 529, message: 'Provider returned error' } }, 'transient'],
  [
    'openrouter',
    'a host that is down',
    503,
    { error: { code: 503, message: 'm', metadata: { error_type: 'provider_unavailable' } } },
    'transient',
  ],
  [
    'openrouter',
    'moderation',
    403,
    { error: { code: 403, message: 'm', metadata: { error_type: 'content_policy_violation' } } },
    'content-policy',
  ],
  [
    'blackbox',
    'moderation',
    403,
    { error: { code: 403, message: 'Your input was flagged by moderation' } },
    'content-policy',
  ],
  [
    'groq',
    'a tool that failed',
    400,
    openai('Failed to call a function.', { code: 'tool_use_failed', failed_generation: '<f>' }),
    'caller',
  ],
  [
    'mistral',
    'rate',
    429,
    {
      object: 'error',
      message: 'Service tier capacity exceeded for this model.',
      type: 'service_tier_capacity_exceeded',
      code: '3505',
    },
    'rate',
  ],
  [
    'mistral',
    'fields',
    422,
    { detail: [{ type: 'extra_forbidden', loc: ['body', 'x'], msg: 'Extra inputs are not permitted' }] },
    'caller',
  ],
  [
    'deepseek',
    'balance',
    402,
    openai('Insufficient Balance', { type: 'unknown_error', code: 'invalid_request_error' }),
    'money',
  ],
  [
    'vllm',
    'a number as code',
    404,
    { error: { message: 'The model `m` does not exist.', type: 'NotFoundError', param: null, code: 404 } },
    'not-found',
  ],
  [
    'vllm',
    'the older flat shape',
    400,
    {
      object: 'error',
      message: "This model's maximum context length is 4096 tokens.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    'context-length',
  ],
  [
    'perplexity',
    'a number as code',
    422,
    { error: { code: 422, message: 'unknown field', type: 'invalid_request' } },
    'caller',
  ],
]

test.each(brandCases)('%s: %s', (_, _what, status, body, fault) => {
  expect(upstreamError(status, body, none)).toMatchObject({ fault, status })
  // In a 200 the number in the body stands for the status, if it has one.
  const inside = upstreamError(0, body)
  if (inside.status !== undefined) expect(inside).toMatchObject({ fault, status })
})

test.each(cases)('%s', (_, status, body, fault) => {
  expect(upstreamError(status, body, none)).toMatchObject({ fault, status })
  for (const dialect of [openaiChat, anthropicMessages]) expect(dialect.error(status, body, none).fault).toBe(fault)
})

test.each([
  "This model's maximum context length is 8192 tokens",
  'Your input exceeds the context window of this model',
  'prompt is too long: 210000 tokens > 200000 maximum',
  'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
  "This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
  'Please reduce the length of the messages or completion.',
  'too many tokens: size limit exceeded',
  'Input is too long for requested model.',
  'the request exceeds the available context size',
  'The number of tokens to keep is greater than the context length',
  'Prompt contains 90000 tokens, too large for model with 32768 maximum context length',
  'Invalid request: Your request exceeded model token limit: 8192',
  'invalid params, context window exceeds limit',
])('overflow: %s', (message) => {
  expect(upstreamError(400, openai(message)).fault).toBe('context-length')
  expect(upstreamError(429, openai(message)).fault).toBe('rate')
})

test('each fault has its code', () => {
  const codes = Object.fromEntries(cases.map(([, status, body, fault]) => [fault, upstreamError(status, body).code]))
  expect(codes).toEqual({
    transient: 'UPSTREAM_ERROR',
    rate: 'RATE_LIMITED',
    money: 'UPSTREAM_AUTH_FAILED',
    credential: 'UPSTREAM_AUTH_FAILED',
    'not-found': 'MODEL_NOT_FOUND',
    'context-length': 'CONTEXT_LENGTH_EXCEEDED',
    'content-policy': 'CONTENT_BLOCKED',
    caller: 'UPSTREAM_REJECTED',
    protocol: 'UPSTREAM_PROTOCOL_ERROR',
  })
})

test('the upstream’s own words are kept, within bounds', () => {
  expect(upstreamError(400, openai('no', { code: 'unsupported_parameter', param: 'max_tokens' }))).toEqual({
    code: 'UPSTREAM_REJECTED',
    fault: 'caller',
    status: 400,
    message: 'no',
    upstream: { code: 'unsupported_parameter', type: 'invalid_request_error', param: 'max_tokens' },
  })
  expect(upstreamError(500, 'x'.repeat(9_000)).message).toHaveLength(2_000)
  expect(upstreamError(400, { error: { code: 7, message: 'm' } }).upstream).toEqual({
    code: '7',
    type: null,
    param: null,
  })
})

test('an error of any depth is an error', () => {
  const detail = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
  expect(upstreamError(400, { detail })).toMatchObject({
    fault: 'caller',
    message: expect.stringMatching(/^\[{2000}$/),
  })
})

describe('inside a 200', () => {
  test.each<[unknown, Fault]>([
    [{ error: { code: 502, message: 'gone' } }, 'transient'],
    [{ error: { code: '429', message: 'slow' } }, 'rate'],
    [{ error: { code: 402, message: 'pay' } }, 'money'],
    [{ error: { type: 'overloaded_error', message: 'Overloaded' } }, 'transient'],
    [{ error: { type: 'rate_limit_error', message: 'x' } }, 'rate'],
    [{ error: { type: 'invalid_request_error', message: 'x' } }, 'caller'],
    [{ error: { message: 'x' } }, 'transient'],
    [{ error: { message: 'x', metadata: { error_type: 'image_too_large' } } }, 'caller'],
    [{ error: { message: 'x', metadata: { error_type: 'token_limit_exceeded' } } }, 'context-length'],
    [{ error: { message: 'x', metadata: { error_type: 'unmapped' } } }, 'transient'],
    [{ error: { message: 'Incorrect API key provided' } }, 'credential'],
    [{ error: { type: 'constructor', code: '__proto__', message: 'x' } }, 'transient'],
    [{}, 'transient'],
  ])('%j', (body, fault) => {
    expect(upstreamError(0, body).fault).toBe(fault)
  })
})

describe('Retry-After', () => {
  const waits = (headers: Record<string, string>) => upstreamError(429, undefined, new Headers(headers)).retryAfterMs
  test.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['parts of a second', { 'retry-after': '0.25' }, 250],
    ['none', {}, undefined],
    ['now', { 'retry-after': '0' }, 0],
    ['milliseconds win', { 'retry-after': '7', 'retry-after-ms': '123.4' }, 124],
    ['nonsense milliseconds do not', { 'retry-after': '7', 'retry-after-ms': 'soon' }, 7_000],
    [
      'a date, against the reply’s own',
      { 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT', date: 'Fri, 20 Nov 2026 10:00:00 GMT' },
      30_000,
    ],
    [
      'a date that is over',
      { 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT', date: 'Fri, 20 Nov 2026 10:00:00 GMT' },
      0,
    ],
    ['a date without a clock', { 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT' }, undefined],
    ['more than a day', { 'retry-after': '99999999' }, 86_400_000],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['negative', { 'retry-after': '-5' }, undefined],
  ])('%s', (_, headers, ms) => {
    expect(waits(headers)).toBe(ms)
  })
})
