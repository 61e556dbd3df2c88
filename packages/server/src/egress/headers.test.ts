import { ApiError } from '@proxyapi/contract/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EgressClass, egressClasses } from './classes.ts'
import { HOP_HEADER, outgoingHeaders, readHops, relayedHeaders, relayedRawHeaders } from './headers.ts'

const classes = Object.keys(egressClasses) as EgressClass[]
const pairsOf = (flat: string[]) =>
  Object.fromEntries(Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index], flat[2 * index + 1]]))

describe('outgoingHeaders', () => {
  const dropped = [
    'Host',
    'Metadata-Flavor',
    'Metadata',
    'Metadata-Token',
    'X-Metadata-Token',
    'X-aws-ec2-metadata-token',
    'X-aws-ec2-metadata-token-ttl-seconds',
    'X-aliyun-ecs-metadata-token',
    'X-Google-Metadata-Request',
    'Transfer-Encoding',
    'Content-Length',
    'Upgrade',
    'HTTP2-Settings',
    'Proxy-Authorization',
    'Proxy-Connection',
    'Proxy-Anything',
    'Forwarded',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Anything',
    'Via',
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Expect',
    HOP_HEADER,
  ]
  it.each(dropped)('EG18 drops %s in any case', (name) => {
    for (const egressClass of classes) {
      for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) {
        expect(outgoingHeaders(egressClass, { [spelling]: 'x', Accept: 'a' })).toEqual(['accept', 'a'])
      }
    }
  })

  it('EG18 drops what Connection lists', () => {
    const headers = {
      connection: 'close, X-Secret',
      Connection: 'x-other',
      'X-Secret': '1',
      'x-other': '2',
      'x-kept': '3',
    }
    expect(outgoingHeaders('target', headers)).toEqual(['x-kept', '3'])
  })

  it('hands on what the caller may set, whatever it is called', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcxyz-_019') })
      .map((text) => `a${text}`)
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (headers) => {
        expect(pairsOf(outgoingHeaders('target', headers))).toEqual({ ...headers })
      }),
    )
    const odd = Object.fromEntries([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
    expect(outgoingHeaders('target', odd)).toEqual(['__proto__', '1', 'constructor', '2'])
  })

  it('lets a fetch carry its few headers and no credential', () => {
    const headers = {
      Accept: 'image/*',
      Authorization: 'Bearer x',
      Cookie: 'a=b',
      'If-None-Match': '"1"',
      'X-Any': '1',
    }
    expect(outgoingHeaders('fetch', headers)).toEqual(['accept', 'image/*', 'if-none-match', '"1"'])
  })
})

describe('relayedHeaders', () => {
  const wire: [string, string][] = [
    ['Content-Type', 'text/html'],
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
    ['Set-Cookie2', 'c=3'],
    ['Connection', 'close'],
    ['Connection', 'X-Internal'],
    ['X-Internal', '1'],
    ['Keep-Alive', 'timeout=5'],
    ['Transfer-Encoding', 'chunked'],
    ['Proxy-Authenticate', 'Basic'],
    ['Trailer', 'x'],
    ['Upgrade', 'h2c'],
    ['X-Kept', '1'],
    ['X-Kept', '2'],
  ]

  it('EG18 brings back no cookie and no hop-by-hop header', () => {
    expect(relayedRawHeaders(wire)).toEqual([
      ['Content-Type', 'text/html'],
      ['X-Kept', '1'],
      ['X-Kept', '2'],
    ])
    const grouped = Object.groupBy(wire, ([name]) => name.toLowerCase())
    const parsed = Object.fromEntries(
      Object.entries(grouped).map(([name, pairs = []]) => [name, pairs.map(([, value]) => value)]),
    )
    expect({ ...relayedHeaders(parsed) }).toEqual({ 'content-type': ['text/html'], 'x-kept': ['1', '2'] })
    expect({ ...relayedHeaders({ connection: 'x-a', 'x-a': '1', 'x-b': '2' }) }).toEqual({ 'x-b': '2' })
  })

  it('treats header names as data', () => {
    const kept = relayedHeaders(JSON.parse('{"__proto__":"1","constructor":"2"}'))
    expect(Object.keys(kept).sort()).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>)['1']).toBeUndefined()
  })
})

describe('readHops', () => {
  it('EG16 508 where a request has come back', () => {
    expect(readHops(undefined)).toBe(0)
    expect(readHops('0')).toBe(0)
    expect(readHops('1')).toBe(1)
    for (const header of ['2', '3', '999', '1000', '-1', '1, 1', 'x', '']) {
      expect(() => readHops(header)).toThrow(new ApiError('LOOP_DETECTED'))
    }
  })
})
