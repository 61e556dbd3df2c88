/** The configuration files of existing users: a server starts with each of them and answers. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { startApp } from './app.ts'

const seed = new URL('../../../../shared/seeds/003_bdef7d92cb4a22dd.txt', import.meta.url)
const named = /^(app|server|auth|providers|rate_limit|caching|logging):/m

describe.skipIf(!existsSync(seed))(
  'files of existing users (needs the folder shared/seeds beside the checkout)',
  () => {
    const blocks = existsSync(seed)
      ? [...readFileSync(seed, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)
      : []
    const files = blocks.filter((text) => named.test(text))

    test('there are some', () => expect(files.length).toBeGreaterThan(5))

    test.each(files.map((text, i) => [i, text] as const))('a server starts with file %i', async (_, text) => {
      // Files that change single fields of a provider are overlays: the base names its type and models.
      const names = [...text.matchAll(/^\s*- name: "?([a-z0-9_-]+)"?/gm)].map(([, name]) => name)
      const rows = names.map(
        (name) => `{ name: ${name}, type: openai_compatible, base_url: 'http://example.com', models: [x] }`,
      )
      const server = await startApp(text, { base: names.length > 0 ? `providers: [${rows.join(', ')}]` : '{}' })
      try {
        expect((await server.fetch('/health')).status).toBe(200)
        const list = await server.fetch('/v1/models', {
          headers: { 'x-api-key': server.key ?? 'no key of this server' },
        })
        // In production there is no account of a developer.
        expect(list.status).toBe(server.key === null ? 401 : 200)
      } finally {
        await server.close()
      }
    })
  },
)
