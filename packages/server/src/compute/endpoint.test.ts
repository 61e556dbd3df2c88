import { describe, expect, test } from 'vitest'
import { endpointOf, portsSeen } from './endpoint.ts'

const asked = [{ port: 8000, protocol: 'http' as const }]
const mapped = [{ port: 8000, public_port: 33526, host: '203.0.113.7' }]
const known = JSON.stringify(mapped)

describe('where the ports of a machine are', () => {
  test.each([
    ['as the cloud maps them', { ip: '203.0.113.7', ports: mapped }, null, known],
    ['as they were, where a reply does not say', { ip: null, ports: null }, known, known],
    [
      'where they were asked for',
      { ip: '203.0.113.8', ports: 'as_asked' as const },
      known,
      JSON.stringify([{ port: 8000, public_port: 8000, host: '203.0.113.8' }]),
    ],
    ['nowhere, before there is an address', { ip: null, ports: 'as_asked' as const }, null, '[]'],
  ])('%s', (_, seen, before, expected) => {
    expect(portsSeen(seen, asked, before)).toBe(expected)
  })

  test('TLS is spoken where the cloud or the container speaks it', () => {
    const at = (secure: boolean, row: object = {}) =>
      endpointOf({ ports: JSON.stringify([{ ...mapped[0], ...row }]) }, { privateEndpoints: false }, 8000, secure)
        ?.origin
    expect([at(false), at(true), at(false, { secure: true })]).toEqual([
      'http://203.0.113.7:33526',
      'https://203.0.113.7:33526',
      'https://203.0.113.7:33526',
    ])
  })
})
