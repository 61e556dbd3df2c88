import { posix } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endpointOf } from './endpoint.ts'

const base = 'https://api.example.com/eu/v2'
const refused = (path: string, from = base) =>
  expect(() => endpointOf(from, path), path).toThrow(expect.objectContaining({ code: 'INVALID_RESOURCE_ID' }))

describe('an endpoint', () => {
  it.each([
    ['/v1/notes', '/v1/notes'],
    ['v1/notes', '/v1/notes'],
    ['/', '/'],
    ['/v1/notes/', '/v1/notes/'],
    ['/v1/%6eotes%2D1', '/v1/notes-1'],
    ['/files/a%20b%3F%23', '/files/a%20b%3F%23'],
    ['/projects/group%2Fname', '/projects/group%2Fname'],
    ['/a..b/...', '/a..b/...'],
    ['/100%25', '/100%25'],
    ['/ö', '/%C3%B6'],
    ['/@me:x;y=1', '/@me:x;y=1'],
  ])('%s is sent as %s', (written, path) => {
    expect(endpointOf(base, written)).toEqual({ url: `${base}${path}`, path })
    expect(endpointOf(`${base}/`, written).url).toBe(`${base}${path}`)
    expect(endpointOf('https://api.example.com', written).url).toBe(`https://api.example.com${path}`)
  })

  it.each([
    ...['/..', '/../x', 'a/../../x', '/./x', '/a/.', '//evil.example/x', '/a//b', 'https://evil.example/'],
    ...['/%2e%2e/x', '/%2E./x', '/.%2e', '/%252e%252e/x', '/%25252e%25252e/x', '/a%2f..%2fx', '/a%2f%2fx', '/%2f'],
    ...['/..;/x', '/%2e%2e%3bx/y', '/..%3fx', '/..%23', '/a\\..\\x', '/a%5c..%5cx', '/a%255cx'],
    ...['/a?b=1', '/a#b', '/a b', '/a\n', '/a%0a', '/a%00', '/%', '/%zz', '/%u002e%u002e/x', '/%25u002e', '/%c0%ae'],
    ...['/%25/%252e%252e/x', '/%2525252525252525252e', ' /a'],
  ])('%s is refused', (path) => refused(path))

  it('adds the query, encoded', () => {
    expect(endpointOf(base, '/x', { since: '2026&a=1', limit: 2, open: true }).url).toBe(
      `${base}/x?since=2026%26a%3D1&limit=2&open=true`,
    )
  })

  it('never leaves the base, however it is written and decoded', () => {
    const piece = fc.constantFrom(
      ...[
        '/',
        '.',
        '..',
        '%2e',
        '%2E',
        '%252e',
        '%2f',
        '%5c',
        '\\',
        ';',
        'a',
        'é',
        '%',
        '25',
        '2e',
        '@',
        ':',
        '?',
        '#',
      ],
    )
    let taken = 0
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        let url: string
        try {
          ;({ url } = endpointOf(base, pieces.join('')))
        } catch {
          return
        }
        taken++
        expect(new URL(url).origin).toBe('https://api.example.com')
        let path = new URL(url).pathname
        for (let round = 0; round < 12; round++) {
          const resolved = posix.normalize(path.replaceAll('\\', '/'))
          expect(resolved.startsWith('/eu/v2/') || resolved === '/eu/v2').toBe(true)
          path = path.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
        }
      }),
      { numRuns: 3_000 },
    )
    expect(taken).toBeGreaterThan(100)
  })
})
