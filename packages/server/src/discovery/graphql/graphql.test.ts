import { ApiError } from '@proxyapi/contract/errors'
import { getIntrospectionQuery } from 'graphql'
import { describe, expect, it } from 'vitest'
import { keptLog, type Line, noMetrics, testClock } from '../../../test/runtime.ts'
import { createGraphql, type GraphqlSettings } from './graphql.ts'
import type { GraphqlReads } from './resolvers.ts'

const nobody = () => {
  throw new Error('the answer to everything is secret')
}

function open(reads: Partial<Record<keyof GraphqlReads, unknown>>, settings: Partial<GraphqlSettings> = {}) {
  const clock = testClock()
  const log: Line[] = []
  const all = {
    listAll: nobody,
    searchAll: nobody,
    getAny: nobody,
    status: nobody,
    changes: nobody,
    ...reads,
  } as GraphqlReads
  const graphql = createGraphql({
    reads: all,
    settings: () => ({ enabled: true, schemaFor: 'everybody', ...settings }),
    clock,
    log: keptLog(log),
    metrics: noMetrics,
  })
  const ask = (query: string, over: { isAdministrator?: boolean; providerOrder?: string[] } = {}) =>
    graphql.answer(
      { query },
      {
        requestId: 'req_1',
        isAdministrator: over.isAdministrator ?? false,
        providerOrder: async () => over.providerOrder ?? [],
      },
    )
  return { ask, clock, log }
}

it('settings hold from the next query on', async () => {
  const settings: Partial<GraphqlSettings> = {}
  const { ask } = open({}, settings)
  const schema = '{ __schema { queryType { name } } }'
  expect(await ask(schema)).toMatchObject({ data: { __schema: { queryType: { name: 'Query' } } } })
  settings.schemaFor = 'administrators'
  await expect(ask(schema)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  expect(await ask(schema, { isAdministrator: true })).toHaveProperty('data')
  settings.enabled = false
  await expect(ask(schema, { isAdministrator: true })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  settings.enabled = true
  settings.schemaFor = 'everybody'
  expect(await ask(schema)).toHaveProperty('data')
})

describe('failures', () => {
  it('what breaks on our side is told to the log, not to the caller', async () => {
    const { ask, log } = open({})
    const answer = await ask('{ model(id: "x") { id } providers { name } }')
    expect(answer).toMatchObject({
      data: null,
      errors: [
        { path: ['model'], extensions: { code: 'INTERNAL_ERROR', request_id: 'req_1' } },
        { path: ['providers'], extensions: { code: 'INTERNAL_ERROR', request_id: 'req_1' } },
      ],
    })
    expect(JSON.stringify(answer)).not.toContain('secret')
    expect(log[0]).toMatchObject({ level: 'error', fields: { request_id: 'req_1' } })
    expect(String(log[0]?.fields?.error)).toContain('secret')
  })

  it('a row that lacks what the schema promises is ours too', async () => {
    const { ask, log } = open({ status: () => ({ body: () => ({ providers: { openai: { name: null } } }) }) })
    const answer = await ask('{ providers { name } }')
    expect(answer.errors?.[0]).toMatchObject({
      path: ['providers', 0, 'name'],
      extensions: { code: 'INTERNAL_ERROR' },
    })
    expect(log).toHaveLength(1)
  })

  it('a nullable field fails alone', async () => {
    const get = () => {
      throw new ApiError('STORAGE_UNAVAILABLE')
    }
    const status = () => ({ body: () => ({ providers: {} }) })
    const answer = await open({ getAny: get, status }).ask('{ model(id: "x") { id } providers { name } }')
    expect(answer.data).toEqual({ model: null, providers: [] })
    expect(answer.errors?.[0]?.extensions.code).toBe('STORAGE_UNAVAILABLE')
  })

  it('after 5 seconds it is given up', async () => {
    const { ask, clock } = open({ changes: () => new Promise(() => undefined) })
    await ask('{ __typename }')
    const asked = expect(ask('{ modelChanges { seq } }')).rejects.toMatchObject({
      code: 'QUERY_TOO_COMPLEX',
      reason: 'time',
    })
    await clock.advance(0)
    await clock.advance(5_000)
    await asked
  })

  it('preferences of the caller reach the look-up', async () => {
    const seen: unknown[] = []
    const get = (...args: unknown[]) => {
      seen.push(args[2])
      throw new ApiError('MODEL_NOT_FOUND')
    }
    await open({ getAny: get }).ask('{ model(id: "x") { id } }', { providerOrder: ['azure'] })
    expect(seen).toEqual([{ providerOrder: ['azure'] }])
  })
})

describe('the schema', () => {
  it.each([
    ['everybody', false, true],
    ['administrators', false, false],
    ['administrators', true, true],
    ['nobody', true, false],
  ] as const)('for %s, asked by an administrator: %s, is shown: %s', async (schemaFor, isAdministrator, isShown) => {
    const { ask } = open({}, { schemaFor })
    const asked = await ask(getIntrospectionQuery(), { isAdministrator }).catch((error: ApiError) => error.code)
    if (isShown) expect(asked).toHaveProperty('data.__schema.queryType.name', 'Query')
    else expect(asked).toBe('INVALID_REQUEST')
    const wrong = await ask('{ modelss { id } }', { isAdministrator }).catch((error: ApiError) => error.message)
    expect(String(wrong).includes('Did you mean')).toBe(isShown)
  })

  it('cannot be walked in circles', async () => {
    const { ask } = open({})
    const circle =
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }'
    await expect(ask(circle)).rejects.toMatchObject({ status: 400 })
  })
})
