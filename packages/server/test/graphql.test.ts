/** GraphQL in the whole app, by a client of its own: what it answers, what it refuses, what it does not tell. */
import fc from 'fast-check'
import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql'
import { type ClientError, GraphQLClient } from 'graphql-request'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from './app.ts'

const providers =
  'providers: [{ name: openai, type: openai, models: ["*"] }, { name: anthropic, type: anthropic, models: ["*"] }]'

const environment = { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k' }

let open: TestApp
let production: TestApp
beforeAll(async () => {
  open = await startApp(`{ ${providers}, discovery: { enabled: false } }`, { environment })
  production = await startApp(`{ ${providers}, discovery: { enabled: false }, graphql: { introspection: false } }`, {
    environment,
  })
})
afterAll(() => Promise.all([open.close(), production.close()]))

const clientOf = ({ fetch, key }: TestApp, headers: Record<string, string> = {}) =>
  new GraphQLClient('http://127.0.0.1:8000/graphql', {
    headers: { 'x-api-key': key, ...headers },
    fetch: (url, init) => fetch(new URL(String(url)).pathname, init as RequestInit),
  })

/** What a query that cannot run is answered. */
async function refusal(query: string, variables: Record<string, unknown> = {}, app = open) {
  const error = await clientOf(app)
    .rawRequest(query, variables)
    .then(
      (answer) => ({ response: { status: answer.status, errors: answer.errors } }),
      (thrown: ClientError) => thrown,
    )
  const { status, errors } = error.response
  const [first] = errors ?? []
  return { status, message: first?.message ?? '', ...(first?.extensions as { code: string; request_id: string }) }
}

const post = (body: unknown, headers: Record<string, string> = {}, app = open) =>
  app.fetch('/graphql', {
    method: 'POST',
    headers: { 'x-api-key': app.key, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const rest = async (path: string) => {
  const response = await open.fetch(path, { headers: { 'x-api-key': open.key } })
  return (await response.json()) as { models: { uid: string; id: string }[]; total: number; next_cursor: string | null }
}

describe('the seed’s GraphQLModelDiscovery', () => {
  it('get_models', async () => {
    const query = `
      query GetModels($provider: String) {
        models(provider: $provider) {
          id name provider contextLength maxTokens inputCost outputCost supportsChat supportsCompletion
        }
      }`
    const all = await clientOf(open).request<{ models: Record<string, unknown>[] }>(query, { provider: null })
    const some = await clientOf(open).request<{ models: Record<string, unknown>[] }>(query, { provider: 'openai' })
    expect(new Set(all.models.map(({ provider }) => provider))).toEqual(new Set(['openai', 'anthropic']))
    expect(new Set(some.models.map(({ provider }) => provider))).toEqual(new Set(['openai']))
    const gpt = some.models.find(({ id }) => id === 'gpt-4o')
    expect(gpt).toMatchObject({ contextLength: 128_000, inputCost: 0.0025, supportsChat: true })
  })

  it('search_models, with and without filters', async () => {
    const query = `
      query SearchModels($query: String!, $filters: ModelFilters) {
        searchModels(query: $query, filters: $filters) { id name provider contextLength maxTokens inputCost outputCost }
      }`
    const search = (variables: object) =>
      clientOf(open).request<{ searchModels: { id: string; provider: string; inputCost: number }[] }>(query, variables)
    const { searchModels } = await search({ query: 'gpt-4', filters: null })
    expect(searchModels[0]?.id).toContain('gpt-4')
    const filtered = await search({
      query: 'claude',
      filters: { provider: 'anthropic', minContext: 100_000, maxCost: 0.003, capabilities: ['tool_calling'] },
    })
    expect(filtered.searchModels.length).toBeGreaterThan(0)
    for (const { inputCost } of filtered.searchModels) expect(inputCost).toBeLessThanOrEqual(0.003)
  })

  it('fetch_schema_from_transport reads the schema that is committed', async () => {
    const data = await clientOf(open).request<never>(getIntrospectionQuery())
    const { readFileSync } = await import('node:fs')
    const { buildSchema } = await import('graphql')
    const committed = buildSchema(readFileSync('docs/schema.graphql', 'utf8'))
    expect(printSchema(buildClientSchema(data))).toBe(printSchema(committed))
  })
})

describe('it answers as REST does', () => {
  it('the same ids in the same order, whatever is asked', async () => {
    const filters = fc.record(
      {
        supportsChat: fc.boolean(),
        minContext: fc.constantFrom(8_000, 200_000, 1_000_000),
        maxCost: fc.constantFrom(0.0001, 0.003, 1),
        capabilities: fc.subarray(['tools', 'vision', 'reasoning']),
        status: fc.constantFrom(['any'], ['ga', 'deprecated']),
        scope: fc.constantFrom('all', 'configured'),
        group: fc.constantFrom('none', 'canonical'),
        costUnit: fc.constantFrom('per_1k', 'per_1m'),
        author: fc.constantFrom('anthropic', 'openai', 'nobody'),
        releasedAfter: fc.constantFrom('2024-01-01', '2026-01-01'),
      },
      { requiredKeys: [] },
    )
    const sort = fc.constantFrom('relevance', '-input_cost', 'name', '-release_date', 'context_length')
    const text = fc.constantFrom('', 'gpt 4', 'sonet', 'claude-3', 'zzz')
    const wire = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    await fc.assert(
      fc.asyncProperty(filters, sort, text, fc.integer({ min: 1, max: 40 }), async (given, order, query, first) => {
        const asked = new URLSearchParams({ limit: String(first), sort: order, q: query })
        for (const [name, value] of Object.entries(given)) asked.set(wire(name), String(value))
        const expected = await rest(`/api/v1/models?${asked}`)
        const document = `query($f: ModelFilters, $q: String, $s: String, $n: Int) {
          modelPage(filters: $f, query: $q, sort: $s, first: $n) { models { uid } total nextCursor }
        }`
        const { modelPage } = await clientOf(open).request<{
          modelPage: { models: { uid: string }[]; total: number; nextCursor: string | null }
        }>(document, { f: given, q: query, s: order, n: first })
        expect(modelPage.models.map(({ uid }) => uid)).toEqual(expected.models.map(({ uid }) => uid))
        expect(modelPage.total).toBe(expected.total)
        expect(modelPage.nextCursor).toBe(expected.next_cursor)
      }),
      { numRuns: 60 },
    )
  })

  it('its pages join those of REST', async () => {
    const page = async (after: string | null) => {
      const document =
        'query($after: String) { modelPage(first: 7, sort: "name", after: $after) { models { uid } nextCursor } }'
      const { modelPage } = await clientOf(open).request<{
        modelPage: { models: { uid: string }[]; nextCursor: string | null }
      }>(document, { after })
      return modelPage
    }
    const all = await rest('/api/v1/models?sort=name')
    const seen: string[] = []
    for (let after: string | null = null; ; ) {
      const { models, nextCursor } = await page(after)
      seen.push(...models.map(({ uid }) => uid))
      if (nextCursor === null) break
      after = nextCursor
    }
    expect(seen).toEqual(all.models.map(({ uid }) => uid))
  })

  it('every field of a model, of a provider and of a change', async () => {
    const document = `{
      model(id: "openai/gpt-4o") {
        uid brand servedBy canonicalId aliases pricing { mode input cacheRead batch { input } tiers { minInputTokens } }
        modalities { input output } supports { tools } capabilities status availability { state firstSeen } metadata version
        suspectFields provenance conflicts { field values { source value } } sources { source fetchedAt }
      }
      missing: model(id: "nobody") { uid }
      providers { name status brand enabled priority models error { code } sources { source rows } }
      modelChanges(first: 2) { seq kind severity uid model { id } fields }
    }`
    const data = await clientOf(open).request<Record<string, unknown>>(document)
    const detail = (await rest('/api/v1/models/openai%2Fgpt-4o')) as unknown as { model: Record<string, unknown> }
    expect(data.model).toMatchObject({
      uid: detail.model.uid,
      servedBy: detail.model.served_by,
      capabilities: detail.model.capabilities,
      provenance: detail.model.provenance,
      version: detail.model.version,
    })
    expect(data.missing).toBeNull()
    expect((data.providers as { name: string }[]).map(({ name }) => name)).toEqual(['openai', 'anthropic'])
    expect(data.modelChanges).toHaveLength(2)
  })

  it('preferences of the caller break ties, here and there', async () => {
    const prefer = (provider_order: string[]) =>
      open.fetch('/api/v1/user/preferences', {
        method: 'PUT',
        headers: { 'x-api-key': open.key, 'content-type': 'application/json' },
        body: JSON.stringify({ provider_order }),
      })
    const named = async () => {
      const { model } = (await rest('/api/v1/models/gpt-4o')) as unknown as { model: { uid: string } }
      const answer = await clientOf(open).request<{ model: { uid: string } }>('{ model(id: "gpt-4o") { uid } }')
      return [model.uid, answer.model.uid]
    }
    expect(await named()).toEqual(['openai:gpt-4o', 'openai:gpt-4o'])
    expect((await prefer(['azure_openai'])).status).toBe(200)
    expect(await named()).toEqual(['azure_openai:gpt-4o', 'azure_openai:gpt-4o'])
    await prefer([])
  })

  it('facets, where they are asked for', async () => {
    const document = '{ modelPage(first: 1) { facets } }'
    const { modelPage } = await clientOf(open).request<{ modelPage: { facets: { provider: object[] } } }>(document)
    const body = (await rest('/api/v1/models?limit=1&facets=provider')) as unknown as { facets: { provider: object[] } }
    expect(modelPage.facets.provider).toEqual(body.facets.provider)
  })

  it('what a field refuses, it refuses with a code; the others are answered', async () => {
    const response = await post({ query: '{ providers { name } modelPage(after: "x") { count } }' })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      data: null,
      errors: [
        expect.objectContaining({
          path: ['modelPage'],
          extensions: { code: 'INVALID_CURSOR', request_id: response.headers.get('x-request-id') },
        }),
      ],
    })
    const bad = (await (await post({ query: '{ models(filters: { releasedAfter: "May" }) { id } }' })).json()) as {
      errors: { extensions: { code: string } }[]
    }
    expect(bad.errors[0]?.extensions.code).toBe('INVALID_REQUEST')
  })
})

/** Each limit, in an operation that is named as it is given. */
const beyond: Record<string, (name: string) => [query: string, variables?: Record<string, unknown>]> = {
  depth: (name) => [
    `query ${name} { modelPage { models { conflicts { ...deep } } } } fragment deep on ModelConflict { values { source } }`,
  ],
  aliases: (name) => [
    `query ${name} { ${Array.from({ length: 16 }, (_, at) => `a${at}: providers { name }`).join(' ')} }`,
  ],
  directives: (name) => [`query ${name} { providers { ${'name @include(if: true) '.repeat(51)} } }`],
  tokens: (name) => [`query ${name} { providers { ${'name '.repeat(1_000)} } }`],
  characters: (name) => [`query ${name} { providers { name } } #${'x'.repeat(15_000)}`],
  cost: (name) => [
    `query ${name} { providers { ${'...wide '.repeat(60)} } } fragment wide on ProviderStatus { ${'name '.repeat(60)} }`,
  ],
  rows: (name) => [`query ${name} { ${Array.from({ length: 6 }, (_, at) => `a${at}: models { id }`).join(' ')} }`],
  first: (name) => [`query ${name} { models(first: 1001) { id } }`],
  variables: (name) => [
    `query ${name}($after: String) { modelPage(after: $after) { count } }`,
    { after: 'x'.repeat(65_536) },
  ],
}

describe('limits', () => {
  for (const name of ['Ask', '__schema'])
    it.each(Object.entries(beyond))(`GQ01 %s, in an operation named ${name}`, async (reason, make) => {
      const [query, variables] = make(name)
      const answer = await refusal(query, variables)
      expect(answer).toMatchObject({ status: 400, code: 'QUERY_TOO_COMPLEX', request_id: expect.any(String) })
      expect(answer.message).toBe(`The query is larger than this server accepts (${reason}).`)
    })

  it.each([
    [
      'depth',
      '{ ...__schema } fragment __schema on Query { modelPage { models { conflicts { values { source } } } } }',
    ],
    [
      'aliases',
      `{ ...__schema } fragment __schema on Query { ${Array.from({ length: 16 }, (_, at) => `a${at}: providers { name }`).join(' ')} }`,
    ],
    [
      'directives',
      `{ ...__schema } fragment __schema on Query { providers { ${'name @include(if: true) '.repeat(51)} } }`,
    ],
    [
      'cost',
      `{ providers { ${'...__schema '.repeat(60)} } } fragment __schema on ProviderStatus { ${'name '.repeat(60)} }`,
    ],
    [
      'rows',
      `{ ...__schema } fragment __schema on Query { ${Array.from({ length: 6 }, (_, at) => `a${at}: models { id }`).join(' ')} }`,
    ],
    ['first', '{ ...__schema } fragment __schema on Query { searchModels(query: "x", first: 201) { id } }'],
  ])('%s, in a fragment named __schema', async (reason, query) => {
    const answer = await refusal(query)
    expect(answer).toMatchObject({ status: 400, code: 'QUERY_TOO_COMPLEX' })
    expect(answer.message).toContain(`(${reason})`)
  })

  it('first counts as a literal, as a variable, as a default of either', async () => {
    const six = (first: string) => Array.from({ length: 6 }, (_, at) => `a${at}: models${first} { id }`).join(' ')
    for (const [query, variables] of [
      [`{ ${six('(first: 1000)')} }`, {}],
      [`query($n: Int) { ${six('(first: $n)')} }`, { n: 1000 }],
      [`query($n: Int = 1000) { ${six('(first: $n)')} }`, {}],
      [`query($n: Int) { ${six('(first: $n)')} }`, {}],
      [`query($n: Int) { models(first: $n) { id } }`, { n: 1001 }],
    ] as const)
      expect(await refusal(query, variables)).toMatchObject({ status: 400, code: 'QUERY_TOO_COMPLEX' })
    const { status } = await clientOf(open).rawRequest(`query($n: Int = 1000) { ${six('(first: $n)')} }`, { n: 10 })
    expect(status).toBe(200)
  })

  it('what merges into one field counts once', async () => {
    const { status } = await clientOf(open).rawRequest(`{ ${'models { id } '.repeat(8)} }`)
    expect(status).toBe(200)
  })

  it('a whole page with all it can hold is within', async () => {
    const document = `{ modelPage(first: 1000) { total models {
      uid id name provider contextLength maxTokens inputCost outputCost supportsChat supportsCompletion
      pricing { mode input output cacheRead batch { input output } tiers { minInputTokens input } }
      supports { tools vision } availability { state misses } conflicts { field values { source value } } metadata } } }`
    expect((await clientOf(open).rawRequest(document)).status).toBe(200)
  })

  it('of two operations only the one that runs is counted', async () => {
    const big = `query Big { ${Array.from({ length: 6 }, (_, at) => `a${at}: models { id }`).join(' ')} }`
    const query = `${big} query Small { providers { name } }`
    expect((await post({ query, operationName: 'Small' })).status).toBe(200)
    expect((await post({ query, operationName: 'Big' })).status).toBe(400)
  })

  it('are counted by reason', async () => {
    await refusal('{ models(first: 5000) { id } }')
    const text = await (await open.fetch('/metrics', { headers: { 'x-api-key': open.key } })).text()
    expect(text).toMatch(/proxyapi_graphql_rejected_total\{reason="first"\} \d/)
  })
})

describe('what it does not take', () => {
  it('GQ02 GQ04 batches, GET, other types, mutations, subscriptions, unknown members', async () => {
    expect((await post([{ query: '{ providers { name } }' }])).status).toBe(400)
    expect((await open.fetch('/graphql?query={__typename}')).status).toBe(405)
    for (const type of [
      'application/graphql',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ])
      expect((await post('{ providers { name } }', { 'content-type': type })).status).toBe(415)
    expect(await refusal('mutation { refresh }')).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(await refusal('subscription { models { id } }')).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect((await post({ query: '{ providers { name } }', map: {} })).status).toBe(400)
  })

  it.each([
    ['{', 'syntax'],
    ['{ nothing }', 'an unknown field'],
    ['query A { providers { name } } query B { providers { name } }', 'an operation that is not named'],
    ['query($n: Int!) { models(first: $n) { id } }', 'a missing variable'],
  ])('%s: %s is 400 with a code', async (query) => {
    expect(await refusal(query)).toMatchObject({ status: 400, code: 'INVALID_REQUEST', request_id: expect.any(String) })
  })

  it('without permission nothing, and no GraphQL where it is off', async () => {
    const strangers = await startApp('{ auth: { anonymous_permissions: [] } }')
    expect(
      (
        await strangers.fetch('/graphql', {
          method: 'POST',
          body: '{}',
          headers: { 'content-type': 'application/json' },
        })
      ).status,
    ).toBe(401)
    await strangers.close()
    const off = await startApp('{ graphql: { enabled: false } }')
    expect((await post({ query: '{ providers { name } }' }, {}, off)).status).toBe(404)
    await off.close()
  })
})

describe('where the schema is hidden', () => {
  it.each([
    '{ __schema { types { name } } }',
    'query __schema { __schema { types { name } } }',
    '{ ...__schema } fragment __schema on Query { __type(name: "Model") { name } }',
    getIntrospectionQuery(),
  ])('%s says nothing', async (query) => {
    const answer = await refusal(query, {}, production)
    expect(answer).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(JSON.stringify(answer)).not.toMatch(/ModelFilters|contextLength/)
  })

  it('GQ03 no error tells a near name, be it of a field, an argument, an enum or a member of a variable', async () => {
    const queries: [string, Record<string, unknown>?][] = [
      ['{ model }'],
      ['{ modelss { id } }'],
      ['{ models { contextLenght } }'],
      ['{ models(firts: 1) { id } }'],
      ['{ models(filters: { scope: configurd }) { id } }'],
      ['query($f: ModelFilters) { models(filters: $f) { id } }', { f: { minContxt: 1 } }],
      ['query($f: ModelFilter) { models(filters: $f) { id } }', { f: {} }],
    ]
    for (const [query, variables] of queries) {
      expect((await refusal(query, variables, production)).message).not.toMatch(/Did you mean/)
    }
    expect((await refusal('{ modelss { id } }')).message).toMatch(/Did you mean/)
  })

  it('__typename and the catalog are answered', async () => {
    expect((await clientOf(production).rawRequest('{ __typename providers { __typename name } }')).status).toBe(200)
  })
})
