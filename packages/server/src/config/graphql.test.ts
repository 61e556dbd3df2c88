import { describe, expect, it } from 'vitest'
import { graphqlSettingsOf } from '../settings/discovery-settings.ts'
import { loadConfig } from './load.ts'

const settingsOf = (text: string) =>
  graphqlSettingsOf(loadConfig({ files: [{ name: 'config.yaml', text }], environment: {} }).config)

describe('graphql', () => {
  it('is on, and shows its schema to everybody outside production', () => {
    expect(settingsOf('{}')).toEqual({ enabled: true, schemaFor: 'everybody' })
  })

  it('in production administrators see the schema, unless the operator says otherwise', () => {
    const production = 'app: { environment: production }'
    expect(settingsOf(`{ ${production} }`).schemaFor).toBe('administrators')
    expect(settingsOf(`{ ${production}, graphql: { introspection: true } }`).schemaFor).toBe('everybody')
    expect(settingsOf('{ graphql: { introspection: "no" } }').schemaFor).toBe('nobody')
    expect(settingsOf('{ graphql: { enabled: off } }').enabled).toBe(false)
  })

  it('an unknown key or word is an error', () => {
    expect(() => settingsOf('{ graphql: { introspect: true } }')).toThrow(/graphql/)
    expect(() => settingsOf('{ graphql: { introspection: sometimes } }')).toThrow(/introspection/)
  })
})
