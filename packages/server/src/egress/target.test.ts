import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EgressClass, egressClasses } from './classes.ts'
import { type Contract, checkUrl, type EgressRules } from './target.ts'

const classes = Object.keys(egressClasses) as EgressClass[]
const callerChosen = ['target', 'webhook', 'fetch'] as const

/** The code that a URL is refused with, or null. */
function refusal(text: string, egressClass: EgressClass = 'target', rules: EgressRules = {}, contract?: Contract) {
  try {
    checkUrl(text, egressClass, rules, contract)
    return null
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return error.code
  }
}

const contractFor = (text: string): Contract => {
  const { hostname, port } = new URL(text)
  return { host: hostname.replace(/^\[|\]$/g, ''), ports: [Number(port || 80)], private: false }
}

describe('checkUrl', () => {
  it('returns what the connection is made to', () => {
    expect(checkUrl('https://API.example.com/v1?x=1', 'provider', {})).toMatchObject({
      hostname: 'api.example.com',
      port: 443,
      secure: true,
      opened: false,
    })
    expect(checkUrl('http://[2606:4700::0:1]:8080/', 'target', {})).toMatchObject({
      hostname: '2606:4700::1',
      port: 8080,
      secure: false,
    })
    expect(checkUrl('http://b%C3%BCcher.example./', 'fetch', {}).url.href).toBe('http://xn--bcher-kva.example/')
  })

  it('takes names and texts up to their limits', () => {
    const name = `${'a'.repeat(61)}.`.repeat(4).slice(0, 253)
    expect(name).toHaveLength(248)
    expect(refusal(`http://${name}aaaaa/`)).toBeNull()
    expect(refusal(`http://${name}aaaaaa/`)).toBe('TARGET_URL_INVALID')
    const url = 'http://example.com/'
    expect(refusal(url + 'a'.repeat(8_192 - url.length))).toBeNull()
    expect(refusal(url + 'a'.repeat(8_193 - url.length))).toBe('TARGET_URL_INVALID')
  })

  const malformed = [
    'example.com/x',
    '//example.com/x',
    'http:example.com',
    'http:/example.com',
    'http:///example.com',
    'http://',
    'http:///',
    'file:///etc/passwd',
    'ftp://example.com/',
    'gopher://example.com:70/_x',
    'data:text/plain,x',
    'javascript:alert(1)',
    'ws://example.com/',
    'http://user@example.com/',
    'http://user:secret@example.com/',
    'http://@example.com/',
    'http://example.com#',
    'http://example.com/#fragment',
    'http://example.com\\@127.0.0.1/',
    'http://example.com/a\\b',
    'http:\\\\example.com\\',
    ' http://example.com/',
    'http://example.com/ ',
    'http://exam ple.com/',
    'http://example.com/a b',
    'http://example.com/a\tb',
    'http://example.com/a\nb',
    'http://exa\rmple.com/',
    'http://example.com/\u0000',
    'http://example.com/\u007f',
    'http://example.com/\u0085',
    'http://example.com/\u00a0',
    'http://example.com/\u2028',
    'http://[fe80::1%25eth0]/',
    'http://[::1',
    'http://1.2.3.4.5/',
    'http://256.1.1.1/',
    'http://0x100000000/',
    'http://example..com/',
    'http://example.com../',
    `http://${'a'.repeat(64)}.com/`,
    `http://${'a.'.repeat(130)}com/`,
    `http://example.com/${'a'.repeat(8_200)}`,
    "http://ex'ample.com/",
    'http://example.com:65536/',
    'http://example.com:-1/',
    'http://example.com:8o/',
  ]
  it.each(malformed)('EG10 400 for %j', (text) => {
    for (const egressClass of classes) expect(refusal(text, egressClass)).toBe('TARGET_URL_INVALID')
  })

  it('EG10 refuses whitespace, control characters, backslash, userinfo and fragments at every place', () => {
    const bad = fc.constantFrom(' ', '\t', '\n', '\r', '\u0000', '\u001f', '\u007f', '\\', '#', '\u2003', '\ufeff')
    const url = 'https://example.com:8443/a/b?c=d'
    fc.assert(
      fc.property(bad, fc.nat(url.length), (character, place) => {
        expect(refusal(url.slice(0, place) + character + url.slice(place))).toBe('TARGET_URL_INVALID')
      }),
    )
  })

  it.each<[EgressClass, number, ErrorCode | null]>([
    ['target', 0, 'TARGET_BLOCKED'],
    ['target', 22, 'TARGET_BLOCKED'],
    ['target', 25, 'TARGET_BLOCKED'],
    ['target', 6379, 'TARGET_BLOCKED'],
    ['target', 8000, null],
    ['target', 8443, null],
    ['fetch', 8080, 'TARGET_BLOCKED'],
    ['fetch', 443, null],
    ['provider', 0, 'TARGET_BLOCKED'],
    ['provider', 11434, null],
    ['cloud', 8081, null],
  ])('EG15 class %s, port %i: %s', (egressClass, port, code) => {
    expect(refusal(`http://example.com:${port}/`, egressClass)).toBe(code)
  })

  it('EG15 takes the ports of class target from the configuration, and those of no other class', () => {
    expect(refusal('http://example.com:9000/', 'target', { ports: [9000] })).toBeNull()
    expect(refusal('http://example.com:8000/', 'target', { ports: [9000] })).toBe('TARGET_BLOCKED')
    expect(refusal('http://example.com:9000/', 'fetch', { ports: [9000] })).toBe('TARGET_BLOCKED')
  })

  it('lets webhooks out over https only, unless the operator says otherwise', () => {
    expect(refusal('https://example.com:8443/', 'webhook')).toBeNull()
    expect(refusal('http://example.com/', 'webhook')).toBe('TARGET_URL_INVALID')
    expect(refusal('http://example.com/', 'webhook', { plainWebhooks: true })).toBeNull()
    expect(refusal('https://example.com:80/', 'webhook', { plainWebhooks: true })).toBe('TARGET_BLOCKED')
    expect(refusal('http://example.com:8080/', 'webhook', { plainWebhooks: true })).toBe('TARGET_BLOCKED')
  })

  it.each([
    'http://localhost/',
    'http://LOCALHOST./',
    'http://x.localhost/',
    'http://metadata.google.internal/',
    'http://printer.local/',
    'http://db.svc.cluster.local/',
    'http://box.lan/',
    'http://nas.home.arpa/',
    'http://redis/',
    'http://kubernetes/',
    'http://instance-data/',
    'http://unix:/var/run/docker.sock:/x',
  ])('EG05 EG17 403 for the inside name %s', (text) => {
    for (const egressClass of ['target', 'fetch', 'provider', 'cloud'] as const) {
      expect(refusal(text, egressClass)).toBe('TARGET_BLOCKED')
    }
  })

  it.each(['http://localhost.example.com/', 'http://internal.example.com/', 'http://mylocal.example/'])(
    'EG05 leaves %s to its addresses',
    (text) => {
      expect(refusal(text)).toBeNull()
    },
  )

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://10.0.0.1/',
  ])('EG01 EG02 EG03 403 for %s in every class', (text) => {
    for (const egressClass of classes) {
      const rules = { plainWebhooks: true }
      expect(refusal(text, egressClass, rules, contractFor(text))).toBe('TARGET_BLOCKED')
    }
  })

  it('says the same for every reason', () => {
    const texts = ['http://localhost/', 'http://10.0.0.1/', 'http://169.254.169.254/', 'http://example.com:22/']
    const answers = texts.map((text) => {
      try {
        return checkUrl(text, 'target', {})
      } catch (error) {
        return error instanceof ApiError ? [error.code, error.message, error.options.details] : error
      }
    })
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  })

  describe('rules of the operator', () => {
    const rules: EgressRules = {
      allow: [
        { host: '10.0.0.5', port: 11434 },
        { host: 'ollama', port: 11434, class: 'provider' },
        { host: '::1', port: 9 },
        { host: '169.254.169.254', port: 80 },
        { host: '::ffff:a00:5', port: 11434 },
      ],
    }

    it('EG22 opens exactly one host and port', () => {
      expect(checkUrl('http://10.0.0.5:11434/', 'target', rules).opened).toBe(true)
      expect(checkUrl('http://[::1]:9/', 'target', rules).opened).toBe(true)
      expect(refusal('http://10.0.0.5:11435/', 'provider', rules)).toBe('TARGET_BLOCKED')
      expect(refusal('http://10.0.0.5/', 'provider', rules)).toBe('TARGET_BLOCKED')
      expect(refusal('http://10.0.0.6:11434/', 'provider', rules)).toBe('TARGET_BLOCKED')
      expect(refusal('http://[::ffff:10.0.0.5]:11434/', 'provider', rules)).toBe('TARGET_BLOCKED')
    })

    it('EG22 opens a name for the class of its rule only', () => {
      expect(checkUrl('http://ollama:11434/', 'provider', rules).opened).toBe(true)
      expect(refusal('http://ollama:11434/', 'target', rules)).toBe('TARGET_BLOCKED')
      expect(refusal('http://ollama.:11434/', 'provider', rules)).toBeNull()
    })

    it('EG04 opens no metadata address', () => {
      expect(refusal('http://169.254.169.254/', 'provider', rules)).toBe('TARGET_BLOCKED')
    })

    it('EG16 opens nothing that is ourselves', () => {
      const own = [
        { host: '127.0.0.1', port: 8000 },
        { host: 'api.example.com', port: 443 },
        { host: '203.0.114.9', port: 443 },
      ]
      const allow = [{ host: '127.0.0.1', port: 8000 }]
      expect(refusal('http://127.0.0.1:8000/', 'target', { own, allow })).toBe('TARGET_BLOCKED')
      expect(refusal('https://API.example.com./v1', 'target', { own })).toBe('TARGET_BLOCKED')
      expect(refusal('https://203.0.114.9/', 'target', { own })).toBe('TARGET_BLOCKED')
      expect(refusal('https://api.example.com:8443/v1', 'target', { own })).toBeNull()
      expect(refusal('https://other.example.com/v1', 'target', { own })).toBeNull()
      expect(refusal('https://203.0.114.10/', 'target', { own })).toBeNull()
    })

    it('EG17 reaches the one UNIX socket only as class cloud and only by its origin', () => {
      const unixSocket = { origin: 'http://runner.local', path: '/run/runner.sock' }
      expect(checkUrl('http://runner.local/v1/instances', 'cloud', { unixSocket }).unixPath).toBe(unixSocket.path)
      for (const egressClass of ['provider', 'target', 'fetch'] as const) {
        expect(refusal('http://runner.local/', egressClass, { unixSocket })).toBe('TARGET_BLOCKED')
      }
      expect(refusal('http://runner.local:81/', 'cloud', { unixSocket })).toBe('TARGET_BLOCKED')
      expect(checkUrl('https://example.com/', 'cloud', { unixSocket }).unixPath).toBeUndefined()
    })
  })

  describe('class instance', () => {
    const contract: Contract = { host: '93.184.216.34', ports: [40001, 40002], private: false }

    it('reaches the contract’s host and ports and nothing else', () => {
      expect(refusal('http://93.184.216.34:40001/v1', 'instance', {}, contract)).toBeNull()
      expect(refusal('https://93.184.216.34:40002/v1', 'instance', {}, contract)).toBeNull()
      expect(refusal('http://93.184.216.34:40003/v1', 'instance', {}, contract)).toBe('TARGET_BLOCKED')
      expect(refusal('http://93.184.216.35:40001/v1', 'instance', {}, contract)).toBe('TARGET_BLOCKED')
      expect(refusal('http://93.184.216.34:40001/v1', 'instance', {})).toBe('TARGET_BLOCKED')
    })

    it('reaches a private endpoint only where the cloud’s row allows it, and no metadata address even then', () => {
      const local = { host: '127.0.0.1', ports: [40001] }
      expect(refusal('http://127.0.0.1:40001/', 'instance', {}, { ...local, private: false })).toBe('TARGET_BLOCKED')
      expect(checkUrl('http://127.0.0.1:40001/', 'instance', {}, { ...local, private: true }).opened).toBe(true)
      expect(refusal('http://127.0.0.1:40002/', 'instance', {}, { ...local, private: true })).toBe('TARGET_BLOCKED')
      const metadata = { host: '169.254.169.254', ports: [80], private: true }
      expect(refusal('http://169.254.169.254/', 'instance', {}, metadata)).toBe('TARGET_BLOCKED')
    })

    it('lets no other class use a contract', () => {
      const local = { host: '127.0.0.1', ports: [8080], private: true }
      for (const egressClass of callerChosen) {
        expect(refusal('http://127.0.0.1:8080/', egressClass, { plainWebhooks: true }, local)).toBe('TARGET_BLOCKED')
      }
    })
  })
})
