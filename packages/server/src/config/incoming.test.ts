import { describe, expect, test } from 'vitest'
import { usableSecrets } from './incoming.ts'
import { loadConfig } from './load.ts'
import { ConfigError } from './problem.ts'

const long = 'a-secret-of-thirty-two-characters'
const load = (text: string, environment: Record<string, string> = {}) =>
  loadConfig({ files: [{ name: 'config.yaml', text }], environment })
const failure = (text: string, environment: Record<string, string> = {}): string => {
  try {
    load(text, environment)
    return 'none'
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
}
const production = 'app: { environment: production }\n'
const rows = (secret: string) => `webhooks: { incoming: [{ name: ours, secret: '${secret}' }] }`

describe('secrets of incoming webhooks', () => {
  test('are rows, or one from the environment, which replaces them', () => {
    expect(usableSecrets(load(rows(long)).config.webhooks)).toEqual([{ name: 'ours', secret: long }])
    const other = 'another-secret-of-many-characters'
    const { config } = load(rows(long), { PROXY_API_WEBHOOK_INCOMING_SECRET: other })
    expect(usableSecrets(config.webhooks)).toEqual([{ name: 'environment', secret: other }])
    expect(usableSecrets(load('{}').config.webhooks)).toEqual([])
  })

  test('that are short or empty are none, with a warning, and end a start of production with the remedy', () => {
    for (const secret of ['', 'short', 'x'.repeat(23)]) {
      const { config, warnings } = load(rows(secret))
      expect(usableSecrets(config.webhooks)).toEqual([])
      expect(warnings.join()).toContain('webhooks.incoming[0].secret is too short')
      const said = failure(production + rows(secret))
      expect(said).toContain('webhooks.incoming[0].secret: must be at least 24 bytes: make one with `openssl rand')
      expect(failure(production, { PROXY_API_WEBHOOK_INCOMING_SECRET: secret })).toContain(
        'PROXY_API_WEBHOOK_INCOMING_SECRET: must be at least 24 bytes',
      )
    }
    expect(failure(production + rows('x'.repeat(24)))).toBe('none')
    expect(failure(production)).toBe('none')
  })
})
