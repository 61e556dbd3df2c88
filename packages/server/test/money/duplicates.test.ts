/** Requests that are repeated under their idempotency keys, at once, on one app and on two over one database. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/database.ts'
import { postgresUrl } from '../postgres.ts'
import { type Account, type Databases, type Office, openOffice } from './office.ts'
import { inferenceSpends, type Spend } from './spends.ts'

/** DUPLICATES=100 runs what is promised: 100 keys, each 100 times; the default is 5 keys, 20 times. */
const promised = process.env.DUPLICATES === undefined ? null : Number(process.env.DUPLICATES)
const [keys, times] = promised ? [promised, promised] : [5, 20]
/** An account may have so many keys, endpoints and machines, and more. */
const keysOfAccount = 10

interface Repeated {
  /** Who tells the first answer again; whoever cannot refuses, and runs nothing. */
  toldBy: 'all' | 'the first' | 'nobody'

  spend(office: Office, account: Account): Spend | Promise<Spend>
  /** Effects that the account has, in the database. */
  effects(store: Store, account: Account): Promise<number>
}

const countOf = async (rows: Promise<readonly unknown[]>) => (await rows).length

const repeated: Readonly<Record<string, Repeated>> = {
  chat: {
    toldBy: 'the first',
    spend: () => inferenceSpends.chat!,
    effects: (store, { userId }) =>
      countOf(store.db.selectFrom('usage_records').select('id').where('user_id', '=', userId).execute()),
  },
  embeddings: {
    toldBy: 'nobody',
    spend: () => inferenceSpends.embeddings!,
    effects: (store, { userId }) =>
      countOf(store.db.selectFrom('usage_records').select('id').where('user_id', '=', userId).execute()),
  },
  'rented GPUs': {
    toldBy: 'all',
    spend: (office, account) => office.aMachine(account),
    effects: (store, { userId }) =>
      countOf(store.db.selectFrom('gpu_instances').select('id').where('user_id', '=', userId).execute()),
  },
  'API keys': {
    toldBy: 'all',
    spend: () => ({ path: '/api/v1/auth/apikey', body: { name: 'twice' } }),
    effects: (store, { userId }) =>
      countOf(
        store.db
          .selectFrom('api_keys')
          .select('id')
          .where('user_id', '=', userId)
          .where('name', '=', 'twice')
          .execute(),
      ),
  },
  credits: {
    toldBy: 'all',
    spend: (_, { userId }) => ({
      path: '/api/v1/admin/credits/add',
      body: { user_id: userId, amount: 3, reason: 'twice' },
    }),
    effects: (store, { userId }) =>
      countOf(
        store.db
          .selectFrom('ledger_transfers')
          .select('id')
          .where('user_id', '=', userId)
          .where('reference', '=', 'twice')
          .execute(),
      ),
  },
  webhooks: {
    toldBy: 'all',
    spend: () => ({ path: '/api/v1/webhooks', body: { url: 'https://93.184.215.14/hook', events: ['*'] } }),
    effects: (store, { userId }) =>
      countOf(store.db.selectFrom('webhooks').select('id').where('user_id', '=', userId).execute()),
  },
}

const missing = 'missing' in postgresUrl()

describe.each([
  ['sqlite', 1],
  ['postgres', 1],
  ['postgres', 2],
] as const)('on %s, %i at work', (name, processes) => {
  describe.skipIf(name === 'postgres' && missing)('a repeated key', () => repeating(name, processes))
})

function repeating(name: Databases, processes: number): void {
  let office: Office
  beforeAll(async () => {
    office = await openOffice(name, processes)
  })
  afterAll(() => office.close())

  test.each(Object.entries(repeated))(
    `%s: ${keys} keys, ${times} times each, are ${keys} effects, and every answer is the first`,
    async (kind, { toldBy, spend, effects }) => {
      for (let from = 0; from < keys; from += keysOfAccount) {
        const account = await office.account({ credits: 1_000_000_000 })
        const asked = await spend(office, account)
        const names = Array.from(
          { length: Math.min(keysOfAccount, keys - from) },
          (_, n) => `${kind.replaceAll(' ', '-')}-${from + n}`,
        )
        for (const key of names) {
          const answers = await Promise.all(
            Array.from({ length: times }, (_, n) => answered(office, account, asked, key, n)),
          )
          const told = answers.filter(({ status }) => status !== 409)
          expect([...new Set(told.map(({ text }) => said(text)))]).toHaveLength(1)
          const isToldByAll = toldBy === 'all' || (toldBy === 'the first' && processes === 1)
          expect(told.length).toBeGreaterThanOrEqual(isToldByAll ? times : 1)
        }
        await expect.poll(() => effects(office.store, account)).toBe(names.length)
        if (kind === 'credits')
          expect((await office.apps[0]!.rooms.ledger.balance(account.userId)).total).toBe(1e9 + 3e6 * names.length)
      }
    },
    1_800_000,
  )
}

/** A chat is told again under another id, in our words for what is not said: what is said is the same. */
const said = (text: string): string => /"content":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text

/** As a client is: it asks again while the first is under way. Answers that another process gave are not kept here: 409. */
async function answered({ post }: Office, account: Account, spend: Spend, key: string, n: number) {
  for (;;) {
    const answer = await post(account, spend, key, n)
    const { status } = answer
    const text = await answer.text()
    if (!/idempotency_in_progress/i.test(text) && status !== 503) {
      if (status >= 300) expect(text).toMatch(/idempotency_result_unavailable/i)
      return { status, text }
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
}
