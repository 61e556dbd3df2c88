import { ApiError } from '@proxyapi/contract/errors'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { dnsServer } from '../../test/egress/dns-server.ts'
import { parseAddress } from './addresses.ts'
import { RESOLVE_LIMIT_MS } from './limits.ts'
import { admitEndpoint, alternateFamilies, dnsLookUp, type LookUp, resolveEndpoint, systemLookUp } from './resolve.ts'
import type { EgressRules, Endpoint } from './target.ts'

const endpoint: Endpoint = { hostname: 'service.example', port: 443, secure: true, opened: false }
const answering =
  (...answers: string[]): LookUp =>
  async () =>
    answers
const failing =
  (code: string): LookUp =>
  async () => {
    throw Object.assign(new Error(code), { code })
  }
const never: LookUp = () => new Promise(() => undefined)

async function resolved(lookUp: LookUp, to: Endpoint = endpoint, rules: EgressRules = {}) {
  const addresses = await resolveEndpoint(to, rules, lookUp, new AbortController().signal)
  return addresses.map(({ text }) => text)
}

async function refusal(lookUp: LookUp, to: Endpoint = endpoint, rules: EgressRules = {}) {
  const error = await resolved(lookUp, to, rules).catch((thrown: unknown) => thrown)
  if (error instanceof ApiError) return error.code
  throw error
}

describe('resolveEndpoint', () => {
  afterEach(() => vi.useRealTimers())

  it('returns every judged address, families in turn', async () => {
    const lookUp = answering('2606:4700::1', '2606:4700::2', '93.184.216.34')
    expect(await resolved(lookUp)).toEqual(['2606:4700::1', '93.184.216.34', '2606:4700::2'])
  })

  it.each([
    ['127.0.0.1'],
    ['93.184.216.34', '10.0.0.1'],
    ['10.0.0.1', '93.184.216.34'],
    ['93.184.216.34', '::1'],
    ['93.184.216.34', '169.254.169.254'],
    ['93.184.216.34', '::ffff:93.184.216.34'],
    ['93.184.216.34', 'fe80::1%eth0'],
    ['93.184.216.34', 'nonsense'],
    [],
  ])('EG05 one bad answer refuses the name: %s %s', async (...answers) => {
    expect(await refusal(answering(...answers.filter(Boolean)))).toBe('TARGET_BLOCKED')
  })

  it('EG05 EG22 lets an opened name point inside, but never at a metadata service', async () => {
    const opened = { ...endpoint, opened: true }
    expect(await resolved(answering('10.0.0.1', '93.184.216.34'), opened)).toEqual(['10.0.0.1', '93.184.216.34'])
    expect(await refusal(answering('10.0.0.1', '169.254.169.254'), opened)).toBe('TARGET_BLOCKED')
    expect(await refusal(answering('fd00:ec2::254'), opened)).toBe('TARGET_BLOCKED')
  })

  it('EG16 refuses a name that points at ourselves', async () => {
    const own = [
      { host: '203.0.114.9', port: 80 },
      { host: '203.0.114.9', port: 443 },
      { host: 'api.example.com', port: 443 },
    ]
    const rules = { own }
    expect(await refusal(answering('203.0.114.9'), endpoint, rules)).toBe('TARGET_BLOCKED')
    expect(await resolved(answering('203.0.114.9'), { ...endpoint, port: 8443 }, rules)).toEqual(['203.0.114.9'])
  })

  it.each(['ENOTFOUND', 'ENODATA', 'EBADNAME'])(
    'EG08 a missing name is blocked like an inside one: %s',
    async (code) => {
      expect(await refusal(failing(code))).toBe('TARGET_BLOCKED')
    },
  )

  it.each(['ESERVFAIL', 'ETIMEOUT', 'EAI_AGAIN', 'ECONNREFUSED', 'EREFUSED'])(
    'EG08 %s is unresolvable',
    async (code) => {
      expect(await refusal(failing(code))).toBe('TARGET_UNRESOLVABLE')
    },
  )

  it('EG08 64 answers are judged, 2,000 are refused', async () => {
    const answers = Array.from({ length: 2_000 }, (_, index) => `93.184.${index >> 8}.${index & 255}`)
    expect(await resolved(answering(...answers.slice(0, 64)))).toHaveLength(64)
    expect(await refusal(answering(...answers.slice(0, 65)))).toBe('TARGET_UNRESOLVABLE')
    expect(await refusal(answering(...answers))).toBe('TARGET_UNRESOLVABLE')
  })

  it('EG08 gives a resolver 5 s, tells it to stop, and leaves no timer', async () => {
    vi.useFakeTimers()
    let asked: AbortSignal | undefined
    const waiting = refusal((_, signal) => {
      asked = signal
      return new Promise(() => undefined)
    })
    await vi.advanceTimersByTimeAsync(RESOLVE_LIMIT_MS - 1)
    expect(asked?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await waiting).toBe('TARGET_UNRESOLVABLE')
    expect(asked?.aborted).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('stops when its call does', async () => {
    vi.useFakeTimers()
    const stop = new AbortController()
    const waiting = resolveEndpoint(endpoint, {}, never, stop.signal)
    stop.abort()
    await expect(waiting).rejects.toThrow()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('judges a literal without asking anybody', async () => {
    const literal = { ...endpoint, hostname: '127.0.0.1' }
    const lookUp = vi.fn(answering('93.184.216.34'))
    expect(await refusal(lookUp, literal)).toBe('TARGET_BLOCKED')
    expect(await resolved(lookUp, { ...literal, hostname: '93.184.216.34' })).toEqual(['93.184.216.34'])
    expect(lookUp).not.toHaveBeenCalled()
  })
})

describe('admitEndpoint', () => {
  it('EG08 accepts a stored name without an answer and refuses one that points inside', async () => {
    for (const lookUp of [failing('ENOTFOUND'), failing('ESERVFAIL'), answering(), answering('93.184.216.34')]) {
      await expect(admitEndpoint(endpoint, {}, lookUp)).resolves.toBeUndefined()
    }
    for (const lookUp of [answering('10.0.0.1'), answering('93.184.216.34', '::1')]) {
      await expect(admitEndpoint(endpoint, {}, lookUp)).rejects.toMatchObject({ code: 'TARGET_BLOCKED' })
    }
    await expect(admitEndpoint({ ...endpoint, unixPath: '/x' }, {}, answering('10.0.0.1'))).resolves.toBeUndefined()
  })
})

describe('alternateFamilies', () => {
  it('keeps the order within a family and begins with the first', () => {
    const texts = ['1.0.0.1', '1.0.0.2', '2606::1', '1.0.0.3', '2606::2']
    const addresses = texts.map((text) => parseAddress(text)).filter((address) => address !== null)
    expect(alternateFamilies(addresses).map(({ text }) => text)).toEqual([
      '1.0.0.1',
      '2606::1',
      '1.0.0.2',
      '2606::2',
      '1.0.0.3',
    ])
    expect(alternateFamilies([])).toEqual([])
  })
})

describe('dnsLookUp', () => {
  const { signal } = new AbortController()
  const asking = async (answer: Parameters<typeof dnsServer>[0]) => dnsLookUp([await dnsServer(answer)])

  it('asks for A and AAAA, and takes what there is', async () => {
    const both = await asking((_, type) => (type === 'A' ? ['93.184.216.34', '93.184.216.35'] : ['2606:4700::1']))
    expect(await both('service.example', signal)).toEqual(['2606:4700::1', '93.184.216.34', '93.184.216.35'])
    const onlyA = await asking((_, type) => (type === 'A' ? ['93.184.216.34'] : []))
    expect(await onlyA('service.example', signal)).toEqual(['93.184.216.34'])
    const halfBroken = await asking((_, type) => (type === 'A' ? ['93.184.216.34'] : 'SERVFAIL'))
    expect(await halfBroken('service.example', signal)).toEqual(['93.184.216.34'])
  })

  it('EG05 EG08 says what is wrong with a name in a way that it can be judged by', async () => {
    expect(await refusal(await asking(() => 'NXDOMAIN'))).toBe('TARGET_BLOCKED')
    expect(await refusal(await asking(() => []))).toBe('TARGET_BLOCKED')
    expect(await refusal(await asking(() => 'SERVFAIL'))).toBe('TARGET_UNRESOLVABLE')
    expect(await refusal(await asking((_, type) => (type === 'A' ? 'SERVFAIL' : [])))).toBe('TARGET_UNRESOLVABLE')
    expect(await refusal(await asking((_, type) => (type === 'A' ? [] : 'SERVFAIL')))).toBe('TARGET_UNRESOLVABLE')
    expect(await refusal(await asking((name) => ({ alias: name })))).toBe('TARGET_UNRESOLVABLE')
    expect(await refusal(await asking(() => ['10.0.0.1']))).toBe('TARGET_BLOCKED')
    expect(await refusal(await asking((_, type) => (type === 'A' ? ['93.184.216.34'] : ['::1'])))).toBe(
      'TARGET_BLOCKED',
    )
  })

  it('EG08 refuses a name with more than 64 answers', async () => {
    const answers = Array.from({ length: 65 }, (_, index) => `93.184.216.${index}`)
    expect(await refusal(await asking((_, type) => (type === 'A' ? answers : [])))).toBe('TARGET_UNRESOLVABLE')
  })

  it('stops when told to', async () => {
    const asked = Promise.withResolvers<void>()
    const stop = new AbortController()
    const lookUp = await asking(() => {
      asked.resolve()
      return 'silence'
    })
    const answer = lookUp('service.example', stop.signal)
    await asked.promise
    stop.abort()
    await expect(answer).rejects.toMatchObject({ code: 'ECANCELLED' })
  })
})

describe('systemLookUp', () => {
  it('knows the names of the hosts file', async () => {
    expect(await systemLookUp('localhost', new AbortController().signal)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(127\.0\.0\.1|::1)$/)]),
    )
  })
})
