/** The server's main in a world with one more brand: a row that nothing else in the project knows of. */
import { type Brand, brands } from '@proxyapi/providers'

const newcomer: Brand = {
  id: 'newcomer',
  name: 'Newcomer',
  aliases: ['new'],
  speaks: ['openai-chat'],
  operations: ['chat', 'embeddings'],
  baseUrl: null,
  keyEnv: ['NEWCOMER_API_KEY'],
  auth: 'bearer',
  list: { path: '/models', dialect: 'openai-chat' },
  quirks: { maxTokensField: 'max_completion_tokens' },
}

if (brands instanceof Map) brands.set(newcomer.id, newcomer)
// Only now: what is built from the rows is built when it is imported.
await import('../src/main.ts')
