/** Memories on each database: kept in their order, recalled by likeness and age, gone once they are deleted. */
import { ApiError } from '@proxyapi/contract/errors'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Asker, Embed } from '../../src/question.ts'
import { createMemories, type Memories } from '../../src/recall/create-memories.ts'
import { createCursors } from '../../src/store/cursors.ts'
import type { Store } from '../../src/store/database.ts'
import { insertUser } from '../../src/store/users.ts'
import { testClock, testRandom } from '../runtime.ts'
import { eachStore } from '../stores.ts'

const asker = { principal: { userId: 'usr_a' }, idempotencyKey: 'k' } as Asker
const asked: { model: string | null; texts: readonly string[]; key: string | null }[] = []
let models: readonly string[] = ['m']

/** A text means how many of each letter it has; the first of the models embeds what names none. */
const embed: Embed = async ({ model, texts }, { idempotencyKey: key }) => {
  const [first] = models
  if (first === undefined || (model !== null && !models.includes(model.replace('p/', ''))))
    throw new ApiError('MODEL_NOT_FOUND')
  asked.push({ model, texts, key })
  const by = model?.replace('p/', '') ?? first
  const letters = by === 'm' ? 'abc' : 'abcd'
  const embeddings = texts.map((text) => [...letters].map((letter) => text.split(letter).length - 1 + 0.001))
  return {
    ...{ embeddings, provider: 'p', model: by, inputTokens: texts.length, outputTokens: 0, cost: 0.001, calls: 1 },
    headers: {},
  }
}

eachStore((_name, open) => {
  let store: Store
  let memories: Memories
  const clock = testClock()
  beforeAll(async () => {
    store = await open()
    memories = createMemories({
      ...{ store, embed, cursors: createCursors(Buffer.alloc(32)), countTokens: (text) => text.length },
      runtime: { clock, random: testRandom() },
    })
    for (const id of ['usr_a', 'usr_b'])
      await store.write((tx) =>
        insertUser(tx, { id, email: null, name: null, role: 'user', billing_mode: 'prepaid', created_at: 0 }),
      )
  })
  beforeEach(async () => {
    models = ['m']
    asked.length = 0
    for (const user of ['usr_a', 'usr_b']) await memories.remove(user, { all: true })
  })
  afterAll(() => store.close())

  const add = async (content: string, more: object = {}, user = 'usr_a') =>
    (await memories.add(user, { conversation_id: 'c', role: 'user', content, ...more }, async () => {})).memory_id
  const recall = async (query: string, more: object = {}, user = 'usr_a') =>
    (
      await memories.recall(
        user,
        { query, k: 5, recency_weight: 0, half_life_hours: 168, ...more } as Parameters<Memories['recall']>[1],
        asker,
      )
    ).data.items
  const contents = async (...rest: Parameters<typeof recall>) => (await recall(...rest)).map(({ content }) => content)

  test('the best match first, its likeness told', async () => {
    await add('aaa')
    await add('bbb')
    await add('aab', { conversation_id: 'other' })
    const found = await recall('a')
    expect(found.map(({ content }) => content)).toEqual(['aaa', 'aab', 'bbb'])
    expect(found[0]).toMatchObject({ role: 'user', conversation_id: 'c', similarity: expect.closeTo(1, 5) })
    expect(await contents('a', { conversation_id: 'c' })).toEqual(['aaa', 'bbb'])
    expect(await contents('a', { k: 1 })).toEqual(['aaa'])
    expect(await contents('a', { max_tokens: 5 })).toEqual(['aaa'])
  })

  test('age weighs as it is told to', async () => {
    await add('aaa')
    await clock.advance(168 * 3_600_000)
    await add('aab')
    expect(await contents('a')).toEqual(['aaa', 'aab'])
    const [first, second] = await recall('a', { recency_weight: 1 })
    expect([first?.content, first?.score, second?.score]).toEqual(['aab', 1, 0.5])
  })

  test('deleted memory is not recallable in the next request', async () => {
    const id = await add('aaa')
    await add('aab')
    await add('abb', { conversation_id: 'other' })
    expect(await contents('a')).toEqual(['aaa', 'aab', 'abb'])
    expect(await memories.remove('usr_a', { memory_id: id })).toEqual({ deleted: 1 })
    expect(await contents('a')).toEqual(['aab', 'abb'])
    expect(await memories.remove('usr_a', { conversation_id: 'c' })).toEqual({ deleted: 1 })
    expect(await contents('a')).toEqual(['abb'])
    expect(await memories.remove('usr_a', { all: true })).toEqual({ deleted: 1 })
    expect(await contents('a')).toEqual([])
    await expect(memories.remove('usr_a', { memory_id: id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    for (const bad of [{}, { memory_id: id, all: true }])
      await expect(memories.remove('usr_a', bad)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  test('each memory is embedded once, by the first recall that needs it, and what is new by the next', async () => {
    await add('aaa')
    await add('bbb')
    await recall('a')
    await add('ccc')
    await recall('b')
    await recall('b')
    expect(asked.map(({ texts }) => texts)).toEqual([['a'], ['aaa', 'bbb'], ['b'], ['ccc'], ['b']])
    expect(asked.every(({ key }) => key === null)).toBe(true)
    const { headers } = await memories.recall(
      'usr_a',
      { query: 'x', k: 1, recency_weight: 0, half_life_hours: 1 },
      asker,
    )
    expect(headers).toEqual({ 'x-proxyapi-cost': '0.001' })
  })

  test('where nothing is remembered nobody is asked', async () => {
    expect(await recall('a')).toEqual([])
    expect(asked).toEqual([])
  })

  test('a model that is gone is replaced, and all is embedded by the next one', async () => {
    await add('aaa')
    await recall('a')
    models = ['m', 'n']
    await recall('a')
    expect(asked.at(-1)?.model).toBe('p/m')
    models = ['n']
    expect(await contents('a')).toEqual(['aaa'])
    expect(asked.slice(-2)).toMatchObject([{ model: null }, { model: 'p/n', texts: ['aaa'] }])
  })

  test('without a model that embeds, words are compared', async () => {
    models = []
    await add('The chain is worn.')
    await add('I ride a bike.')
    const [first, second] = await recall('Which CHAIN?')
    expect([first?.content, first?.similarity, second?.similarity]).toEqual(['The chain is worn.', 1, 0])
  })

  test('the same own id replaces a memory, keeps its id and is found by what it says now', async () => {
    const id = await add('aaa', { id: 'x', metadata: { n: 1 } })
    await add('aab')
    await recall('a')
    expect(await add('bbb', { id: 'x' })).toBe(id)
    expect(await add('aaa', { id: 'x', conversation_id: 'other' })).not.toBe(id)
    const { items } = await memories.list('usr_a', { conversation_id: 'c', limit: 10 })
    expect(items).toMatchObject([
      { memory_id: id, content: 'bbb', id: 'x', metadata: {} },
      { content: 'aab', id: null },
    ])
    expect(await contents('b', { k: 1 })).toEqual(['bbb'])
  })

  test('lists go on where they ended, in the order of adding', async () => {
    for (let n = 0; n < 5; n++) await add(`${n}`, { conversation_id: n % 2 ? 'odd' : 'even' })
    const first = await memories.list('usr_a', { limit: 3 })
    const second = await memories.list('usr_a', { limit: 3, cursor: first.next_cursor! })
    expect([...first.items, ...second.items].map(({ content }) => content)).toEqual(['0', '1', '2', '3', '4'])
    expect(second.next_cursor).toBeNull()
    const { items } = await memories.list('usr_a', { limit: 9, conversation_id: 'odd' })
    expect(items.map(({ content }) => content)).toEqual(['1', '3'])
    const other = memories.list('usr_b', { limit: 3, cursor: first.next_cursor! })
    await expect(other).rejects.toMatchObject({ code: 'INVALID_CURSOR' })
  })

  test('what is another’s is not there', async () => {
    const id = await add('aaa')
    const strangers = memories.remove('usr_b', { memory_id: id })
    const nobodys = memories.remove('usr_b', { memory_id: 'mem_01JD5YAA00K3M2N4P5R6S7T8VC' })
    const why = (error: ApiError) => [error.code, error.message]
    expect(await strangers.catch(why)).toEqual(await nobodys.catch(why))
    expect(await memories.remove('usr_b', { conversation_id: 'c' })).toEqual({ deleted: 0 })
    expect(await recall('a', {}, 'usr_b')).toEqual([])
    expect((await memories.list('usr_b', { limit: 9 })).items).toEqual([])
    expect((await memories.list('usr_a', { limit: 9 })).count).toBe(1)
  })

  test('what was said under one key is kept once', async () => {
    const said = { user: 'aaa', assistant: 'bbb' }
    await memories.remember('usr_a', 'c', said, 'key-1')
    await memories.remember('usr_a', 'c', said, 'key-1')
    await memories.remember('usr_a', 'c', said, null)
    const { items } = await memories.list('usr_a', { limit: 9 })
    expect(items.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant'])
  })

  test('all at once get numbers of their own', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, n) => add(`${n}`)))
    expect((await memories.list('usr_a', { limit: 9 })).count).toBe(8)
  })

  test('metadata is 4 KB at most', async () => {
    const long = add('a', { metadata: { text: 'x'.repeat(4_096) } })
    await expect(long).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })
})
