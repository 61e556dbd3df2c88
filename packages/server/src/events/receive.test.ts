import { execFileSync, spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { testClock } from '../../test/runtime.ts'
import { eachStore, openSqlite } from '../../test/stores.ts'
import { prepare, standardSignature } from './prepare.ts'
import { pythonJson, readForPython } from './python-json.ts'
import { createIncoming } from './receive.ts'
import { verifyIncoming } from './verify-incoming.ts'

const secret = 'webhook-secret-for-verification'
const second = `whsec_${Buffer.alloc(32, 3).toString('base64')}`
const secrets = [
  { name: 'one', secret },
  { name: 'two', secret: second },
]
const nowMs = Date.UTC(2026, 10, 20, 10, 30)
const now = nowMs / 1_000
const body = '{"event":"models.updated","data":{"provider":"openai","price":0.00005,"rate":1.0,"name":"Café 😀"}}'
const data = '{"name": "Caf\\u00e9 \\ud83d\\ude00", "price": 5e-05, "provider": "openai", "rate": 1.0}'

const hmac = (text: string, key = secret) => createHmac('sha256', key).update(text).digest('hex')
const bytesOf = (text: string) => new TextEncoder().encode(text)
const ask = (headers: Record<string, string>, text = body) => ({ headers: new Headers(headers), bytes: bytesOf(text) })
const standard = (over: Record<string, string> = {}, key = secret, text = body) => ({
  'webhook-id': 'evt_1',
  'webhook-timestamp': String(now),
  'webhook-signature': standardSignature('evt_1', now, text, key),
  ...over,
})

describe('verified are', () => {
  test.each<[string, ReturnType<typeof ask>, string, string | null]>([
    ['the seeds’ signature over data, as Python prints it', ask({ 'x-signature': hmac(data) }), 'one', null],
    [
      'the same over event and data',
      ask({ 'x-signature': hmac(`{"data": ${data}, "event": "models.updated"}`) }),
      'one',
      null,
    ],
    ['the same over the bytes as they came', ask({ 'x-signature': hmac(body) }), 'one', null],
    ['the same in capitals', ask({ 'x-signature': hmac(body).toUpperCase() }), 'one', null],
    ['another sender’s', ask({ 'x-signature': hmac(body, second) }), 'two', null],
    ['Standard Webhooks', ask(standard()), 'one', 'evt_1'],
    ['Standard Webhooks with a secret in base64', ask(standard({}, second)), 'two', 'evt_1'],
    [
      'the second of two signatures',
      ask(standard({ 'webhook-signature': `v1,AAAA v2,x ${standard()['webhook-signature']}` })),
      'one',
      'evt_1',
    ],
    ['300 seconds ago', ask(standardAt(now - 300)), 'one', 'evt_1'],
    ['300 seconds ahead', ask(standardAt(now + 300)), 'one', 'evt_1'],
  ])('%s', (_title, request, sender, id) => {
    expect(verifyIncoming(secrets, request, nowMs)).toEqual({ sender, id })
  })

  test('what we send ourselves', () => {
    const event = { id: 'evt_7', name: 'models.updated', seq: 1, at: nowMs, data: { provider: 'x', price: 0.1 } }
    const sent = prepare(event, { current: secret, previous: null }, nowMs)
    expect(verifyIncoming(secrets, ask(sent.headers, sent.body), nowMs)).toEqual({ sender: 'one', id: 'evt_7' })
    const { 'x-signature': signature = '' } = sent.headers
    expect(verifyIncoming(secrets, ask({ 'x-signature': signature }, sent.body), nowMs)).toEqual({
      sender: 'one',
      id: null,
    })
  })
})

const right = hmac(data)
const flipped = (text: string, at: number) => text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1)
const goodSignature = standard()['webhook-signature']
const without = (name: keyof ReturnType<typeof standard>) => {
  const { [name]: _, ...rest } = standard()
  return rest
}

/** Thirty and more: by what is wrong with each. */
const bad: Record<string, ReturnType<typeof ask>> = {
  'no header': ask({}),
  'an empty signature': ask({ 'x-signature': '' }),
  'a word': ask({ 'x-signature': 'valid' }),
  'one digit changed': ask({ 'x-signature': flipped(right, 0) }),
  'the last digit changed': ask({ 'x-signature': flipped(right, 63) }),
  'one digit short': ask({ 'x-signature': right.slice(1) }),
  'one digit long': ask({ 'x-signature': `${right}0` }),
  'twice the signature': ask({ 'x-signature': `${right}, ${right}` }),
  'a prefix': ask({ 'x-signature': `sha256=${right}` }),
  'base64 instead of hex': ask({ 'x-signature': createHmac('sha256', secret).update(data).digest('base64') }),
  'SHA-1': ask({ 'x-signature': createHmac('sha1', secret).update(data).digest('hex') }),
  'SHA-512': ask({ 'x-signature': createHmac('sha512', secret).update(data).digest('hex') }),
  'another secret': ask({ 'x-signature': hmac(data, 'webhook-secret-of-somebody-else') }),
  'the empty secret': ask({ 'x-signature': hmac(data, '') }),
  'the secret with a space': ask({ 'x-signature': hmac(data, `${secret} `) }),
  'the secret as the message': ask({ 'x-signature': createHmac('sha256', data).update(secret).digest('hex') }),
  'a hash without a key': ask({ 'x-signature': createHmac('sha256', '').update(body).digest('hex') }),
  'of an empty body': ask({ 'x-signature': hmac('') }),
  'of other data': ask({ 'x-signature': hmac('{"provider": "anthropic"}') }),
  'of data in JavaScript’s spelling': ask({
    'x-signature': hmac('{"provider":"openai","price":0.00005,"rate":1,"name":"Café 😀"}'),
  }),
  'of data with 1 for 1.0': ask({ 'x-signature': hmac(data.replace('1.0', '1')) }),
  'of another event': ask({ 'x-signature': hmac(`{"data": ${data}, "event": "models.discovered"}`) }),
  'right for a body that was changed': ask({ 'x-signature': hmac(body) }, body.replace('openai', 'evil')),
  'right for a body with one space more': ask({ 'x-signature': hmac(body) }, `${body} `),
  'standard without id': ask(without('webhook-id')),
  'standard without timestamp': ask(without('webhook-timestamp')),
  'standard without signature': ask(without('webhook-signature')),
  'standard, the seeds’ signature good': ask({ ...without('webhook-signature'), 'x-signature': right }),
  'standard with a wrong signature, the seeds’ good': ask({
    ...standard({ 'webhook-signature': 'v1,AAAA' }),
    'x-signature': right,
  }),
  'standard, 301 seconds ago': ask(standardAt(now - 301)),
  'standard, 301 seconds ahead': ask(standardAt(now + 301)),
  'standard with another timestamp': ask(standard({ 'webhook-timestamp': String(now - 1) })),
  'standard with another id': ask(standard({ 'webhook-id': 'evt_2' })),
  'standard in milliseconds': ask(standardAt(nowMs)),
  'standard with a timestamp that is none': ask(standard({ 'webhook-timestamp': 'now' })),
  'standard with a timestamp in the form of an exponent': ask(standard({ 'webhook-timestamp': '1.7e9' })),
  'standard with a timestamp below 0': ask(standard({ 'webhook-timestamp': `-${now}` })),
  'standard without the version': ask(standard({ 'webhook-signature': goodSignature.slice(3) })),
  'standard with another version': ask(standard({ 'webhook-signature': `v2,${goodSignature.slice(3)}` })),
  'standard, cut': ask(standard({ 'webhook-signature': goodSignature.slice(0, -1) })),
  'standard with commas between': ask(standard({ 'webhook-signature': `v1,AAAA,${goodSignature}` })),
  'standard with seventeen signatures': ask(standard({ 'webhook-signature': `${'v1,A '.repeat(16)}${goodSignature}` })),
  'standard with the text of a base64 secret as the key': ask(
    standard({
      'webhook-signature': `v1,${createHmac('sha256', second).update(`evt_1.${now}.${body}`).digest('base64')}`,
    }),
  ),
  'standard over another body': ask(standard(), body.replace('openai', 'evil')),
}

describe('refused are', () => {
  expect(Object.keys(bad).length).toBeGreaterThanOrEqual(30)
  test.each(Object.entries(bad))('WI01 WI03 %s', (_title, request) => {
    expect(verifyIncoming(secrets, request, nowMs)).toBeNull()
  })
})

eachStore((_, open) => {
  test('WI04 an event refreshes once; the same id again, or after a restart, does nothing; after 30 days it is forgotten', async () => {
    const store = await open()
    onTestFinished(() => store.close())
    const clock = testClock(nowMs)
    const refreshed: (string | null)[] = []
    const refreshModels = async (provider: string | null) => void refreshed.push(provider)
    const incoming = createIncoming({ store, clock, secrets: () => secrets, refreshModels })
    const send = (text: string, headers = standard({}, secret, text)) =>
      incoming.receive(ask(headers, text), JSON.parse(text) as never)
    expect(await send(body)).toEqual({ status: 'processed' })
    expect(await send(body)).toEqual({ status: 'processed' })
    expect(refreshed).toEqual(['openai'])
    const all = '{"event":"models.discovered","data":{}}'
    await expect(send(all, standard())).rejects.toMatchObject({ code: 'INVALID_SIGNATURE' })
    expect(await send(all, { 'x-signature': hmac(all) } as never)).toEqual({ status: 'processed' })
    expect(
      await send(all.replace('models.discovered', 'invoice.created'), { 'x-signature': hmac('{}') } as never),
    ).toEqual({
      status: 'ignored',
    })
    expect(refreshed).toEqual(['openai', null])
    const again = createIncoming({ store, clock, secrets: () => secrets, refreshModels })
    await again.receive(ask(standard()), JSON.parse(body) as never)
    expect(refreshed).toHaveLength(2)
    await clock.advance(30 * 86_400_000 + 1)
    await incoming.jobs()[0]?.run(new AbortController().signal)
    expect(await store.db.selectFrom('incoming_webhooks').selectAll().execute()).toEqual([])
  })
})

test('an effect that failed is tried again when the event comes again', async () => {
  const store = await openSqlite()
  onTestFinished(() => store.close())
  let tries = 0
  const incoming = createIncoming({
    store,
    clock: testClock(nowMs),
    secrets: () => secrets,
    async refreshModels() {
      if (tries++ === 0) throw new Error('down')
    },
  })
  const receive = () => incoming.receive(ask(standard()), JSON.parse(body) as never)
  await expect(receive()).rejects.toThrow('down')
  await receive()
  await receive()
  expect(tries).toBe(2)
})

test('without a secret it is not configured, whatever was signed', async () => {
  const store = await openSqlite()
  onTestFinished(() => store.close())
  const incoming = createIncoming({ store, clock: testClock(nowMs), secrets: () => [], refreshModels: async () => {} })
  await expect(
    incoming.receive(ask({ 'x-signature': hmac(data, '') }), JSON.parse(body) as never),
  ).rejects.toMatchObject({
    code: 'NOT_CONFIGURED',
  })
})

const python = spawnSync('python3', ['--version']).status === 0
/** The seeds' sender: what it signs, and what it sends. */
const sender = `
import hashlib, hmac, json, sys
secret = sys.argv[1]
for line in sys.stdin:
    data = json.loads(line)
    payload = json.dumps(data, sort_keys=True).encode()
    signature = hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest()
    for separators, ascii in ((None, True), ((",", ":"), False)):
        body = json.dumps({"event": "models.updated", "data": data}, separators=separators, ensure_ascii=ascii)
        print(json.dumps([signature, body]))
`

describe.skipIf(!python)(
  python ? 'the seeds’ Python sender' : 'the seeds’ Python sender (skipped: put python3 on the PATH)',
  () => {
    test('is understood, whatever it sends', () => {
      const number = fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value)),
        fc.maxSafeInteger().map(String),
        fc.constantFrom(
          '1.0',
          '-0.0',
          '-0',
          '0',
          '1e16',
          '1E5',
          '5e-05',
          '0.00010',
          '123456789012345678901234567890',
          '1e22',
        ),
      )
      const text = fc.string({ unit: 'grapheme' }).map((value) => JSON.stringify(value))
      const leaf = fc.oneof(number, text, fc.constantFrom('true', 'false', 'null'))
      const lists = fc.array(leaf, { maxLength: 4 }).map((items) => `[${items.join(',')}]`)
      const object = fc
        .uniqueArray(fc.tuple(text, fc.oneof(leaf, lists)), { maxLength: 5, selector: ([name]) => name })
        .map((members) => `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`)
      const lines = fc.sample(object, { numRuns: 2_000, seed: 20_261_121 })
      const printed = execFileSync('python3', ['-c', sender, secret], {
        input: `${lines.join('\n')}\n`,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        timeout: 60_000,
        env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
      })
      const sent = printed
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as [string, string])
      expect(sent).toHaveLength(4_000)
      for (const [signature, text] of sent)
        expect(verifyIncoming(secrets, ask({ 'x-signature': signature }, text), nowMs), text).toEqual({
          sender: 'one',
          id: null,
        })
    })
  },
)

test('numbers are printed as they were written', () => {
  const text = '{"a":[1.0,-0.0,-0,1e16,1E5,12345678901234567890,0.1,1e-7]}'
  expect(pythonJson(readForPython(text))).toBe(
    '{"a": [1.0, -0.0, 0, 1e+16, 100000.0, 12345678901234567890, 0.1, 1e-07]}',
  )
})

function standardAt(timestamp: number) {
  return standard({
    'webhook-timestamp': String(timestamp),
    'webhook-signature': standardSignature('evt_1', timestamp, body, secret),
  })
}
