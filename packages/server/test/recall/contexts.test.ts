/** Contexts on each database: condensed once, found by what they were made of until they expire. */
import type { ApiError } from '@proxyapi/contract/errors'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Asker, Condense } from '../../src/question.ts'
import { type Contexts, createContexts } from '../../src/recall/create-contexts.ts'
import { createCursors } from '../../src/store/cursors.ts'
import type { Store } from '../../src/store/database.ts'
import { insertUser } from '../../src/store/users.ts'
import { testClock } from '../runtime.ts'
import { eachStore } from '../stores.ts'

const asker = {} as Asker
const hourMs = 3_600_000
/** A word is a token. */
const countTokens = (text: string) => text.split(' ').filter(Boolean).length
const words = (n: number, word = 'word') => Array.from({ length: n }, (_, i) => `${word}${i}`).join(' ')
let asked = 0
let summary: string | null = 'in short'
const condense: Condense = async () => {
  asked++
  return { text: summary, headers: { 'x-proxyapi-cost': '0.5' } }
}

eachStore((_name, open) => {
  let store: Store
  let contexts: Contexts
  const clock = testClock()
  beforeAll(async () => {
    store = await open()
    const cursors = createCursors(Buffer.alloc(32))
    contexts = createContexts({ store, clock, cursors, condense, countTokens, ttlMs: () => hourMs })
    for (const id of ['usr_a', 'usr_b'])
      await store.write((tx) =>
        insertUser(tx, { id, email: null, name: null, role: 'user', billing_mode: 'prepaid', created_at: 0 }),
      )
  })
  beforeEach(() => {
    asked = 0
    summary = 'in short'
  })
  afterAll(() => store.close())

  const create = async (content: string, more: object = {}, user = 'usr_a') =>
    contexts.create(user, { content, max_tokens: 16, ...more }, asker)

  test('the same again is the same, asks nobody and lives on', async () => {
    const first = await create(words(40))
    expect(first.data).toMatchObject({ summary: 'in short', strategy: 'summary', tokens_before: 40, tokens_after: 2 })
    expect([first.data.cached, first.headers]).toEqual([false, { 'x-proxyapi-cost': '0.5' }])
    await clock.advance(hourMs / 2)
    const again = await create(words(40))
    expect([again.data.cached, again.data.context_id, asked]).toEqual([true, first.data.context_id, 1])
    expect(again.headers).toEqual({ 'x-proxyapi-cost': '0' })
    await clock.advance(hourMs / 2 + 1)
    expect((await contexts.get('usr_a', first.data.context_id)).summary).toBe('in short')
    await clock.advance(hourMs)
    await expect(contexts.get('usr_a', first.data.context_id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await create(words(40))).data).toMatchObject({ cached: false, context_id: first.data.context_id })
  })

  test('other words, parameters and users make another one', async () => {
    const ids = [
      await create(words(41)),
      await create(words(42)),
      await create(words(41), { max_tokens: 17 }),
      await create(words(41), { model: 'm' }),
      await create(words(41), {}, 'usr_b'),
    ].map(({ data }) => data.context_id)
    expect(new Set(ids).size).toBe(5)
    for (const id of ids) expect(id).toMatch(/^ctx_[0-9A-HJKMNP-TV-Z]{26}$/)
  })

  test('what fits is kept as it is and asks nobody', async () => {
    const { data } = await create('three words here')
    expect([data.summary, data.strategy, asked]).toEqual(['three words here', 'none', 0])
    const messages = [
      { role: 'user' as const, content: 'Hi' },
      { role: 'assistant' as const, content: 'Ho' },
    ]
    const spoken = await contexts.create('usr_a', { messages, max_tokens: 16 }, asker)
    expect(spoken.data.summary).toBe('User: Hi\nAssistant: Ho')
  })

  test('where no summary comes the oldest part goes, and a later request tries again', async () => {
    summary = null
    const { data } = await create(words(43))
    expect(data).toMatchObject({ strategy: 'truncate', tokens_after: 16 })
    expect(data.summary.endsWith('word42')).toBe(true)
    summary = 'now'
    expect((await create(words(43))).data).toMatchObject({ strategy: 'summary', summary: 'now', cached: false })
  })

  test('a summary that is too long is cut', async () => {
    summary = words(30, 'long')
    expect((await create(words(44))).data).toMatchObject({ strategy: 'summary', tokens_after: 16 })
  })

  test('exactly one of content and messages', async () => {
    for (const input of [{}, { content: 'a', messages: [{ role: 'user' as const, content: 'a' }] }])
      await expect(contexts.create('usr_a', { ...input, max_tokens: 16 }, asker)).rejects.toMatchObject({
        code: 'INVALID_REQUEST',
      })
  })

  test('lists are newest first and go on where they ended; what is another’s or deleted is not there', async () => {
    await clock.advance(31 * 24 * hourMs)
    const ids: string[] = []
    for (let n = 0; n < 3; n++) {
      await clock.advance(1)
      ids.unshift((await create(`text ${n}`, { ttl_seconds: 86_400 }, 'usr_b')).data.context_id)
    }
    const first = await contexts.list('usr_b', { limit: 2 })
    const second = await contexts.list('usr_b', { limit: 2, cursor: first.next_cursor! })
    expect([...first.items, ...second.items].map(({ context_id }) => context_id)).toEqual(ids)
    expect(first.items[0]).not.toHaveProperty('summary')
    const [id = ''] = ids
    const why = (error: ApiError) => [error.code, error.message]
    for (const verb of [contexts.get, contexts.remove])
      expect(await verb('usr_a', id).catch(why)).toEqual(
        await verb('usr_a', 'ctx_01JD61FQ50K3M2N4P5R6S7T8XV').catch(why),
      )
    expect(await contexts.remove('usr_b', id)).toEqual({ context_id: id, deleted: true })
    await expect(contexts.get('usr_b', id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await contexts.list('usr_b', { limit: 9 })).count).toBe(2)
  })

  test('what has expired is swept away', async () => {
    await create('short', { ttl_seconds: 60 })
    await clock.advance(40 * 24 * hourMs)
    const [job] = contexts.jobs()
    expect(await job!.run(new AbortController().signal)).toBeGreaterThan(0)
    expect(await job!.run(new AbortController().signal)).toBe(0)
    expect(await store.db.selectFrom('contexts').selectAll().execute()).toEqual([])
  })
})
