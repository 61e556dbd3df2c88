import { expect, test } from 'vitest'
import { baseUrlOf } from './address.ts'
import { brands } from './brands.ts'

test.each([
  ['cohere', undefined, 'https://api.cohere.com'],
  ['cohere', 'https://api.cohere.ai/v1', 'https://api.cohere.ai'],
  ['cohere', 'https://gate.example/up/v2/', 'https://gate.example/up'],
  ['cohere', 'https://gate.example/v2x/', 'https://gate.example'],
  ['ollama', 'http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434'],
  ['openai', undefined, 'https://api.openai.com/v1'],
  ['openai', 'https://gate.example/v1//', 'https://gate.example/v1'],
  ['openai', 'https://gate.example', 'https://gate.example'],
  ['vllm', 'http://10.0.0.1:8000/v1', 'http://10.0.0.1:8000/v1'],
  ['vllm', undefined, ''],
  ['azure_openai', 'https://res.openai.azure.com/', 'https://res.openai.azure.com'],
  ['azure_openai', 'https://res.openai.azure.com/openai', 'https://res.openai.azure.com'],
  ['azure_openai', 'https://res.services.ai.azure.com/openai/v1/', 'https://res.services.ai.azure.com'],
  ['azure_openai', 'https://gate.example/v1', 'https://gate.example/v1'],
])('%s at %s is at %s', (brand, written, wanted) => {
  expect(baseUrlOf(brands.get(brand) ?? expect.fail(brand), written)).toBe(wanted)
})
