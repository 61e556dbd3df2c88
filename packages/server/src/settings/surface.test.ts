import { describe, expect, test } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { ConfigError } from '../config/problem.ts'
import { noTemplates } from '../gateway/template/templates.ts'
import { discoverySettingsOf } from './discovery-settings.ts'
import { gatewaySettingsOf } from './gateway-settings.ts'
import { providersOf } from './providers.ts'

const load = (fields: string, type = 'azure_openai') =>
  loadConfig({
    files: [
      {
        name: 'config.yaml',
        text: `providers: [{ name: a, type: ${type}, base_url: 'https://res.example/openai/', models: [m], ${fields} }]`,
      },
    ],
    environment: {},
  }).config

function settings(fields: string, type?: string) {
  const config = load(fields, type)
  const providers = providersOf(config, {})
  const [gateway] = gatewaySettingsOf(config, providers, noTemplates).providers
  const [discovery] = discoverySettingsOf(config, providers).providers
  return { gateway, discovery }
}

describe('the api-version among the headers', () => {
  test('selects the dated surface, in whatever case it is written, and is sent as no header', () => {
    const { gateway, discovery } = settings("headers: { Api-Version: '2024-10-21', X-Team: red }")
    for (const room of [gateway, discovery])
      expect(room).toMatchObject({
        apiVersion: '2024-10-21',
        headers: { 'x-team': 'red' },
        baseUrl: 'https://res.example',
      })
    expect(Object.keys(gateway?.headers ?? {})).toEqual(['x-team'])
  })

  test('is absent by default, and a header like any where there is no dated surface', () => {
    expect(settings('headers: { x-team: red }').gateway).not.toHaveProperty('apiVersion')
    const { gateway, discovery } = settings("headers: { api-version: '2' }", 'openai_compatible')
    for (const room of [gateway, discovery]) {
      expect(room?.headers).toEqual({ 'api-version': '2' })
      expect(room).not.toHaveProperty('apiVersion')
    }
  })
})

test('a model with a deployment is called and described by its own name', () => {
  const { gateway, discovery } = settings('deployments: { gpt-4o: team-east, m: team-m }')
  expect(gateway).toMatchObject({ models: ['m', 'gpt-4o'], deployments: { 'gpt-4o': 'team-east', m: 'team-m' } })
  expect(discovery?.deployments).toEqual({ 'gpt-4o': 'gpt-4o', m: 'm' })
})

test.each([
  ['Authorization', 'x', 'is a credential'],
  ['api-key', 'x', 'is a credential'],
  ['Host', 'x', 'is a credential or part of the framing'],
  ['transfer-encoding', 'chunked', 'is a credential or part of the framing'],
  ['x team', 'red', 'must be the name of a header'],
  ['x-team', 'a\\nb: c', 'must be one line'],
])('the header %s is refused, with its place', (name, value, message) => {
  const text = () => load(`headers: { "${name}": "${value}" }`)
  expect(text).toThrow(ConfigError)
  expect(text).toThrow(`providers[0].headers.${name}: ${message}`)
})
