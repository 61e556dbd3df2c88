/** Webhooks to an address or a registered service, once: what arrives verifies, also where its first attempt was lost. */
import { createHmac } from 'node:crypto'
import { verify } from '@proxyapi/sdk/webhooks'
import { expect, test } from 'vitest'
import { eachStore } from '../stores.ts'
import { ann, openRoom, type TestRoom } from './room.ts'
import { hangUp, json } from './service.ts'

const secret = 'webhook-secret-for-verification'
const data = { gpu_model: 'A100', price_per_hour: 1.5, tags: ['b', 'a'] }
const hourMs = 3_600_000

type Body = Parameters<TestRoom['integrations']['webhooks']['send']>[1]

const send = ({ integrations, service }: TestRoom, body: Partial<Body> = {}, key: string | null = null) =>
  integrations.webhooks.send(
    ann,
    { webhook_url: `${service.url}/hook`, event_type: 'order.paid', data, secret, wait: true, ...body },
    key,
  )

/** As the seed’s receiver: Python’s `json.dumps(data, sort_keys=True)` under HMAC, written by hand. */
const seedSignature = createHmac('sha256', secret)
  .update('{"gpu_model": "A100", "price_per_hour": 1.5, "tags": ["b", "a"]}')
  .digest('hex')

async function expectVerified({ service, now }: TestRoom, n: number) {
  const { headers, body } = service.asked[n]!
  const event = await verify({ body, headers }, { secrets: secret, now })
  expect(event).toMatchObject({ event_type: 'order.paid', data })
  expect(headers['x-signature']).toBe(seedSignature)
  expect(Object.keys(JSON.parse(body))).toEqual(['event_type', 'data', 'timestamp', 'id', 'signature'])
  expect(JSON.parse(body)).toMatchObject({ signature: seedSignature, id: headers['webhook-id'] })
  return String(headers['webhook-id'])
}

eachStore((_, open) => {
  test('Integration 7: what is sent verifies, with the SDK and as the seed does it', async () => {
    const room = await openRoom(open)
    room.service.otherwise = json({}, 202)
    const sent = await send(room, { headers: { 'X-Team': 'a', 'webhook-id': 'forged' } })
    expect(sent).toEqual({
      id: expect.stringMatching(/^webhook_[0-9A-HJKMNP-TV-Z]{26}$/),
      delivered: true,
      status_code: 202,
    })
    expect(await expectVerified(room, 0)).toBe(sent.id)
    expect(room.service.asked[0]).toMatchObject({ method: 'POST', path: '/hook', headers: { 'x-team': 'a' } })
    await room.work()
    expect(room.service.asked).toHaveLength(1)
  })

  test('Integration 7: one whose first attempt was lost comes later, verifies, and has the same id', async () => {
    const room = await openRoom(open)
    room.service.script.push(hangUp, json({}, 503, { 'retry-after': '60' }))
    const sent = await send(room)
    expect(sent).toEqual({ id: sent.id, delivered: false, queued: true, error_code: 'TARGET_UNREACHABLE' })
    await room.work()
    expect(room.service.asked).toHaveLength(1)
    room.advance(10_000)
    await room.work()
    expect(room.service.asked).toHaveLength(2)
    room.advance(50_000)
    await room.work()
    expect(room.service.asked).toHaveLength(2)
    room.advance(hourMs)
    await room.work()
    expect(room.service.asked).toHaveLength(3)
    expect(await expectVerified(room, 2)).toBe(sent.id)
    expect(room.service.asked[2]?.body).toBe(room.service.asked[0]?.body)
    room.advance(100 * hourMs)
    await room.work()
    expect(room.service.asked).toHaveLength(3)
  })

  test('one that is killed after it was stored is sent by the next worker', async () => {
    const room = await openRoom(open)
    await send(room, { wait: false })
    await room.store.write((tx) =>
      tx
        .updateTable('integration_webhooks')
        .set({ lease_until: room.now() + 60_000, fence: 1 })
        .execute(),
    )
    await room.work()
    expect(room.service.asked).toHaveLength(0)
    room.advance(60_001)
    await room.work()
    expect(room.service.asked).toHaveLength(1)
  })

  test('ten attempts over 75 hours, and no more', async () => {
    const room = await openRoom(open)
    room.service.otherwise = json({}, 500)
    await send(room)
    for (let hour = 0; hour < 200; hour++) {
      room.advance(hourMs)
      await room.work()
    }
    expect(room.service.asked).toHaveLength(10)
    const [row] = await room.store.db.selectFrom('integration_webhooks').selectAll().execute()
    expect(row).toMatchObject({ status: 'dead', due_at: null, attempt: 10, response_status: 500 })
    room.advance(31 * 24 * hourMs)
    await room.work()
    expect(await room.store.db.selectFrom('integration_webhooks').selectAll().execute()).toEqual([])
  })

  test('without waiting it is queued, without a secret unsigned; what is secret is sealed', async () => {
    const room = await openRoom(open)
    const headers = { 'X-Token': 'hidden-token-value' }
    expect(await send(room, { wait: false, headers })).toMatchObject({
      delivered: false,
      queued: true,
      error_code: null,
    })
    const rows = JSON.stringify(await room.store.db.selectFrom('integration_webhooks').selectAll().execute())
    expect([rows.includes(secret), rows.includes('hidden-token-value')]).toEqual([false, false])
    await room.work()
    await expectVerified(room, 0)
    await send(room, { secret: undefined })
    const { headers: unsigned, body } = room.service.asked[1]!
    expect([unsigned['webhook-signature'], unsigned['x-signature'], JSON.parse(body).signature]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test('to a registered service it has its key and headers, and goes with it', async () => {
    const room = await openRoom(open)
    await room.register(
      'crm',
      {},
      { base_url: `${room.service.url}/in`, api_key: 'sk-crm-5f2a91', headers: { a: 'b' } },
    )
    const to = { webhook_url: undefined, integration_id: 'crm' }
    expect(await send(room, to)).toMatchObject({ delivered: true })
    expect(room.service.asked[0]).toMatchObject({
      path: '/in',
      headers: { a: 'b', authorization: 'Bearer sk-crm-5f2a91' },
    })
    const { items } = await room.integrations.audit('usr_ann', 'crm', { limit: 9, action: 'webhook' })
    expect(items[0]?.data).toMatchObject({ event_type: 'order.paid', fields: ['gpu_model', 'price_per_hour', 'tags'] })
    expect(JSON.stringify(items)).not.toContain('A100')
    await send(room, { ...to, wait: false })
    await room.integrations.delete(ann, 'crm')
    await room.work()
    expect(room.service.asked).toHaveLength(1)
    await expect(send(room, to)).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'Integration not found' })
    await room.register('crm', { enabled: false })
    await expect(send(room, to)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  })

  test('a request that is repeated under its key sends no second one', async () => {
    const room = await openRoom(open)
    const first = await send(room, {}, 'k-1')
    expect(await send(room, {}, 'k-1')).toEqual(first)
    expect((await send(room, {}, 'k-2')).id).not.toBe(first.id)
    expect(room.service.asked).toHaveLength(2)
  })

  test('what cannot be sent is refused, and nothing is queued', async () => {
    const room = await openRoom(open)
    const wrong: [Partial<Body>, string][] = [
      [{ webhook_url: 'http://127.0.0.1:8080/' }, 'TARGET_BLOCKED'],
      [{ webhook_url: 'http://169.254.169.254/' }, 'TARGET_BLOCKED'],
      [{ webhook_url: 'mailto:a@b.c' }, 'TARGET_URL_INVALID'],
      [{ webhook_url: undefined }, 'INVALID_REQUEST'],
      [{ integration_id: 'crm' }, 'INVALID_REQUEST'],
      [{ secret: 'has white space in it' }, 'INVALID_REQUEST'],
      [{ headers: { 'X-A': `pxk_${'a'.repeat(38)}` } }, 'INVALID_REQUEST'],
      [{ data: { long: 'x'.repeat(21_000) } }, 'PAYLOAD_TOO_LARGE'],
    ]
    for (const [body, code] of wrong)
      await expect(send(room, body), JSON.stringify(body).slice(0, 80)).rejects.toMatchObject({ code })
    const blocked = await openRoom(open, { allow: [] })
    await expect(send(blocked, { webhook_url: 'https://no-such-name.invalid/' })).rejects.toMatchObject({
      code: 'TARGET_BLOCKED',
    })
    for (const { store } of [room, blocked])
      expect(await store.db.selectFrom('integration_webhooks').selectAll().execute()).toEqual([])
  })

  test('a user whose receivers are dead delays nobody else', async () => {
    const room = await openRoom(open)
    for (let n = 0; n < 9; n++) await send(room, { wait: false })
    const [job] = room.integrations.jobs().filter(({ name }) => name === 'integrations.webhooks')
    room.service.otherwise = (response) => void setTimeout(() => response.end(), 50)
    expect(await job?.run(new AbortController().signal)).toBe(4)
    expect(await job?.run(new AbortController().signal)).toBe(0)
    await room.integrations.idle()
    await room.work()
    expect(room.service.asked).toHaveLength(9)
  })
})
