import { expect, it } from 'vitest'
import { statementOf } from './listed-facts.ts'

it('keeps what OpenAI states and what the id tells apart', () => {
  const said = statementOf(
    {
      id: 'gpt-4',
      created: 1_687_882_411,
      shutdownDate: '2026-10-23',
      metadata: { owned_by: 'openai', object: 'model' },
    },
    'openai',
    'openai',
  )
  expect(said).toEqual({
    uid: 'openai:gpt-4',
    sourceKey: 'gpt-4',
    url: 'https://platform.openai.com/docs/models',
    facts: { shutdown_date: '2026-10-23', metadata: { owned_by: 'openai' } },
    inferred: {
      author: 'openai',
      canonical_id: 'openai/gpt-4',
      family: 'gpt',
      supports_chat: true,
      supports_completion: false,
      'supports.streaming': true,
      'modalities.input': ['text'],
      'modalities.output': ['text'],
    },
    suspects: [],
  })
})

it('reads capabilities, limits and the release of Anthropic', () => {
  const said = statementOf(
    {
      id: 'claude-opus-4-6',
      name: 'Claude Opus 4.6',
      created: Date.UTC(2026, 1, 4) / 1000,
      maxInputTokens: 1_000_000,
      maxOutputTokens: 0,
      capabilities: ['batch', 'citations', 'image_input', 'pdf_input', 'structured_outputs', 'thinking'],
    },
    'anthropic',
    'anthropic',
  )
  expect(said?.facts).toEqual({
    name: 'Claude Opus 4.6',
    max_input_tokens: 1_000_000,
    release_date: '2026-02-04',
    'capabilities.batch': true,
    'supports.vision': true,
    'supports.pdf': true,
    'supports.structured_output': true,
    'supports.reasoning': true,
    metadata: { features: ['citations'] },
  })
})

it('reads xAI’s integer prices and modalities', () => {
  const said = statementOf(
    {
      id: 'grok-3',
      aliases: ['grok-3-latest', 'grok-3-beta', 'grok-3'],
      inputModalities: ['text'],
      outputModalities: ['text'],
      metadata: {
        fingerprint: 'fp_1',
        prompt_text_token_price: 30_000,
        cached_prompt_text_token_price: 7_500,
        completion_text_token_price: 150_000,
      },
    },
    'grok',
    'grok',
  )
  expect(said?.facts).toEqual({
    aliases: ['grok-3-beta', 'grok-3-latest'],
    'modalities.input': ['text'],
    'modalities.output': ['text'],
    'supports.vision': false,
    'supports.pdf': false,
    'supports.audio': false,
    'pricing.input': 3_000_000,
    'pricing.output': 15_000_000,
    'pricing.cache_read': 750_000,
    metadata: { fingerprint: 'fp_1' },
  })
})

it('reads OpenRouter’s texts, dynamic prices and sentinels', () => {
  const priced = statementOf(
    {
      id: 'meta-llama/llama-3.3-70b-instruct',
      inputModalities: ['text', 'file', 'smell'],
      shutdownDate: '2098-12-31',
      metadata: {
        pricing: { prompt: '0.00000090000000000000005', completion: '0', web_search: '0.01' },
        supported_parameters: ['tools', 'response_format', 'top_p'],
      },
    },
    'openrouter',
    'openrouter',
  )
  expect(priced?.facts).toEqual({
    'modalities.input': ['text', 'pdf'],
    'supports.vision': false,
    'supports.pdf': true,
    'supports.audio': false,
    'supports.tools': true,
    'supports.json_mode': true,
    'pricing.input': 900_000,
    'pricing.output': 0,
    'pricing.web_search': 10_000_000_000,
    metadata: { features: ['top_p'] },
  })
  expect(priced?.suspects).toEqual(['shutdown_date'])
  expect(priced?.inferred).toMatchObject({ author: 'meta', canonical_id: 'meta/llama-3-3-70b-instruct' })

  const dynamic = statementOf(
    { id: 'openrouter/auto', metadata: { pricing: { prompt: '-1', completion: '-1' } } },
    'openrouter',
    'openrouter',
  )
  expect(dynamic?.facts).toEqual({ 'pricing.mode': 'dynamic' })
})

it('reads no price where the brand declares no unit', () => {
  const said = statementOf({ id: 'm', metadata: { pricing: { prompt: '0.1' } } }, 'vllm', 'rack')
  expect(said?.facts).toEqual({})
  expect(said?.inferred).toEqual({ family: 'm' })
})

it('leaves out what differs from one request to the next', () => {
  const metadata = { permission: [{ id: 'modelperm-1' }], root: '/models/m' }
  expect(statementOf({ id: 'm', metadata }, 'vllm', 'rack')?.facts).toEqual({ metadata: { root: '/models/m' } })
})

it('a list that names endpoints names them all', () => {
  const said = statementOf({ id: 'embed-v4.0', capabilities: ['embed'] }, 'cohere', 'cohere')
  expect(said?.facts).toEqual({ supports_chat: false, supports_completion: false, 'supports.embeddings': true })
})

it('refuses an id that cannot be a row', () => {
  expect(statementOf({ id: 'a\u0000b' }, 'openai', 'openai')).toBeUndefined()
})

it('keeps hostile metadata small, flat and storable', () => {
  let deep: unknown = 'end'
  for (let i = 0; i < 20_000; i++) deep = [deep]
  const metadata = { deep: { deep }, long: 'x'.repeat(20_000), nul: 'a\0b', half: '\ud800', fine: 1 }
  const kept = statementOf({ id: 'm', metadata }, 'vllm', 'rack')?.facts.metadata
  expect(Object.keys(kept ?? {})).toEqual(['deep', 'nul', 'half', 'fine'])
  expect(kept).toMatchObject({ nul: 'a\ufffdb', half: '\ufffd', fine: 1 })
  expect(JSON.stringify(kept).length).toBeLessThan(16 * 1024)
})
