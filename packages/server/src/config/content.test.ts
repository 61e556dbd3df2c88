import { describe, expect, test } from 'vitest'
import { noTemplates } from '../gateway/template/templates.ts'
import { gatewaySettingsOf } from '../settings/gateway-settings.ts'
import { loadConfig } from './load.ts'
import type { ConfigError } from './problem.ts'

const load = (text: string) => loadConfig({ files: [{ name: 'config.yaml', text }], environment: {} }).config
const problemsOf = (text: string) => {
  try {
    load(text)
    return []
  } catch (error) {
    return (error as ConfigError).problems.map(({ path, message, line }) => `${line} ${path}: ${message}`)
  }
}

/** As it stands in the documents of the existing users. */
const written = `
validation:
  enabled: true
  request:
    max_body_size: "10MB"
    allowed_content_types:
      - "application/json"
      - "application/x-www-form-urlencoded"
    required_headers:
      - "Content-Type"
      - "Authorization"
  response:
    validate_schema: true
    sanitize_output: true
    max_response_size: "50MB"
  content_filter:
    enabled: true
    rules:
      - type: "keyword"
        keywords: ["password", "secret", "key"]
      - type: "regex"
        patterns: ["\\\\b\\\\d{16}\\\\b"]
`

describe('the section validation', () => {
  test('of existing files loads; its rules flag, in answers too since output is sanitized', () => {
    const config = load(written)
    const { filter } = gatewaySettingsOf(config, [], noTemplates)
    expect(filter.input).toMatchObject([
      { name: 'rule-1', action: 'flag' },
      { name: 'rule-2', action: 'flag' },
    ])
    expect(filter.output).toHaveLength(2)
  })

  test('has no rule unless the filter is on', () => {
    const { filter } = gatewaySettingsOf(
      load(written.replace('filter:\n    enabled: true', 'filter:\n    enabled: false')),
      [],
      noTemplates,
    )
    expect(filter).toEqual({ input: [], output: [] })
  })

  test('looks at what callers say only, where output is not said to be sanitized', () => {
    const { filter } = gatewaySettingsOf(load(written.replace('    sanitize_output: true\n', '')), [], noTemplates)
    expect(filter.input).toHaveLength(2)
    expect(filter.output).toEqual([])
  })

  test('cannot be switched off', () => {
    expect(problemsOf('validation: { enabled: false }')).toEqual([
      '1 validation.enabled: cannot be switched off: the API description validates',
    ])
  })

  test.each([
    ['[{ type: word }]', "rules[0].type: 'word' is not one of ['keyword', 'regex']"],
    [
      "[{ type: regex, name: ahead, patterns: ['(?=a)'] }]",
      "rules[0].patterns[0]: uses look-around or a back-reference, which cannot be matched in linear time (rule 'ahead')",
    ],
    [`[{ type: regex, patterns: ['${'a'.repeat(501)}'] }]`, 'rules[0].patterns[0]: is longer than 500 characters'],
    ['[{ type: keyword }]', "rules[0].keywords: must hold at least one keyword (rule 'rule-1')"],
    [
      '[{ type: keyword, keywords: [a], action: drop }]',
      "rules[0].action: 'drop' is not one of ['flag', 'redact', 'block']",
    ],
    [
      "[{ type: keyword, keywords: [a], name: 'a b' }]",
      'rules[0].name: must be letters, digits, dot, dash or underscore, at most 64',
    ],
  ])('names each mistake and where it stands: %#', (rules, problem) => {
    expect(problemsOf(`validation: { content_filter: { rules: ${rules} } }`)).toEqual([
      `1 validation.content_filter.${problem}`,
    ])
  })
})
