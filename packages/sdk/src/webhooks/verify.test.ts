import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { check } from './check.ts'
import {
  ConfigurationError,
  memoryReplayStore,
  ProxyAPIError,
  sign,
  unwrap,
  type VerifyOptions,
  verify,
  verifySync,
  type WebhookEvent,
  type WebhookRequest,
  WebhookVerificationError,
} from './index.ts'
import { readInput } from './parse-input.ts'
import { run, webCrypto } from './tasks.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const older = 'an-older-secret-of-text'
const id = 'evt_01J00000000000000000000000'
const seconds = 1_768_213_800
const options = (given: Partial<VerifyOptions> = {}): VerifyOptions => ({
  secrets: secret,
  now: () => seconds * 1000,
  ...given,
})

const data = { gpu_model: 'Café', instance_id: 'vast-12345', price_per_hour: 0.00005 }
const body = JSON.stringify({ id, event: 'instance.created', data })

const base64Of = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const v1 = (key: string | Uint8Array, content: string) =>
  `v1,${createHmac('sha256', key).update(content).digest('base64')}`
const signed = (
  content = body,
  timestamp: string | number = seconds,
  key: string | Uint8Array = Buffer.alloc(32, 7),
) => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': v1(key, `${id}.${timestamp}.${content}`),
})

/** By WebCrypto, by node:crypto, with and without promises: the same answer, or the same reason. */
async function judged(input: WebhookRequest, given: VerifyOptions): Promise<WebhookEvent> {
  const [first, ...others] = await Promise.all([
    verify(input, given).catch(reasonOf),
    (async () => verifySync(input, given))().catch(reasonOf),
    (async () => run(check(await readInput(input), given), webCrypto))().catch(reasonOf),
  ])
  for (const other of others) expect(other).toEqual(first)
  if (first instanceof Error) throw first
  return first
}

function reasonOf(error: unknown): Error {
  if (!(error instanceof WebhookVerificationError)) throw error
  return error
}

const pair = generateKeyPairSync('ed25519')
const publicRaw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
const seedRaw = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32)
const whpk = `whpk_${base64Of(publicRaw)}`
const whsk = `whsk_${base64Of(Buffer.concat([seedRaw, publicRaw]))}`

describe('what is accepted', () => {
  it.each<[string, WebhookRequest]>([
    ['a string and a plain object', { body, headers: signed() }],
    ['bytes', { body: Buffer.from(body), headers: signed() }],
    ['a part of a larger buffer', { body: new TextEncoder().encode(`xx${body}`).subarray(2), headers: signed() }],
    ['an ArrayBuffer', { body: new TextEncoder().encode(body).buffer, headers: signed() }],
    ['Headers', { body, headers: new Headers(signed()) }],
    ['headers as Node has them', { body, headers: { ...signed(), 'set-cookie': ['a', 'b'], absent: undefined } }],
    ['values in lists', { body, headers: Object.fromEntries(Object.entries(signed()).map(([n, v]) => [n, [v]])) }],
    [
      'names in any case',
      {
        body,
        headers: {
          'Webhook-Id': id,
          'WEBHOOK-TIMESTAMP': String(seconds),
          'Webhook-Signature': signed()['webhook-signature'],
        },
      },
    ],
  ])('%s', async (_, input) => {
    expect(await judged(input, options())).toEqual(JSON.parse(body))
  })

  it('a Request, once', async () => {
    const request = new Request('https://receiver.test/', { method: 'POST', body, headers: signed() })
    expect(await verify(request, options())).toEqual(JSON.parse(body))
    await expect(verify(request, options())).rejects.toMatchObject({ reason: 'parsed_body' })
    expect(() => verifySync(request as unknown as WebhookRequest, options())).toThrow(ConfigurationError)
  })

  it('both edges of the tolerance, and what was received in time but is verified later', async () => {
    for (const offset of [-300, 300]) await judged({ body, headers: signed(body, seconds + offset) }, options())
    const late = options({ now: () => (seconds + 99_999) * 1000, receivedAt: new Date(seconds * 1000) })
    await judged({ body, headers: signed() }, late)
  })

  it('either secret of a rotation, either signature of one, and versions that are not known beside them', async () => {
    const both = `${v1(older, `${id}.${seconds}.${body}`)} v9,AAAA ${signed()['webhook-signature']}`
    const headers = { ...signed(), 'webhook-signature': both }
    await judged({ body, headers }, options())
    await judged({ body, headers }, options({ secrets: older }))
    await judged({ body, headers: signed() }, options({ secrets: [older, secret] }))
    await judged({ body, headers: { ...headers, 'webhook-signature': both.split(' ') } }, options())
  })

  it('v1a of a public key', async () => {
    const signature = `v1a,${base64Of(signWith(null, Buffer.from(`${id}.${seconds}.${body}`), pair.privateKey))}`
    const headers = { ...signed(), 'webhook-signature': signature }
    expect(await judged({ body, headers }, options({ secrets: whpk }))).toEqual(JSON.parse(body))
    await judged({ body, headers }, options({ secrets: [secret, whpk] }))
  })

  it('the vector of X-Signature, in the header and in the body', async () => {
    const vector = '791b94d31eaacca2a3e70c69023c4fd9eef53812241eb9dec348e325c89a22ca'
    const text =
      `{"data":{"user_id":"usr_01","provider":"vast.ai","gpu_model":"Café",` +
      `"price_per_hour":0.00005,"instance_id":"vast-12345"},"signature":"${vector}"}`
    const secrets = 'webhook-secret-for-verification'
    const header = { body: text, headers: { 'X-Signature': vector } }
    await judged(header, options({ secrets, schemes: ['x-signature'] }))
    await judged({ body: text, headers: {} }, options({ secrets, schemes: ['signature'] }))
    await judged({ body: text, headers: {} }, options({ secrets, schemes: ['x-signature', 'signature'] }))
  })

  it('the first 16 signatures count, a 17th does not', async () => {
    const real = signed()['webhook-signature']
    const filled = (count: number) => [...Array(count).fill(v1('another', 'text')), real].join(' ')
    await judged({ body, headers: { ...signed(), 'webhook-signature': filled(15) } }, options())
    const seventeenth = { ...signed(), 'webhook-signature': filled(16) }
    await expect(judged({ body, headers: seventeenth }, options())).rejects.toMatchObject({ reason: 'no_match' })
  })

  it('is typed by the name of the event', async () => {
    const event = await unwrap({ body, headers: signed() }, options())
    if (event.event === 'key.revoked') expectTypeOf(event.data.key_hint).toEqualTypeOf<string>()
    if (event.event === 'billing.drift') expectTypeOf(event.data.booked_usd).toEqualTypeOf<number>()
  })
})

describe('what is refused, and why', () => {
  const changed = (headers: Record<string, string | string[] | undefined>) => ({
    body,
    headers: { ...signed(), ...headers },
  })
  const hex = createHmac('sha256', secret).update('{}').digest('hex')
  const notUtf8 = Buffer.from([0x7b, 0xff, 0x7d])
  const deep = `{"data":${'['.repeat(5000)}${']'.repeat(5000)}}`
  const seedBody = (text: string) => ({ body: text, headers: { 'x-signature': hex } })
  const bad: [string, WebhookVerificationError['reason'], unknown, Partial<VerifyOptions>?][] = [
    ['no header at all', 'missing_header', { body, headers: {} }],
    ['headers undefined', 'missing_header', { body }],
    ['no id', 'missing_header', changed({ 'webhook-id': undefined })],
    ['no timestamp', 'missing_header', changed({ 'webhook-timestamp': undefined })],
    ['no signature', 'missing_header', changed({ 'webhook-signature': undefined })],
    ['X-Signature alone, not asked for', 'missing_header', seedBody('{"data":{}}')],
    ['X-Signature asked for and absent', 'missing_header', { body, headers: {} }, { schemes: ['x-signature'] }],
    [
      'one standard header beside X-Signature',
      'missing_header',
      { body, headers: { 'webhook-id': id, 'x-signature': hex } },
      { schemes: ['x-signature'] },
    ],
    ['an empty id', 'malformed_header', changed({ 'webhook-id': '' })],
    ['an id with a space', 'malformed_header', changed({ 'webhook-id': 'evt 1' })],
    ['two ids', 'malformed_header', changed({ 'webhook-id': [id, id] })],
    ['two ids in different case', 'malformed_header', changed({ 'Webhook-Id': id })],
    ['two timestamps', 'malformed_header', changed({ 'webhook-timestamp': [`${seconds}`, `${seconds}`] })],
    ['a timestamp with letters behind it', 'malformed_header', { body, headers: signed(body, `${seconds}abc`) }],
    ['a negative timestamp', 'malformed_header', { body, headers: signed(body, `-${seconds}`) }],
    ['a timestamp with a fraction', 'malformed_header', { body, headers: signed(body, `${seconds}.0`) }],
    ['a timestamp of 13 digits', 'malformed_header', { body, headers: signed(body, seconds * 1000) }],
    ['a signature without a version', 'malformed_header', changed({ 'webhook-signature': v1('k', 'x').slice(3) })],
    ['a signature that is no base64', 'malformed_header', changed({ 'webhook-signature': 'v1,***' })],
    ['an empty signature', 'malformed_header', changed({ 'webhook-signature': ' ' })],
    [
      'X-Signature that is no hex',
      'malformed_header',
      { body, headers: { 'x-signature': 'x'.repeat(64) } },
      { schemes: ['x-signature'] },
    ],
    [
      'X-Signature too short',
      'malformed_header',
      { body, headers: { 'x-signature': hex.slice(2) } },
      { schemes: ['x-signature'] },
    ],
    ['301 seconds old', 'timestamp_too_old', { body, headers: signed(body, seconds - 301) }],
    ['301 seconds ahead', 'timestamp_too_new', { body, headers: signed(body, seconds + 301) }],
    [
      'old for a narrower tolerance',
      'timestamp_too_old',
      { body, headers: signed(body, seconds - 11) },
      { toleranceSeconds: 10 },
    ],
    ['the body changed by one byte', 'no_match', { body: `${body} `, headers: signed() }],
    ['another id', 'no_match', changed({ 'webhook-id': 'evt_other' })],
    ['another time', 'no_match', changed({ 'webhook-timestamp': String(seconds + 1) })],
    ['another secret', 'no_match', { body, headers: signed(body, seconds, 'another-secret-of-somebody') }],
    ['a signature cut short', 'no_match', changed({ 'webhook-signature': `v1,${base64Of(Buffer.alloc(31))}` })],
    [
      'only an unknown version',
      'no_match',
      changed({ 'webhook-signature': signed()['webhook-signature'].replace('v1', 'v2') }),
    ],
    [
      'v1 sold as v1a',
      'no_match',
      changed({ 'webhook-signature': signed()['webhook-signature'].replace('v1', 'v1a') }),
      { secrets: whpk },
    ],
    [
      'v1a of nobody',
      'no_match',
      changed({ 'webhook-signature': `v1a,${base64Of(Buffer.alloc(64))}` }),
      { secrets: whpk },
    ],
    [
      'HMAC keyed with the public key',
      'no_match',
      { body, headers: signed(body, seconds, publicRaw) },
      { secrets: whpk },
    ],
    [
      'standard headers that fail beside a good X-Signature',
      'no_match',
      { body: '{"data":{}}', headers: { ...signed(), 'x-signature': hex } },
      { schemes: ['x-signature'] },
    ],
    ['X-Signature of other data', 'no_match', seedBody('{"data":{"a":1}}'), { schemes: ['x-signature'] }],
    ['a parsed object', 'parsed_body', { body: JSON.parse(body), headers: signed() }],
    ['no body', 'parsed_body', { headers: signed() }],
    ['nothing at all', 'parsed_body', undefined],
    ['no secret', 'bad_secret', { body, headers: signed() }, { secrets: undefined as unknown as string }],
    ['an empty secret', 'bad_secret', { body, headers: signed() }, { secrets: '' }],
    ['an empty list of secrets', 'bad_secret', { body, headers: signed() }, { secrets: [] }],
    ['a secret with a line break', 'bad_secret', { body, headers: signed() }, { secrets: `${secret}\n` }],
    [
      'an API key',
      'bad_secret',
      { body, headers: signed() },
      { secrets: 'pxk_0123456789ABCDEFGHIJKLMNOPQRSTUV3FPu6a' },
    ],
    ['a private key', 'bad_secret', { body, headers: signed() }, { secrets: whsk }],
    [
      'whsec_ that is no base64',
      'bad_secret',
      { body, headers: signed() },
      { secrets: 'whsec_not-base64-at-all-but-long' },
    ],
    [
      'whsec_ of 23 bytes',
      'bad_secret',
      { body, headers: signed() },
      { secrets: `whsec_${base64Of(Buffer.alloc(23))}` },
    ],
    [
      'whsec_ of 65 bytes',
      'bad_secret',
      { body, headers: signed() },
      { secrets: `whsec_${base64Of(Buffer.alloc(65))}` },
    ],
    ['whpk_ of 31 bytes', 'bad_secret', { body, headers: signed() }, { secrets: `whpk_${base64Of(Buffer.alloc(31))}` }],
    ['text of 15 bytes', 'bad_secret', { body, headers: signed() }, { secrets: 'x'.repeat(15) }],
    [
      'a public key for X-Signature',
      'bad_secret',
      seedBody('{"data":{}}'),
      { schemes: ['x-signature'], secrets: whpk },
    ],
    ['signed, but no JSON', 'malformed_body', { body: 'text', headers: signed('text') }],
    ['signed, but a list', 'malformed_body', { body: '[]', headers: signed('[]') }],
    ['signed, but empty', 'malformed_body', { body: '', headers: signed('') }],
    ['no data to sign', 'malformed_body', seedBody('{"event":"x"}'), { schemes: ['x-signature'] }],
    ['data nested too deep', 'malformed_body', seedBody(deep), { schemes: ['x-signature'] }],
    ['not UTF-8', 'malformed_body', { body: notUtf8, headers: { 'x-signature': hex } }, { schemes: ['x-signature'] }],
    ['no member signature', 'malformed_body', { body: '{"data":{}}', headers: {} }, { schemes: ['signature'] }],
    [
      'a member signature that is a number',
      'malformed_body',
      { body: '{"data":{},"signature":1}', headers: {} },
      { schemes: ['signature'] },
    ],
  ]

  it.each(bad)('%s: %s', async (_, reason, input, given) => {
    await expect(judged(input as WebhookRequest, options(given))).rejects.toMatchObject({
      name: 'WebhookVerificationError',
      code: 'WEBHOOK_VERIFICATION',
      reason,
    })
  })

  it('every single bit of a signature, an id, a timestamp and a body matters', async () => {
    for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature', 'body'] as const) {
      const text = name === 'body' ? body : signed()[name]
      for (let at = 0; at < text.length; at++) {
        const flipped = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)
        const input = name === 'body' ? { body: flipped, headers: signed() } : changed({ [name]: flipped })
        expect(() => verifySync(input as WebhookRequest, options()), `${name} at ${at}`).toThrow(
          WebhookVerificationError,
        )
      }
    }
  })

  it('names the remedy for a parsed body, and never the secret', async () => {
    const parsed = { body: JSON.parse(body), headers: signed() } as unknown as WebhookRequest
    await expect(verify(parsed, options())).rejects.toThrow(/express\.raw/)
    const wrong = verify({ body, headers: signed() }, options({ secrets: 'pxk_my-very-own-key' }))
    await expect(wrong).rejects.toThrow(/API key/)
    await expect(wrong).rejects.not.toThrow(/my-very-own/)
  })

  it('an unsafe setting is refused: it would accept everything or nothing', async () => {
    for (const given of [{ toleranceSeconds: 0 }, { toleranceSeconds: Number.NaN }, { receivedAt: new Date('x') }]) {
      await expect(verify({ body, headers: signed() }, options(given))).rejects.toThrow(ConfigurationError)
    }
  })

  it('is one of the errors of this package', () => {
    expect(new WebhookVerificationError('no_match', 'x')).toBeInstanceOf(ProxyAPIError)
    expect(new ConfigurationError('x')).not.toBeInstanceOf(WebhookVerificationError)
  })
})

describe('replay', () => {
  it('the second time is replayed; what did not verify is not remembered', async () => {
    const replay = memoryReplayStore({ now: () => seconds * 1000 })
    const forged = { body: `${body} `, headers: signed() }
    await expect(verify(forged, options({ replay }))).rejects.toMatchObject({ reason: 'no_match' })
    await verify({ body, headers: signed() }, options({ replay }))
    await expect(verify({ body, headers: signed() }, options({ replay }))).rejects.toMatchObject({ reason: 'replayed' })
    expect(() => verifySync({ body, headers: signed() }, options({ replay }))).toThrow(/verified before/)
  })

  it('a store that answers later works with verify, and is refused by verifySync', async () => {
    const replay = { seen: async () => true }
    await expect(verify({ body, headers: signed() }, options({ replay }))).rejects.toMatchObject({ reason: 'replayed' })
    expect(() => verifySync({ body, headers: signed() }, options({ replay }))).toThrow(ConfigurationError)
  })

  it('the store forgets what expired, and the oldest when it is full', () => {
    let now = 0
    const store = memoryReplayStore({ max: 2, now: () => now })
    expect([store.seen('a', 10), store.seen('a', 10)]).toEqual([false, true])
    now = 11
    expect(store.seen('a', 20)).toBe(false)
    store.seen('b', 20)
    store.seen('c', 20)
    expect([store.seen('c', 20), store.seen('b', 20), store.seen('a', 20)]).toEqual([true, true, false])
  })
})

describe('sign', () => {
  it('makes what verify accepts, by every scheme', async () => {
    const timestamp = new Date(seconds * 1000)
    const make = { id, timestamp, body }
    await judged({ body, headers: await sign({ ...make, secrets: [secret, older] }) }, options({ secrets: older }))
    await judged({ body, headers: await sign({ ...make, secrets: whsk }) }, options({ secrets: whpk }))
    const headers = await sign({ ...make, secrets: [secret, older], schemes: ['x-signature'] })
    expect(Object.keys(headers)).toEqual(['x-signature'])
    await judged({ body, headers }, options({ secrets: older, schemes: ['x-signature'] }))
  })

  it('a key that cannot sign is refused', async () => {
    const make = { id, timestamp: seconds, body }
    await expect(sign({ ...make, secrets: whpk })).rejects.toThrow(ConfigurationError)
    await expect(sign({ ...make, secrets: 'whsk_AAAA' })).rejects.toThrow(ConfigurationError)
    await expect(sign({ ...make, secrets: whsk, schemes: ['x-signature'] })).rejects.toThrow(/secret/)
  })
})

describe('the oracle standardwebhooks', () => {
  it('agrees on any id, body and secret, both ways', async () => {
    const key = fc.uint8Array({ minLength: 24, maxLength: 64 })
    const idText = fc.stringMatching(/^[!-~]{1,40}$/)
    await fc.assert(
      fc.asyncProperty(key, idText, fc.object(), async (bytes, anyId, value) => {
        const secrets = `whsec_${base64Of(bytes)}`
        const text = JSON.stringify(value)
        const now = Date.now()
        const theirs = {
          'webhook-id': anyId,
          'webhook-timestamp': String(Math.floor(now / 1000)),
          'webhook-signature': new Webhook(secrets).sign(anyId, new Date(now), text),
        }
        expect(await judged({ body: text, headers: theirs }, { secrets })).toEqual(JSON.parse(text))
        const ours = await sign({ id: anyId, timestamp: new Date(now), body: text, secrets })
        expect(new Webhook(secrets).verify(text, ours)).toEqual(JSON.parse(text))
      }),
      { numRuns: 200 },
    )
  })
})
