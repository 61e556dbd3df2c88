/** Registered services over both databases: policy before anything is sent, one key for all attempts, what cannot be known said so. */
import { ApiError } from '@proxyapi/contract/errors'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/database.ts'
import { startApp } from '../app.ts'
import { LOOPBACK } from '../egress/loopback.ts'
import { eachStore } from '../stores.ts'
import { ann, bob, inputOf, openRoom, roomOver, type TestRoom } from './room.ts'
import { hangUp, json, silence } from './service.ts'

const key = 'sk-crm-5f2a91c07be84d36'
const signal = new AbortController().signal
type Request = Parameters<TestRoom['integrations']['call']>[1]

const call = ({ integrations }: TestRoom, request: Partial<Request> = {}, idempotencyKey: string | null = 'k-1') =>
  integrations.call(
    ann,
    { integration_id: 'crm', method: 'POST', endpoint: '/v1/process', data: { input: 'test_data' }, ...request },
    idempotencyKey,
    signal,
  )

/** Code, text and details of an outcome that is no answer. */
async function failure(outcome: ReturnType<typeof call>) {
  const ended = await outcome
  if (ended.kind === 'answered') throw new Error('it was answered')
  const { code, message, options } = ended.error
  return { kind: ended.kind, code, message, details: options.details }
}

eachStore((_, open) => {
  test('Integration 5: the seed’s example is called, and on 503 again after 1, 2 and 4 seconds, ± 20 %', async () => {
    const room = await openRoom(open)
    await room.register('crm', {}, { api_key: key, headers: { 'X-Team': 'a' } })
    room.service.script.push(...[1, 2, 3].map(() => json({ busy: true }, 503, { 'retry-after': '1' })))
    room.service.otherwise = json({ id: 812, state: 'accepted' }, 201, { 'set-cookie': 'a=b', etag: '"x"' })
    const outcome = await call(room)
    expect(outcome).toMatchObject({
      kind: 'answered',
      result: { status_code: 201, body: { id: 812, state: 'accepted' }, attempts: 4 },
    })
    const { headers = {}, duration_ms } = outcome.kind === 'answered' ? outcome.result : { duration_ms: 0 }
    expect([headers.etag, headers['set-cookie']]).toEqual(['"x"', undefined])
    expect(room.waits).toHaveLength(3)
    for (const [n, waited] of room.waits.entries()) {
      expect(waited).toBeGreaterThanOrEqual(2 ** n * 800)
      expect(waited).toBeLessThanOrEqual(2 ** n * 1_200)
    }
    expect(duration_ms).toBe(room.waits.reduce((sum, ms) => sum + ms))
    expect(room.service.asked.map(({ method, path, body }) => [method, path, body])).toEqual(
      Array(4).fill(['POST', '/v1/process', '{"input":"test_data"}']),
    )
    for (const { headers } of room.service.asked)
      expect(headers).toMatchObject({
        authorization: `Bearer ${key}`,
        'idempotency-key': 'k-1',
        'x-team': 'a',
        'content-type': 'application/json',
        'accept-encoding': 'identity',
      })
    const shown = await room.integrations.get('usr_ann', 'crm')
    expect(shown.metrics.last_hour).toMatchObject({ request_count: 4, error_count: 3, error_rate: 0.75 })
    expect(shown.metrics.all_time).toEqual(shown.metrics.last_24_hours)
    room.advance(3_600_000 + 600_000)
    const later = (await room.integrations.get('usr_ann', 'crm')).metrics
    expect([later.last_hour.request_count, later.last_24_hours.request_count]).toEqual([0, 4])
    room.advance(24 * 3_600_000)
    await room.integrations.jobs()[0]?.run(signal)
    const kept = (await room.integrations.get('usr_ann', 'crm')).metrics
    expect([kept.all_time.request_count, kept.last_24_hours]).toEqual([
      4,
      { request_count: 0, error_count: 0, error_rate: 0, latency_ms: null },
    ])
  })

  test('Integration 5: the key is in no answer, audit entry or row, also where the service tells it back', async () => {
    const room = await openRoom(open)
    await room.register('crm', {}, { api_key: key })
    room.service.otherwise = (response, { headers }) =>
      response.writeHead(200, { 'x-told': String(headers.authorization) }).end(`{"told":"${headers.authorization}"}`)
    const told = [await call(room), await room.integrations.get('usr_ann', 'crm')]
    room.service.otherwise = (response, { headers }) => response.writeHead(400).end(`bad ${headers.authorization}`)
    const refused = await failure(call(room))
    expect(refused.details?.[1]?.message).toBe('bad Bearer [api_key]')
    const audit = await room.integrations.audit('usr_ann', 'crm', { limit: 100 })
    const rows = await room.store.db.selectFrom('integrations').selectAll().execute()
    expect(JSON.stringify([told, refused, audit, rows])).not.toContain(key)
    expect(told[1]).toMatchObject({ config: { api_key_set: true, api_key_last4: '4d36' } })
  })

  test('Integration 6: what the policy refuses sends nothing, in the seed’s texts, and is written down by names alone', async () => {
    const room = await openRoom(open)
    const security_policy = {
      required_fields: ['input'],
      validation_rules: { input: { type: 'string' as const, max_length: 10 } },
      allowed_methods: ['GET' as const, 'POST' as const],
      allowed_endpoints: ['/v1/*'],
    }
    await room.register('crm', { security_policy })
    const texts = [
      await failure(call(room, { integration_id: 'none' })),
      await failure(call(room, { data: { private: 'value' } })),
      await failure(call(room, { data: { input: 'longer than ten' } })),
      await failure(call(room, { method: 'DELETE' })),
      await failure(call(room, { endpoint: '/v2/x' })),
      await failure(call(room, { endpoint: '/v1/%2e%2e/x' })),
      await failure(call(room, { method: 'TRACE' })),
      await failure(call(room, { headers: { authorization: 'mine' } })),
      await failure(call(room, { headers: { 'x-other': `pxk_${'a'.repeat(38)}` } })),
    ]
    expect(texts.map(({ code, message }) => [code, message])).toEqual([
      ['NOT_FOUND', 'Integration not found'],
      ['INVALID_REQUEST', 'Missing required field: input'],
      ['INVALID_REQUEST', 'Validation failed for field: input'],
      ['TARGET_BLOCKED', 'The security policy does not allow the method DELETE.'],
      ['TARGET_BLOCKED', 'The security policy does not allow this endpoint.'],
      ['INVALID_RESOURCE_ID', expect.stringContaining('endpoint')],
      ['METHOD_NOT_ALLOWED', expect.stringContaining('TRACE')],
      ['INVALID_REQUEST', expect.stringContaining('/headers/authorization')],
      ['INVALID_REQUEST', expect.stringContaining('/headers/x-other')],
    ])
    expect(room.service.asked).toEqual([])
    await room.register('crm', { enabled: false })
    expect((await failure(call(room))).code).toBe('INVALID_STATE')
    const { items } = await room.integrations.audit('usr_ann', 'crm', { limit: 100, action: 'request_validation' })
    expect(items.map(({ data }) => data.outcome)).toEqual([
      'INVALID_STATE',
      ...texts
        .slice(1)
        .map(({ code }) => code)
        .reverse(),
    ])
    expect(items.at(-1)?.data).toMatchObject({ method: 'POST', fields: ['private'] })
    expect(JSON.stringify(items)).not.toContain('value')
  })

  test('Integration 6: the guard judges the address when it is registered and at every call', async () => {
    const room = await openRoom(open, { allow: [] })
    for (const base_url of ['http://127.0.0.1:8080', 'http://10.0.0.1', 'https://metadata.internal', 'http://[::1]'])
      await expect(room.integrations.put(ann, 'in', inputOf({ base_url }))).rejects.toMatchObject({
        code: 'TARGET_BLOCKED',
      })
    for (const base_url of [
      'ftp://a.example',
      'https://u:p@a.example',
      'https://a.example/?q',
      'https://a.example/#f',
      'x',
    ])
      await expect(room.integrations.put(ann, 'in', inputOf({ base_url }))).rejects.toMatchObject({
        code: 'TARGET_URL_INVALID',
      })
    await room.integrations.put(ann, 'crm', inputOf({ base_url: 'https://does-not-resolve.example' }))
    await room.store.write((tx) =>
      tx
        .updateTable('integrations')
        .set({ base_url: `http://${LOOPBACK}:${room.service.port}` })
        .execute(),
    )
    expect((await failure(call(room))).code).toBe('TARGET_BLOCKED')
    expect(room.service.asked).toEqual([])
    expect((await room.integrations.get('usr_ann', 'crm')).metrics.all_time.request_count).toBe(0)
  })

  test('a status of 400 and more is a failure with it and the first 4 KB of the answer', async () => {
    const room = await openRoom(open)
    await room.register('crm', {}, { max_retries: 0 })
    room.service.otherwise = (response) => response.writeHead(422).end('x'.repeat(10_000))
    expect(await failure(call(room))).toEqual({
      kind: 'failed',
      code: 'TARGET_HTTP_ERROR',
      message: 'HTTP 422',
      details: [
        { path: 'status_code', message: '422' },
        { path: 'body', message: 'x'.repeat(4_096) },
      ],
    })
    room.service.otherwise = json(null, 302, { location: 'http://127.0.0.1:1/' })
    expect(await call(room)).toMatchObject({ kind: 'answered', result: { status_code: 302, body: null } })
    room.service.otherwise = (response) => response.end('plain words')
    expect(await call(room)).toMatchObject({ result: { body: 'plain words' } })
    room.service.otherwise = (response) => response.writeHead(204).end()
    expect(await call(room, { method: 'get', data: undefined })).toMatchObject({
      result: { status_code: 204, body: null },
    })
    expect(room.service.asked.at(-1)).toMatchObject({ method: 'GET', body: '' })
  })

  test('a POST that was taken and not answered is of unknown outcome, under its key; a GET is asked again', async () => {
    const room = await openRoom(open)
    await room.register('crm')
    room.service.otherwise = hangUp
    const unknown = await call(room)
    expect(unknown).toMatchObject({ kind: 'unknown', key: 'k-1', error: { code: 'OUTCOME_UNKNOWN' } })
    expect(unknown.kind === 'unknown' && unknown.error.message).toContain('k-1')
    expect(room.service.asked).toHaveLength(1)
    room.service.script.push(hangUp, hangUp)
    room.service.otherwise = json({ ok: true })
    expect(await call(room, { method: 'GET', data: undefined })).toMatchObject({
      kind: 'answered',
      result: { attempts: 3 },
    })
  })

  test('with retry_unsafe a POST is sent again under the same key, and stays unknown where no attempt was answered well', async () => {
    const room = await openRoom(open)
    await room.register('crm', {}, { retry_unsafe: true, max_retries: 2 })
    room.service.script.push(hangUp)
    expect(await call(room, {}, null)).toMatchObject({ kind: 'answered', result: { attempts: 2 } })
    const [first, second] = room.service.asked.map(({ headers }) => headers['idempotency-key'])
    expect(first).toMatch(/^req_/)
    expect(second).toBe(first)
    room.service.script.push(hangUp, json({}, 500), json({}, 409))
    expect((await failure(call(room))).kind).toBe('unknown')
  })

  test('an attempt has its own time', async () => {
    const room = await openRoom(open)
    await room.register('crm', {}, { timeout: 1, max_retries: 0 })
    room.service.otherwise = silence
    expect((await failure(call(room, { method: 'GET', data: undefined }))).code).toBe('TARGET_TIMEOUT')
    expect((await failure(call(room))).code).toBe('OUTCOME_UNKNOWN')
  })

  test('a service that only fails is left alone, then asked once to see', async () => {
    const room = await openRoom(open)
    await room.register('crm', {}, { max_retries: 0 })
    room.service.otherwise = json({}, 500)
    for (let n = 0; n < 5; n++) expect((await failure(call(room))).code).toBe('TARGET_HTTP_ERROR')
    expect(await failure(call(room))).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
    expect(room.service.asked).toHaveLength(5)
    room.advance(30_001)
    expect((await failure(call(room))).code).toBe('TARGET_HTTP_ERROR')
    expect((await failure(call(room))).code).toBe('UPSTREAM_UNAVAILABLE')
    room.advance(60_001)
    room.service.otherwise = json({})
    expect((await call(room)).kind).toBe('answered')
    expect((await call(room)).kind).toBe('answered')
    for (let n = 0; n < 9; n++) {
      room.service.otherwise = json({}, 404)
      expect((await failure(call(room))).code).toBe('TARGET_HTTP_ERROR')
    }
  })

  test('a caller who leaves ends the call; what was on its way is unknown', async () => {
    const room = await openRoom(open)
    await room.register('crm')
    const leaving = new AbortController()
    room.service.otherwise = () => leaving.abort()
    const left = room.integrations.call(
      ann,
      { integration_id: 'crm', method: 'POST', endpoint: '/', data: {} },
      null,
      leaving.signal,
    )
    expect((await left).kind).toBe('unknown')
  })

  test('what was answered is told, also where it cannot be written down', async () => {
    const room = await openRoom(open)
    await room.register('crm')
    let writes = 0
    const write: Store['write'] = (work) =>
      ++writes === 2 ? Promise.reject(new ApiError('STORAGE_UNAVAILABLE')) : room.store.write(work)
    const outcome = await call(roomOver({ ...room.store, write }, room.service))
    expect([outcome.kind, writes, room.service.asked.length]).toEqual(['answered', 2, 1])
  })

  describe('a registration', () => {
    test('is replaced as a whole but for its key, which goes to no other origin', async () => {
      const room = await openRoom(open)
      await room.register('crm', {}, { api_key: key, headers: { a: 'b' } })
      const put = (config: object) =>
        room.integrations.put(ann, 'crm', inputOf({ base_url: room.service.url, ...config }))
      const kept = await put({ base_url: `${room.service.url}/eu` })
      expect(kept).toMatchObject({ isNew: false, integration: { config: { api_key_set: true, headers: {} } } })
      await expect(put({ base_url: 'https://other.example' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
      await call(room)
      expect(room.service.asked.at(-1)).toMatchObject({
        path: '/eu/v1/process',
        headers: { authorization: `Bearer ${key}` },
      })
      expect((await put({ api_key: null })).integration.config).toMatchObject({
        api_key_set: false,
        api_key_last4: null,
      })
      await call(room)
      expect(room.service.asked.at(-1)?.headers.authorization).toBeUndefined()
      await put({ api_key: 'short', auth_header: 'X-Key', auth_scheme: '' })
      await call(room)
      expect(room.service.asked.at(-1)?.headers['x-key']).toBe('short')
      expect((await room.integrations.get('usr_ann', 'crm')).config.api_key_last4).toBeNull()
    })

    test('has headers, keys and rules that can be used', async () => {
      const room = await openRoom(open)
      const wrong = [
        inputOf({ headers: { Authorization: 'x' } }),
        inputOf({ headers: { Connection: 'close' } }),
        inputOf({ headers: { 'X-A': 'line\nbreak' } }),
        inputOf({ headers: { 'X-A': `pxk_${'a'.repeat(38)}` } }),
        inputOf({ headers: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`x-${n}`, ''])) }),
        inputOf({ api_key: `pxk_${'a'.repeat(38)}` }),
        inputOf({ api_key: 'bad\r\nX-A: 1' }),
        inputOf({}, { security_policy: { validation_rules: { a: { pattern: '(' } } } }),
        inputOf({}, { security_policy: { validation_rules: { a: { validator: 'none' } } } }),
      ]
      for (const input of wrong)
        await expect(room.integrations.put(ann, 'crm', input)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    })

    test('is its owner’s alone, at most 100, listed by name and page', async () => {
      const room = await openRoom(open)
      for (let n = 0; n < 100; n++) await room.register(`s${n}`)
      await expect(room.register('s100')).rejects.toMatchObject({ code: 'LIMIT_REACHED' })
      await room.register('s1')
      const first = await room.integrations.list('usr_ann', { limit: 60 })
      const rest = await room.integrations.list('usr_ann', { limit: 60, cursor: first.next_cursor ?? '' })
      const names = [...first.items, ...rest.items].map(({ integration_id }) => integration_id)
      expect(names).toEqual([...names].sort())
      expect([names.length, rest.count, rest.next_cursor]).toEqual([100, 40, null])
      const stolen = { limit: 1, cursor: first.next_cursor ?? '' }
      await expect(room.integrations.list('usr_bob', stolen)).rejects.toMatchObject({ code: 'INVALID_CURSOR' })
      const missing = { code: 'NOT_FOUND', message: 'Integration not found' }
      await expect(room.integrations.get('usr_bob', 's1')).rejects.toMatchObject(missing)
      await expect(room.integrations.delete(bob, 's1')).rejects.toMatchObject(missing)
      await expect(room.integrations.audit('usr_bob', 's1', { limit: 1 })).rejects.toMatchObject(missing)
      const foreign = await room.integrations.call(
        bob,
        { integration_id: 's1', method: 'GET', endpoint: '/' },
        null,
        signal,
      )
      expect(foreign).toMatchObject({ kind: 'failed', error: missing })
    })

    test('leaves its audit trail when it is deleted, by page and by action', async () => {
      const room = await openRoom(open)
      await room.register('crm')
      await call(room)
      await room.register('crm')
      expect(await room.integrations.delete(ann, 'crm')).toEqual({ integration_id: 'crm', deleted: true })
      const all = await room.integrations.audit('usr_ann', 'crm', { limit: 100 })
      expect(all.items.map(({ action }) => action)).toEqual([
        'delete',
        'update',
        'request',
        'request_validation',
        'register',
      ])
      expect(all.items[2]?.data).toEqual({ method: 'POST', outcome: 'answered', status_code: 200, attempts: 1 })
      expect(all.items[4]?.data.fields).toContain('config.base_url')
      const first = await room.integrations.audit('usr_ann', 'crm', { limit: 3 })
      const rest = await room.integrations.audit('usr_ann', 'crm', { limit: 3, cursor: first.next_cursor ?? '' })
      expect([...first.items, ...rest.items]).toEqual(all.items)
      const none = await room.integrations.audit('usr_ann', 'crm', { limit: 3, action: 'sync' })
      expect(none).toEqual({ items: [], count: 0, next_cursor: null })
      expect((await room.store.db.selectFrom('integration_counts').selectAll().execute()).length).toBe(0)
    })
  })
})

test('a request that comes back to us by a registered service is refused', async () => {
  const app = await startApp()
  const headers = { 'x-api-key': app.key, 'content-type': 'application/json', 'x-proxyapi-hops': '2' }
  const body = JSON.stringify({ integration_id: 'crm', method: 'GET', endpoint: '/' })
  const answer = await app.fetch('/api/v1/integration/external', { method: 'POST', headers, body })
  expect([answer.status, await answer.json()]).toEqual([508, expect.objectContaining({ code: 'LOOP_DETECTED' })])
  await app.close()
})
