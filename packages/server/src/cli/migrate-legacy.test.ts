import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openRoom } from '../../test/discovery/room.ts'
import { postgresUrl } from '../../test/postgres.ts'
import { quietLog } from '../../test/runtime.ts'
import { run } from '../../test/shell.ts'
import { openStore } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { insertUser } from '../store/users.ts'

/** A folder with the database of a server, and one with the seed’s older table. */
async function world(isPostgres: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-legacy-'))
  const fresh = async (name: string) =>
    isPostgres ? (await import('../../test/postgres.ts')).emptyDatabase() : join(folder, name)
  const url = await fresh('gpuproxy.db')
  const store = await openStore({ url, log: quietLog })
  await migrate(store)
  const ann = {
    id: 'usr_ann',
    email: 'ann@example.com',
    name: 'Ann',
    role: 'user',
    billing_mode: 'prepaid',
    created_at: 1,
  }
  await store.write((tx) => insertUser(tx, ann as Parameters<typeof insertUser>[1]))
  const oldUrl = await fresh('old.db')
  const old = await openStore({ url: oldUrl, log: quietLog })
  const json = isPostgres ? 'JSONB' : 'TEXT'
  const create = `CREATE TABLE models_v1 (model_id VARCHAR(255) PRIMARY KEY, display_name VARCHAR(255), source VARCHAR(100),
    max_tokens INTEGER, pricing ${json}, type VARCHAR(20))`
  await sql.raw(create).execute(old.db)
  await sql`INSERT INTO models_v1 VALUES
    ('davinci-9', 'Davinci 9', 'openai', 4097, '{"input": 0.02, "output": 0.020}', 'completion'),
    ('bare', NULL, 'homemade', NULL, NULL, NULL)`.execute(old.db)
  onTestFinished(async () => {
    await store.close()
    await old.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const command = (from: string, ...more: string[]) =>
    run(folder, ['db', 'migrate-legacy', '--database', url, '--from', from, ...more])
  const models = async () =>
    (
      await sql<Record<string, unknown>>`SELECT id, name, provider, context_length, max_tokens, input_cost, output_cost,
        supports_chat, supports_completion FROM models_v2 WHERE id IN ('davinci-9', 'bare') ORDER BY provider`.execute(
        store.db,
      )
    ).rows
  const everything = async () =>
    JSON.stringify({
      models: await store.db
        .selectFrom('models')
        .select(['uid', 'doc', 'version', 'created_at', 'updated_at'])
        .orderBy('uid')
        .execute(),
      changes: await store.db.selectFrom('model_changes').selectAll().execute(),
      events: await store.db.selectFrom('events').select('name').execute(),
      users: await store.db.selectFrom('users').select(['id', 'preferences']).orderBy('id').execute(),
      selections: await store.db.selectFrom('model_selections').selectAll().execute(),
    })
  const tables = async () => {
    const { rows } = await (isPostgres
      ? sql<{ name: string }>`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`
      : sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'table'`
    ).execute(old.db)
    return rows.map(({ name }) => name).sort()
  }
  return { folder, store, old, oldUrl, command, models, everything, tables }
}

const yes = (isPostgres: boolean) => (isPostgres ? true : 1)
const no = (isPostgres: boolean) => (isPostgres ? false : 0)

function suite(isPostgres: boolean): void {
  test('models_v1 becomes rows of models_v2, with nothing invented, and is renamed', async () => {
    const { command, models, oldUrl, tables } = await world(isPostgres)
    const { code, out, error } = await command(oldUrl)
    expect(error).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('models: 2 read, 2 migrated, 2 of them new')
    expect(out).toContain('homemade')
    expect(await models()).toEqual([
      {
        ...{ id: 'bare', name: 'bare', provider: 'homemade', context_length: null, max_tokens: null },
        ...{ input_cost: null, output_cost: null, supports_chat: null, supports_completion: null },
      },
      {
        ...{ id: 'davinci-9', name: 'Davinci 9', provider: 'openai', context_length: 4097, max_tokens: 4097 },
        ...{ input_cost: 0.02, output_cost: 0.02, supports_chat: no(isPostgres), supports_completion: yes(isPostgres) },
      },
    ])
    expect(await tables()).toEqual(['models_v1_legacy'])
  })

  test('a second time has the same result', async () => {
    const { command, everything, oldUrl } = await world(isPostgres)
    await command(oldUrl)
    const first = await everything()
    const again = await command(oldUrl)
    expect(again.code).toBe(0)
    expect(again.out).toContain('2 migrated, 0 of them new')
    expect(await everything()).toBe(first)
  })

  test('--dry-run writes nothing; --drop-old drops the table once its rows are here', async () => {
    const { command, everything, oldUrl, tables, models } = await world(isPostgres)
    const before = await everything()
    const dry = await command(oldUrl, '--dry-run', '--json')
    expect(JSON.parse(dry.out)).toMatchObject({ dry_run: true, models: { read: 2, migrated: 2, added: 2 } })
    expect(await everything()).toBe(before)
    expect(await tables()).toEqual(['models_v1'])
    expect((await command(oldUrl, '--drop-old')).code).toBe(0)
    expect(await tables()).toEqual([])
    expect(await models()).toHaveLength(2)
  })

  test('a row that is refused is named, the others are here, and the older table stays', async () => {
    const { command, old, oldUrl, tables, models } = await world(isPostgres)
    await sql`INSERT INTO models_v1 (model_id) VALUES ('zzz')`.execute(old.db)
    const { code, error } = await command(oldUrl, '--drop-old')
    expect(code).toBe(1)
    expect(error).toContain('models[2]: source is missing')
    expect(await tables()).toEqual(['models_v1'])
    expect(await models()).toHaveLength(2)
  })

  test('a JSON file brings models, preferences and selections, and two files add up', async () => {
    const { command, folder, store, everything } = await world(isPostgres)
    const file = join(folder, 'old.json')
    const document = {
      models: [{ model_id: 'davinci-9', display_name: 'D', source: 'openai', pricing: { input: 3e-6 } }],
      preferences: {
        'Ann@example.com': {
          favorite_models: ['davinci-9', 'gone'],
          saved_filters: { a: { q: 'x' } },
          provider_priority: ['xai'],
        },
        'bob@example.com': { favorite_models: ['davinci-9'] },
      },
      selections: { openai: 'davinci-9' },
    }
    writeFileSync(file, JSON.stringify(document))
    const { code, out } = await command(file, '--price-unit', 'per_token')
    expect(code).toBe(0)
    expect(out).toContain('users that are not here, whose preferences were not taken over: bob@example.com')
    expect(out).toContain('favorites that are no model here, kept as they are: gone')
    const user = await store.db
      .selectFrom('users')
      .select('preferences')
      .where('id', '=', 'usr_ann')
      .executeTakeFirstOrThrow()
    expect(JSON.parse(user.preferences ?? '')).toEqual({
      favorites: ['openai:davinci-9', 'gone'],
      filters: { a: { q: 'x' } },
      provider_order: ['grok'],
    })
    expect(await store.db.selectFrom('model_selections').select('model_name').execute()).toEqual([
      { model_name: 'davinci-9' },
    ])
    const first = await everything()
    await command(file, '--price-unit', 'per_token')
    expect(await everything()).toBe(first)
    writeFileSync(file, JSON.stringify([{ model_id: 'other', source: 'openai' }]))
    await command(file)
    const uids = await store.db
      .selectFrom('models')
      .select('uid')
      .where('provider', '=', 'openai')
      .orderBy('uid')
      .execute()
    expect(uids.map(({ uid }) => uid)).toEqual(['openai:davinci-9', 'openai:other'])
  })

  test('what a server knows better stands, and what is only in the older system is shown with its source', async () => {
    const { command, folder, store } = await world(isPostgres)
    const file = join(folder, 'old.json')
    writeFileSync(
      file,
      JSON.stringify([
        { model_id: 'gpt-4o', source: 'openai', max_tokens: 1 },
        { model_id: 'davinci-9', source: 'openai', max_tokens: 7 },
      ]),
    )
    await command(file)
    const { discovery } = await openRoom({ store, providers: [] })
    const detail = (id: string) => discovery.get(id, {}, { providerOrder: [] }).body().model
    expect(detail('openai:gpt-4o').context_length).toBe(128_000)
    expect(detail('openai:davinci-9')).toMatchObject({
      context_length: 7,
      provenance: { context_length: { source: 'legacy' } },
    })
  })
}

describe('sqlite', () => suite(false))
const postgres = postgresUrl()
const title = 'url' in postgres ? 'postgres' : `postgres (skipped: ${postgres.missing})`
describe.skipIf('missing' in postgres)(title, () => suite(true))

describe('wrong usage', () => {
  test.each([
    [['--from', 'nothing.json'], 1, 'There is no'],
    [['--from', 'old.json', '--price-unit', 'per_word'], 1, '--price-unit must be one of per_token, per_1k, per_1m'],
    [[], 2, '--from'],
  ])('%j', async (args, code, text) => {
    const { folder } = await world(false)
    const ran = await run(folder, ['db', 'migrate-legacy', '--database', join(folder, 'gpuproxy.db'), ...args])
    expect(ran.code).toBe(code)
    expect(ran.error).toContain(text)
  })
})
