import type { ProviderRow } from '../config/generated-providers.ts'

/** A first `config.yaml`, with a row for each provider that has a key. */
export function initialConfig(providers: readonly ProviderRow[]): string {
  const rows = providers.flatMap(({ name, type, models }) => [
    `  - name: ${name}`,
    `    type: ${type}`,
    `    models: [${models.map((model) => `'${model}'`).join(', ')}]`,
  ])
  return [
    '# Every key and its default: docs/configuration.md, or `proxyapi config schema`.',
    'server: { host: 127.0.0.1, port: 8000 }',
    rows.length > 0 ? 'providers:' : 'providers: []  # no key of a provider is set',
    ...rows,
    '',
  ].join('\n')
}
