import { brands } from '@proxyapi/providers'
import { expect, test } from 'vitest'
import { row, viewOfRows } from '../../test/discovery/rows.ts'
import { createLookup } from './lookup.ts'
import type { ConfiguredProvider } from './settings.ts'

const google: ConfiguredProvider = {
  name: 'google',
  brand: brands.get('google')!,
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  key: 'key',
  headers: {},
  models: ['*'],
  deployments: {},
  enabled: true,
  priority: 1,
}

const facts = {
  'pricing.input': 1_250_000,
  'pricing.output': 10_000_000,
  'pricing.input_audio': 3_000_000,
  'pricing.tiers': [
    { min_input_tokens: 500_000, input: 5_000_000, output: null, cache_read: null, cache_write_5m: 6_000_000 },
    { min_input_tokens: 200_000, input: 2_500_000, output: 15_000_000, cache_read: 250_000 },
  ],
}

const priceOf = (suspects: string[] = []) => {
  const view = viewOfRows([row('google:gemini-pro', facts, {}, suspects)], [google])
  return createLookup(() => view).find('google', 'gemini-pro')?.price
}

test('billing knows the price of every length of prompt, the longest last', () => {
  expect(priceOf()).toMatchObject({
    input: 1_250_000,
    inputAudio: 3_000_000,
    tiers: [
      { minInputTokens: 200_000, input: 2_500_000, output: 15_000_000, cacheRead: 250_000, cacheWrite5m: null },
      { minInputTokens: 500_000, input: 5_000_000, output: null, cacheRead: null, cacheWrite5m: 6_000_000 },
    ],
  })
})

test('nobody is charged by tiers that are implausible', () => {
  expect(priceOf(['pricing.tiers'])?.tiers).toBeUndefined()
  expect(priceOf(['pricing.input_audio'])?.inputAudio).toBeNull()
})
