import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { presentYaml } from './older-yaml.ts'

const older = `# Our gateway
host: 0.0.0.0 # everywhere
port: 9000
log_level: WARNING
cache_ttl: 600
timeout: 20
rate_limit_requests: 50

# Who answers
providers:
  # the first
  openai:
    api_key: sk-plain-and-secret
    enabled: true
    timeout: 30
    base_url: null
  anthropic:
    api_key: \${MY_ANTHROPIC_KEY}
    models: [claude-sonnet-5]
caching:
  enabled: true
`

describe('the present form of an older configuration', () => {
  it('has each setting in its section, and providers as a list', () => {
    const present = presentYaml(older)
    expect(parse(present?.text ?? '')).toEqual({
      server: { host: '0.0.0.0', port: 9000 },
      logging: { level: 'WARNING' },
      discovery: { cache_ttl: 600, timeout: 20 },
      rate_limit: { requests_per_window: 50 },
      caching: { enabled: true },
      providers: [
        { name: 'openai', type: 'openai', api_key_env: 'OPENAI_API_KEY', enabled: true, timeout: 30, models: ['*'] },
        { name: 'anthropic', type: 'anthropic', api_key_env: 'MY_ANTHROPIC_KEY', models: ['claude-sonnet-5'] },
      ],
    })
    expect(present?.keys).toEqual({ OPENAI_API_KEY: 'sk-plain-and-secret' })
  })

  it('keeps comments and no key', () => {
    const { text = '' } = presentYaml(older) ?? {}
    for (const comment of ['everywhere', 'the first', 'Who answers']) expect(text).toContain(`# ${comment}`)
    expect(text).not.toContain('sk-plain')
  })

  it('is of the present form', () => {
    expect(presentYaml(presentYaml(older)?.text ?? '')).toBeNull()
  })

  it.each(['', '[]', 'server: { port: 1 }', 'providers: [{ name: openai }]', 'x-port: 3', 'port: [1]'])(
    '%j has nothing to change',
    (text) => expect(presentYaml(text)).toBeNull(),
  )

  it('a thing that is said twice, and what is no YAML, is refused', () => {
    expect(() => presentYaml('port: 1\nserver: { port: 2 }')).toThrow('port and server.port')
    expect(() => presentYaml('port: 1\nport: 2')).toThrow()
    expect(() => presentYaml('port: [')).toThrow()
  })

  it('whatever else stands in the file stays as it is', () => {
    const others = fc.dictionary(
      fc.stringMatching(/^x-[a-z]{1,8}$/),
      fc.oneof(fc.string(), fc.integer(), fc.array(fc.string()), fc.boolean()),
    )
    fc.assert(
      fc.property(others, (rest) => {
        const present = presentYaml(JSON.stringify({ ...rest, port: 1 }))
        expect(parse(present?.text ?? '')).toEqual({ ...rest, server: { port: 1 } })
      }),
    )
  })
})
