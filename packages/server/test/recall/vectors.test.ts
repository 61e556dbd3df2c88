/** Vectors on each database: what is stored is found, in the order of an oracle; what is deleted is not. */
import { ApiError } from '@proxyapi/contract/errors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Asker, Embed } from '../../src/question.ts'
import { createVectors, type Vectors } from '../../src/recall/create-vectors.ts'
import { createCursors } from '../../src/store/cursors.ts'
import type { Store } from '../../src/store/database.ts'
import { insertUser } from '../../src/store/users.ts'
import { testClock, testRandom } from '../runtime.ts'
import { eachStore } from '../stores.ts'

const asker = { principal: { userId: 'usr_a' } } as Asker
const asked: { operation: string; model: string | null; texts: readonly string[] }[] = []

/** A text means how many of each letter it has. */
const embed: Embed = async ({ operation, model, texts }) => {
  if (model === 'no-such') throw new ApiError('MODEL_NOT_FOUND')
  asked.push({ operation, model, texts })
  const embeddings = texts.map((text) => [...'abc'].map((letter) => text.split(letter).length - 1 + 0.001))
  return {
    ...{ embeddings, provider: 'p', model: 'm', inputTokens: 1, outputTokens: 0, cost: 0, calls: 1 },
    headers: { 'x-proxyapi-cost': '0' },
  }
}

const random = (() => {
  let seed = 7
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648 - 0.5
  }
})()

eachStore((_name, open) => {
  let store: Store
  let vectors: Vectors
  beforeAll(async () => {
    store = await open()
    vectors = makeVectors(embed)
    for (const id of ['usr_a', 'usr_b']) await addUser(id)
  })
  afterAll(() => store.close())

  const makeVectors = (how: Embed) =>
    createVectors({
      store,
      runtime: { clock: testClock(), random: testRandom() },
      cursors: createCursors(Buffer.alloc(32)),
      embed: how,
    })
  const addUser = (id: string) =>
    store.write((tx) =>
      insertUser(tx, { id, email: null, name: null, role: 'user', billing_mode: 'prepaid', created_at: 0 }),
    )
  const query = async (collection: string, values: number[], more: object = {}, user = 'usr_a') =>
    (await vectors.query(user, { collection, values, top_k: 10, include_values: false, ...more }, asker)).data
  const ids = async (...rest: Parameters<typeof query>) => (await query(...rest)).matches.map(({ id }) => id)

  test('order and scores are the oracle’s, also of 2,500 vectors, written by parts and over again', async () => {
    const items = Array.from({ length: 2_500 }, (_, n) => ({ id: `v${n}`, values: Array.from({ length: 24 }, random) }))
    for (let from = 0; from < items.length; from += 500)
      await vectors.upsert('usr_a', { collection: 'many', items: items.slice(from, from + 500) }, asker)
    const changed = items.slice(100, 200).map(({ id }) => ({ id, values: Array.from({ length: 24 }, random) }))
    await vectors.upsert('usr_a', { collection: 'many', items: changed }, asker)
    const now = new Map([...items, ...changed].map(({ id, values }) => [id, values]))
    const length = (numbers: number[]) => Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0))
    for (let round = 0; round < 5; round++) {
      const wanted = Array.from({ length: 24 }, random)
      const expected = [...now]
        .map(([id, values]) => {
          const product = values.reduce((sum, number, i) => sum + number * wanted[i]!, 0)
          return { id, score: product / length(values) / length(wanted) }
        })
        .sort((a, b) => b.score - a.score)
        .slice(0, 100)
      const { matches, scanned, exact } = await query('many', wanted, { top_k: 100 })
      expect([scanned, exact]).toEqual([2_500, true])
      expect(matches.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
      for (const [n, { score }] of matches.entries()) expect(score).toBeCloseTo(expected[n]!.score, 5)
    }
  })

  test('what was written or deleted is so in the next request', async () => {
    const put = (id: string, values: number[]) =>
      vectors.upsert('usr_a', { collection: 'now', items: [{ id, values }] }, asker)
    await put('a', [1, 0])
    expect(await ids('now', [1, 0])).toEqual(['a'])
    await put('b', [1, 0.1])
    expect(await ids('now', [1, 0])).toEqual(['a', 'b'])
    await put('a', [0, 1])
    expect(await ids('now', [1, 0])).toEqual(['b', 'a'])
    expect(await vectors.remove('usr_a', { collection: 'now', ids: ['b', 'x'] })).toEqual({
      collection: 'now',
      deleted: 1,
    })
    expect(await ids('now', [1, 0])).toEqual(['a'])
    // Another process has another memory of the same.
    expect(
      (
        await makeVectors(embed).query(
          'usr_a',
          { collection: 'now', values: [1, 0], top_k: 1, include_values: false },
          asker,
        )
      ).data.matches,
    ).toHaveLength(1)
    expect(await vectors.remove('usr_a', { collection: 'now', all: true })).toEqual({ collection: 'now', deleted: 1 })
    await expect(query('now', [1, 0])).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await put('c', [1, 0])
    expect(await ids('now', [1, 0])).toEqual(['c'])
  })

  test('ties are in the order of their ids, values and metadata are told', async () => {
    const items = ['b', 'Z', 'é', '😀', '\uffff', 'a'].map((id) => ({ id, values: [2, 0], metadata: { id } }))
    await vectors.upsert('usr_a', { collection: 'ties', metric: 'dot', items }, asker)
    const { matches } = await query('ties', [3, 1], { include_values: true })
    expect(matches.map(({ id }) => id)).toEqual(['Z', 'a', 'b', 'é', '\uffff', '😀'])
    expect(matches[0]).toEqual({ id: 'Z', score: 6, metadata: { id: 'Z' }, values: [2, 0] })
    const { items: listed } = await vectors.list('usr_a', { collection: 'ties', limit: 10 })
    expect(listed.map((item) => 'id' in item && item.id)).toEqual(['Z', 'a', 'b', 'é', '\uffff', '😀'])
  })

  test('a filter is applied before, to questions and to deletions', async () => {
    const items = [1, 2, 3, 4].map((n) => ({
      id: `p${n}`,
      values: [n, 1],
      metadata: { price: n, color: n % 2 ? 'red' : 'blue' },
    }))
    await vectors.upsert('usr_a', { collection: 'shop', metric: 'l2', items }, asker)
    const { matches, scanned } = await query('shop', [1, 1], { filter: { price: { gte: 2 } } })
    expect([matches.map(({ id, score }) => [id, score]), scanned]).toEqual([
      [
        ['p2', 1],
        ['p3', 2],
        ['p4', 3],
      ],
      3,
    ])
    expect(await vectors.remove('usr_a', { collection: 'shop', filter: '{"color":"red"}' })).toMatchObject({
      deleted: 2,
    })
    expect(await ids('shop', [1, 1])).toEqual(['p2', 'p4'])
    for (const bad of [{}, { ids: ['a'], all: true }, { filter: '{' }, { filter: '{"a":null}' }])
      await expect(vectors.remove('usr_a', { collection: 'shop', ...bad })).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      })
  })

  test('texts are embedded by the model of their collection, and told', async () => {
    const items = [
      { id: '1', text: 'aaa' },
      { id: '2', text: 'abb' },
      { id: '3', values: [0, 0, 1] },
    ]
    asked.length = 0
    const { headers } = await vectors.upsert('usr_a', { collection: 'texts', items }, asker)
    expect(headers).toHaveProperty('x-proxyapi-cost')
    const { data } = await vectors.query(
      'usr_a',
      { collection: 'texts', text: 'aa', top_k: 1, include_values: false },
      asker,
    )
    expect(data.matches).toMatchObject([{ id: '1', text: 'aaa', metadata: {} }])
    expect(asked).toEqual([
      { operation: 'upsertVectors', model: null, texts: ['aaa', 'abb'] },
      { operation: 'queryVectors', model: 'p/m', texts: ['aa'] },
    ])
  })

  test('what does not fit is refused, and nothing of it is stored', async () => {
    const good = { id: 'a', values: [1, 0] }
    const upsert = (body: object) =>
      vectors.upsert('usr_a', { collection: 'fit', items: [good], ...body } as never, asker)
    await upsert({})
    for (const body of [
      { metric: 'l2' },
      { items: [{ id: 'b', values: [1] }] },
      {
        items: [
          { id: 'b', values: [1, 2] },
          { id: 'b', values: [1, 2] },
        ],
      },
      {
        items: [
          { id: 'b', values: [1, 2] },
          { id: 'c', values: [0, 0] },
        ],
      },
      { items: [{ id: 'b' }] },
      { items: [{ id: 'b', values: [1, 2], text: 'x' }] },
      { items: [{ id: 'b', values: [1, 2], metadata: { a: 'x'.repeat(5_000) } }] },
    ])
      await expect(upsert(body), JSON.stringify(body)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await expect(upsert({ items: [{ id: 'b', text: 'x' }], model: 'no-such' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    })
    expect(await ids('fit', [1, 0])).toEqual(['a'])
    await expect(query('fit', [1, 0, 0])).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await expect(query('fit', [0, 0])).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await expect(
      vectors.query('usr_a', { collection: 'fit', text: 'a', top_k: 1, include_values: false }, asker),
    ).rejects.toMatchObject({ code: 'UNSUPPORTED_PARAMETER' })
    const none = makeVectors(async () => {
      throw new ApiError('MODEL_NOT_FOUND')
    })
    await expect(
      none.upsert('usr_a', { collection: 'none', items: [{ id: 'a', text: 'x' }] }, asker),
    ).rejects.toMatchObject({ code: 'UNSUPPORTED_PARAMETER' })
  })

  test('nobody sees the collections of others', async () => {
    await vectors.upsert('usr_b', { collection: 'fit', items: [{ id: 'z', values: [1] }] }, asker)
    expect(await ids('fit', [1], {}, 'usr_b')).toEqual(['z'])
    expect(await ids('fit', [1, 0])).toEqual(['a'])
    await expect(query('many', [1], {}, 'usr_b')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(vectors.list('usr_b', { collection: 'many', limit: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(vectors.remove('usr_b', { collection: 'many', all: true })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('collections are listed by name and by page, at most 100 of them', async () => {
    const put = (n: number) =>
      vectors.upsert('usr_b', { collection: `c${n}`, items: [{ id: 'a', values: [1, 2] }] }, asker)
    for (let n = 1; n < 100; n++) await put(n)
    await expect(put(100)).rejects.toMatchObject({ code: 'LIMIT_REACHED' })
    await put(1)
    const first = await vectors.list('usr_b', { limit: 60 })
    const rest = await vectors.list('usr_b', { limit: 60, cursor: first.next_cursor ?? '' })
    const names = [...first.items, ...rest.items].map((item) => 'collection' in item && item.collection)
    expect(names).toEqual([...names].sort())
    expect([names.length, rest.next_cursor]).toEqual([100, null])
    expect(first.items[0]).toMatchObject({
      kind: 'collection',
      collection: 'c1',
      count: 1,
      dimensions: 2,
      size_bytes: 8,
      model: null,
    })
    await expect(vectors.list('usr_a', { limit: 60, cursor: first.next_cursor ?? '' })).rejects.toMatchObject({
      code: 'INVALID_CURSOR',
    })
  })
})
