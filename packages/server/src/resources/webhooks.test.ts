import { type Door, type Handlers, implement } from '@proxyapi/contract'
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { describe, expect, it } from 'vitest'
import { openRoom, type Receiver, receiver, someone } from '../../test/events/room.ts'
import { eachStore, type OpenStore } from '../../test/stores.ts'
import type { Context } from '../context.ts'
import { keepNothing } from '../http/idempotency.ts'
import { webhooks } from './webhooks.ts'

/** The handlers behind the contract's router; `as` says who asks. Every answer is judged by the document. */
async function api(open: OpenStore, hook?: Receiver) {
  const room = await openRoom(open, { allow: hook ? [hook.rule] : [] })
  const door: Door<Context> = {
    requestId: () => 'req_1',
    now: () => new Date(0),
    bodyBytesMax: () => 1_000_000,
    admit: ({ headers }) =>
      ({
        ...someone(headers.get('x-test-user') ?? ''),
        webhooks: room.webhooks,
        keepAnswer: keepNothing,
      }) as unknown as Context,
  }
  const app = implement(webhooks as unknown as Handlers<Context>, door)
  const fetch = conformingFetch((request) => app.fetch(request))
  const call = (as: string, method: string, path: string, body?: unknown) =>
    fetch(
      new Request(`http://server.test/api/v1/webhooks${path}`, {
        method,
        headers: { 'x-test-user': as, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
  const create = async (as: string, body: object, path = '') => {
    const response = await call(as, 'POST', path, body)
    return { response, ...((await response.json()) as { data: Record<string, string>; code?: string }) }
  }
  return { room, call, create }
}

const url = 'https://receiver.example/hook'

eachStore((_, open) => {
  describe('webhooks over HTTP', () => {
    it('every operation answers as the document says', async () => {
      const hook = await receiver()
      const { room, call, create } = await api(open, hook)
      const { response, data } = await create('usr_ann', { url: hook.url, events: ['*'], description: 'mine' })
      expect(response.status).toBe(201)
      expect(data).toMatchObject({
        secret: expect.stringMatching(/^whsec_/),
        standard_secret: data.secret,
        kind: 'all',
      })
      const since = new Date(room.clock.now()).toISOString()
      await room.tell('key.created', 'usr_ann')
      await room.settle()
      const at = `/${data.id}`
      const deliveries = (await (await call('usr_ann', 'GET', `${at}/deliveries?status=delivered`)).json()) as {
        data: { id: string }[]
        count: number
      }
      expect(deliveries.count).toBe(1)
      const statuses = [
        await call('usr_ann', 'GET', ''),
        await call('usr_ann', 'GET', at),
        await call('usr_ann', 'PATCH', at, { events: ['key.*'], description: null }),
        await call('usr_ann', 'POST', `${at}/rotate-secret`),
        await call('usr_ann', 'POST', `${at}/rotate-secret`, { overlap_hours: 0 }),
        await call('usr_ann', 'POST', `${at}/test`),
        await call('usr_ann', 'POST', `${at}/replay`, { since }),
        await call('usr_ann', 'POST', `/deliveries/${deliveries.data[0]?.id}/retry`),
        await call('usr_ann', 'DELETE', at),
      ].map(({ status }) => status)
      expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 202, 202, 200])
    })

    it('a secret is in the answer that made it and in no other', async () => {
      const { call, create } = await api(open)
      const secret = 'a-secret-of-my-own'
      const { data } = await create('usr_ann', { url, events: ['*'], secret })
      expect(data.secret).toBe(secret)
      const answers = [
        await call('usr_ann', 'GET', ''),
        await call('usr_ann', 'GET', `/${data.id}`),
        await call('usr_ann', 'PATCH', `/${data.id}`, { description: 'x' }),
      ]
      for (const answer of answers) expect(await answer.text()).not.toMatch(/a-secret-of-my-own|whsec_/)
    })

    it('TN01 foreign, deleted and random ids are the same 404', async () => {
      const { room, call, create } = await api(open)
      const { data: foreign } = await create('usr_bob', { url, events: ['*'] })
      const { data: deleted } = await create('usr_ann', { url, events: ['*'] })
      await room.tell('key.created', 'usr_bob')
      await room.tell('key.created', 'usr_ann')
      while ((await room.jobs()[0]?.run(new AbortController().signal)) !== 0);
      const deliveryOf = async (id: string | undefined) =>
        (
          await room.store.db
            .selectFrom('webhook_deliveries')
            .select('id')
            .where('webhook_id', '=', id ?? '')
            .executeTakeFirstOrThrow()
        ).id
      const deliveryIds = [await deliveryOf(foreign.id), await deliveryOf(deleted.id), `dlv_${'0'.repeat(26)}`]
      await call('usr_ann', 'DELETE', `/${deleted.id}`)
      const ids = [foreign.id, deleted.id, `wh_${'0'.repeat(26)}`]
      const since = new Date(room.clock.now()).toISOString()
      const answers: string[] = []
      const ask = async (method: string, path: string, body?: unknown) => {
        const response = await call('usr_ann', method, path, body)
        answers.push(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`)
      }
      for (const id of ids) {
        await ask('GET', `/${id}`)
        await ask('PATCH', `/${id}`, { description: 'x' })
        await ask('PATCH', `/${id}`, { url: 'http://127.0.0.1/', events: ['nonsense'] })
        await ask('DELETE', `/${id}`)
        await ask('POST', `/${id}/rotate-secret`, {})
        await ask('POST', `/${id}/test`)
        await ask('GET', `/${id}/deliveries`)
        await ask('POST', `/${id}/replay`, { since })
      }
      for (const id of deliveryIds) await ask('POST', `/deliveries/${id}/retry`)
      expect(answers.length).toBe(27)
      expect(new Set(answers).size).toBe(1)
      expect(answers[0]).toMatch(/^404 .*NOT_FOUND/)
    })

    it.each<[string, object, number, string]>([
      ['an unknown event', { url, events: ['instance.exploded'] }, 400, 'INVALID_REQUEST'],
      ['no event', { url, events: [] }, 400, 'INVALID_REQUEST'],
      ['a secret of blanks', { url, events: ['*'], secret: ' '.repeat(20) }, 400, 'INVALID_REQUEST'],
      ['another scheme', { url: 'ftp://receiver.example/', events: ['*'] }, 400, 'TARGET_URL_INVALID'],
      ['credentials in the URL', { url: 'https://a:b@receiver.example/', events: ['*'] }, 400, 'TARGET_URL_INVALID'],
      ['an inside address', { url: 'https://127.0.0.1/', events: ['*'] }, 403, 'TARGET_BLOCKED'],
      ['an address of the metadata service', { url: 'https://169.254.169.254/', events: ['*'] }, 403, 'TARGET_BLOCKED'],
      ['another port', { url: 'https://receiver.example:22/', events: ['*'] }, 403, 'TARGET_BLOCKED'],
    ])('WO01 %s is refused, at create and at update', async (_, body, status, code) => {
      const { call, create } = await api(open)
      const refused = await create('usr_ann', body)
      expect([refused.response.status, refused.code]).toEqual([status, code])
      if ('secret' in body) return
      const { data } = await create('usr_ann', { url, events: ['*'] })
      const update = await call('usr_ann', 'PATCH', `/${data.id}`, body)
      expect([update.status, ((await update.json()) as { code: string }).code]).toEqual([status, code])
    })

    it('a billing endpoint takes events of money alone, and stays so', async () => {
      const { call, create } = await api(open)
      expect((await create('usr_ann', { url, events: ['*'] }, '/billing')).code).toBe('INVALID_REQUEST')
      const { data } = await create('usr_ann', { url, events: ['payment.success', 'budget.*'] }, '/billing')
      expect(data).toMatchObject({ kind: 'billing', events: ['payment.success', 'budget.*'] })
      expect((await call('usr_ann', 'PATCH', `/${data.id}`, { events: ['key.created'] })).status).toBe(400)
    })

    it('20 endpoints a user, also when they are created at once; pages hold all of them once', async () => {
      const { call, create } = await api(open)
      const some = (length: number) =>
        Promise.all(Array.from({ length }, () => create('usr_ann', { url, events: ['*'] })))
      // The last ten reach the database together, with room for five.
      const made = [...(await some(15)), ...(await some(10))]
      const codes = made.map(({ response, code }) => code ?? response.status)
      expect(codes.filter((code) => code === 201).length).toBe(20)
      expect(codes.filter((code) => code === 'LIMIT_REACHED').length).toBe(5)
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const response = await call('usr_ann', 'GET', `?limit=7${cursor && `&cursor=${cursor}`}`)
        const page = (await response.json()) as { data: { id: string }[]; count: number; next_cursor: string | null }
        expect(page.count).toBe(page.data.length)
        seen.push(...page.data.map(({ id }) => id))
        cursor = page.next_cursor
      }
      expect(seen).toEqual(
        made
          .flatMap(({ data }) => data?.id ?? [])
          .sort()
          .reverse(),
      )
    })
  })
})
