import { type Door, type Handlers, implement } from '@proxyapi/contract'
import { conformingFetch } from '@proxyapi/contract/conforming-fetch'
import { ApiError } from '@proxyapi/contract/errors'
import { describe, expect, it, onTestFinished } from 'vitest'
import { testCursors } from '../../test/discovery/parts.ts'
import { someone } from '../../test/events/room.ts'
import { testClock, testRuntime } from '../../test/runtime.ts'
import { eachStore, type OpenStore } from '../../test/stores.ts'
import type { Context } from '../context.ts'
import { createModelRegistry } from '../discovery/registry/model-registry.ts'
import type { RegistryParts } from '../discovery/registry/registry-parts.ts'
import type { NewEvent } from '../events/events.ts'
import { keepNothing } from '../http/idempotency.ts'
import { auditOf } from '../identity/asker.ts'
import { registry } from './registry.ts'

const noCatalog: RegistryParts['catalog'] = {
  get: () => {
    throw new ApiError('MODEL_NOT_FOUND')
  },
}

/** The handlers behind the contract's router over a real store; every answer is judged by the document. */
async function openRegistry(open: OpenStore, catalog = noCatalog) {
  const store = await open()
  onTestFinished(() => store.close())
  const clock = testClock()
  const told: NewEvent[] = []
  const events = {
    async append(_: unknown, event: NewEvent) {
      told.push(event)
      return 'evt_1'
    },
    wake() {},
  }
  const modelRegistry = createModelRegistry({
    store,
    clock,
    events,
    audit: auditOf(testRuntime(clock)),
    cursors: testCursors,
    catalog,
  })
  const door: Door<Context> = {
    requestId: () => 'req_1',
    now: () => new Date(clock.now()),
    bodyBytesMax: () => 1_000_000,
    admit: () => ({ ...someone('usr_ann'), modelRegistry, keepAnswer: keepNothing }) as unknown as Context,
  }
  const app = implement(registry as unknown as Handlers<Context>, door)
  const judged = conformingFetch((request) => app.fetch(request))
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await judged(
      new Request(`http://server.test/api/v1/registry${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
    // biome-ignore lint/suspicious/noExplicitAny: every answer was judged by the document
    return { status: response.status, body: (await response.json()) as any }
  }
  const register = (over: object = {}) => call('POST', '/models', { ...gpt4, ...over })
  return { store, clock, told, modelRegistry, call, register, names: () => told.map(({ name }) => name) }
}

const gpt4 = {
  model_id: 'gpt-4-v1',
  model_name: 'gpt-4',
  model_type: 'llm',
  provider: 'openai',
  version: '1.0',
  parameters: { temperature: 0.7 },
  performance_metrics: { accuracy: 0.95, latency: 0.5 },
}

eachStore((_, open) => {
  describe('the seed’s ModelRegistry', () => {
    it('register_model, get_model, list_models, deactivate_model', async () => {
      const { register, call, names } = await openRegistry(open)
      const made = await register()
      expect(made.status).toBe(201)
      expect(made.body.data).toMatchObject({ ...gpt4, is_active: true })
      await register({ model_id: 'embed', model_name: 'embed', model_type: 'embedding' })
      expect((await call('GET', '/models/gpt-4-v1')).body.data).toEqual(made.body.data)
      expect((await call('GET', '/models')).body.data.map((row: { model_id: string }) => row.model_id)).toEqual([
        'embed',
        'gpt-4-v1',
      ])
      expect((await call('GET', '/models?model_type=llm')).body).toMatchObject({ count: 1, next_cursor: null })
      const off = await call('POST', '/models/gpt-4-v1/deactivate')
      expect(off.body.data.is_active).toBe(false)
      expect((await call('GET', '/models?is_active=false')).body.count).toBe(1)
      expect((await call('POST', '/models/gpt-4-v1/deactivate')).body).toEqual(off.body)
      expect((await call('POST', '/models/gpt-4-v1/activate')).body.data.is_active).toBe(true)
      expect(names()).toEqual(['registry.registered', 'registry.registered', 'registry.deactivated'])
    })

    it('get_model_by_name takes the newest active version, or the one that is named', async () => {
      const { register, call } = await openRegistry(open)
      for (const version of ['1.9', '1.10', '2.0-rc.1', 'blue']) await register({ model_id: `m-${version}`, version })
      const byName = async (query = '') => (await call('GET', `/models/by-name/gpt-4${query}`)).body
      expect((await byName()).data).toMatchObject({
        version: '2.0-rc.1',
        versions: ['2.0-rc.1', '1.10', '1.9', 'blue'],
      })
      await call('POST', '/models/m-2.0-rc.1/deactivate')
      expect((await byName()).data.version).toBe('1.10')
      expect((await byName('?version=2.0-rc.1')).data.is_active).toBe(false)
      expect((await call('GET', '/models/by-name/gpt-4?version=7')).status).toBe(404)
      expect((await call('GET', '/models/by-name/nobody')).status).toBe(404)
    })

    it('a name may hold a slash or be a word of another path', async () => {
      const { register, call } = await openRegistry(open)
      await register({ model_id: 'a', model_name: 'openai/gpt-4' })
      await register({ model_id: 'b', model_name: 'performance' })
      await register({ model_id: 'c', model_name: 'check' })
      expect((await call('GET', '/models/by-name/openai%2Fgpt-4')).body.data.model_id).toBe('a')
      expect((await call('GET', '/models/by-name/performance')).body.data.model_id).toBe('b')
      expect((await call('GET', '/models/by-name/check')).body.data.model_id).toBe('c')
      expect(await register({ model_id: 'by-name' })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_RESOURCE_ID' },
      })
    })

    it('the same id replaces the model and keeps its history; a version of another id is taken', async () => {
      const { register, call, clock } = await openRegistry(open)
      const first = await register()
      await call('POST', '/models/gpt-4-v1/performance', { metrics: { accuracy: 0.96 } })
      await clock.advance(1_000)
      const second = await register({ parameters: { temperature: 0.2 }, performance_metrics: { cost: 1 } })
      expect(second.status).toBe(200)
      expect(second.body.data).toMatchObject({
        parameters: { temperature: 0.2 },
        performance_metrics: { cost: 1 },
        created_at: first.body.data.created_at,
      })
      expect((await call('GET', '/models/gpt-4-v1/performance')).body.count).toBe(1)
      expect(await register({ model_id: 'other' })).toMatchObject({ status: 409, body: { code: 'ALREADY_EXISTS' } })
      expect((await register({ model_id: 'other', version: '1.1' })).status).toBe(201)
      expect((await call('GET', '/models')).body.count).toBe(2)
    })

    it('replaced as inactive, it is told to be so', async () => {
      const { register, told } = await openRegistry(open)
      await register()
      await register({ is_active: false })
      expect(told.slice(1)).toEqual([
        expect.objectContaining({ name: 'registry.registered', userId: 'usr_ann' }),
        {
          name: 'registry.deactivated',
          userId: 'usr_ann',
          data: {
            model_id: 'gpt-4-v1',
            model_name: 'gpt-4',
            model_type: 'llm',
            provider: 'openai',
            version: '1.0',
            is_active: false,
          },
        },
      ])
    })

    it('pages by registration, whatever is registered meanwhile', async () => {
      const { register, call } = await openRegistry(open)
      for (let at = 0; at < 5; at++) await register({ model_id: `m${at}`, version: String(at) })
      const first = await call('GET', '/models?limit=2&model_type=llm')
      await register({ model_id: 'm9', version: '9' })
      const cursor = encodeURIComponent(first.body.next_cursor)
      const second = await call('GET', `/models?limit=10&model_type=llm&cursor=${cursor}`)
      const ids = [...first.body.data, ...second.body.data].map(({ model_id }: { model_id: string }) => model_id)
      expect(ids).toEqual(['m4', 'm3', 'm2', 'm1', 'm0'])
      expect((await call('GET', `/models?limit=10&cursor=${cursor}`)).body.code).toBe('INVALID_CURSOR')
    })

    it('two that register one version at once: one has it', async () => {
      const { register } = await openRegistry(open)
      const made = await Promise.all(['a', 'b', 'c'].map((model_id) => register({ model_id })))
      expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    })
  })

  describe('update_model_performance and get_performance_history', () => {
    it('measurements are merged and appended, newest first', async () => {
      const { register, call, clock } = await openRegistry(open)
      await register()
      const since = new Date(clock.now() + 1_500).toISOString()
      for (const metrics of [{ accuracy: 0.9 }, { latency: 0.3 }, { accuracy: 0.8, errors_a: 1 }]) {
        await clock.advance(1_000)
        await call('POST', '/models/gpt-4-v1/performance', { metrics })
      }
      expect((await call('GET', '/models/gpt-4-v1')).body.data.performance_metrics).toEqual({
        accuracy: 0.8,
        latency: 0.3,
        errors_a: 1,
      })
      const history = async (query = '') => {
        const { body } = await call('GET', `/models/gpt-4-v1/performance${query}`)
        return body.data.map(({ metrics }: { metrics: object }) => metrics)
      }
      expect(await history()).toEqual([{ accuracy: 0.8, errors_a: 1 }, { latency: 0.3 }, { accuracy: 0.9 }])
      expect(await history('?metric=accuracy')).toEqual([{ accuracy: 0.8 }, { accuracy: 0.9 }])
      expect(await history('?metric=errors.a')).toEqual([])
      expect(await history('?metric=errorsxa')).toEqual([])
      expect(await history(`?since=${since}`)).toHaveLength(2)
      expect(await history(`?until=${since}`)).toEqual([{ accuracy: 0.9 }])
      const { body } = await call('GET', '/models/gpt-4-v1/performance?limit=2')
      expect(await history(`?limit=2&cursor=${encodeURIComponent(body.next_cursor)}`)).toEqual([{ accuracy: 0.9 }])
    })

    it('an unknown id, a bad name and more than 50 metrics are refused, and change nothing', async () => {
      const { register, call } = await openRegistry(open)
      await register()
      const record = (metrics: object, id = 'gpt-4-v1') => call('POST', `/models/${id}/performance`, { metrics })
      expect((await record({ accuracy: 1 }, 'nobody')).status).toBe(404)
      expect(await record({ 'Not/Good': 1 })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_REQUEST', details: [{ path: '/metrics/Not~1Good' }] },
      })
      const many = Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`m${at}`, at]))
      expect(await record(many)).toMatchObject({ status: 403, body: { code: 'LIMIT_REACHED' } })
      expect((await call('GET', '/models/gpt-4-v1')).body.data.performance_metrics).toEqual(gpt4.performance_metrics)
      expect((await call('GET', '/models/gpt-4-v1/performance')).body.count).toBe(0)
      expect((await call('GET', '/models/nobody/performance')).status).toBe(404)
      expect((await register({ parameters: { text: 'x'.repeat(16_384) } })).body.code).toBe('INVALID_REQUEST')
      expect((await register({ performance_metrics: { 'a b': 1 } })).body.code).toBe('INVALID_REQUEST')
    })

    it('10,000 entries and 90 days are kept', async () => {
      const { register, call, clock, store } = await openRegistry(open)
      await register()
      const record = () => call('POST', '/models/gpt-4-v1/performance', { metrics: { accuracy: 1 } })
      await record()
      await store.write((tx) => tx.updateTable('registry_models').set({ entry: 10_000 }).execute())
      await record()
      const entries = () => store.db.selectFrom('registry_performance').select('entry').execute()
      expect(await entries()).toEqual([{ entry: 10_001 }])
      await clock.advance(90 * 24 * 3_600_000 + 1)
      expect((await call('GET', '/models/gpt-4-v1/performance')).body.count).toBe(0)
      await record()
      expect(await entries()).toEqual([{ entry: 10_002 }])
    })
  })

  describe('the seed’s ModelPerformanceMonitor', () => {
    it('set_performance_threshold and check_model_performance', async () => {
      const { register, call } = await openRegistry(open)
      await register()
      const put = (metric: string, body: object) => call('PUT', `/models/gpt-4-v1/thresholds/${metric}`, body)
      expect((await put('accuracy', { threshold: 0.9 })).body.data).toEqual({
        metric: 'accuracy',
        threshold: 0.9,
        direction: 'min',
      })
      await put('latency', { threshold: 0.4, direction: 'max' })
      await put('error_rate', { threshold: 0.01, direction: 'max' })
      expect((await call('GET', '/models/gpt-4-v1/check')).body.data).toEqual({
        model_id: 'gpt-4-v1',
        performance_metrics: gpt4.performance_metrics,
        thresholds: { accuracy: 0.9, error_rate: 0.01, latency: 0.4 },
        directions: { accuracy: 'min', error_rate: 'max', latency: 'max' },
        violations: [{ metric: 'latency', current: 0.5, threshold: 0.4, direction: 'max' }],
        missing: ['error_rate'],
        is_performing_well: false,
      })
      expect((await call('DELETE', '/models/gpt-4-v1/thresholds/latency')).status).toBe(200)
      expect((await call('DELETE', '/models/gpt-4-v1/thresholds/latency')).status).toBe(404)
      expect((await call('GET', '/models/gpt-4-v1/check')).body.data.is_performing_well).toBe(true)
      expect((await call('GET', '/models/nobody/check')).status).toBe(404)
      expect((await call('PUT', '/models/nobody/thresholds/accuracy', { threshold: 1 })).status).toBe(404)
    })

    it('tells of a turn, and of nothing between', async () => {
      const { register, call, told, names } = await openRegistry(open)
      await register()
      const record = (metrics: object) => call('POST', '/models/gpt-4-v1/performance', { metrics })
      await call('PUT', '/models/gpt-4-v1/thresholds/accuracy', { threshold: 0.9 })
      await record({ accuracy: 0.8 })
      await record({ accuracy: 0.7 })
      await call('PUT', '/models/gpt-4-v1/thresholds/latency', { threshold: 0.4, direction: 'max' })
      await record({ accuracy: 0.95 })
      await record({ latency: 0.1 })
      await record({ latency: 0.2 })
      expect(names()).toEqual(['registry.registered', 'registry.violated', 'registry.recovered'])
      expect(told[1]?.data).toMatchObject({
        model_id: 'gpt-4-v1',
        violations: [{ metric: 'accuracy', current: 0.8, threshold: 0.9, direction: 'min' }],
      })
      expect(told[2]?.data).toMatchObject({ metrics: ['latency'] })
      await call('PUT', '/models/gpt-4-v1/thresholds/latency', { threshold: 0.1, direction: 'max' })
      await call('DELETE', '/models/gpt-4-v1/thresholds/latency')
      await register({ performance_metrics: { accuracy: 0 } })
      expect(names().slice(3)).toEqual([
        'registry.violated',
        'registry.recovered',
        'registry.registered',
        'registry.violated',
      ])
    })

    it('add_optimization_rule and optimize_model: a rule that throws stops no other', async () => {
      const { register, call, modelRegistry } = await openRegistry(open)
      await register()
      await call('PUT', '/models/gpt-4-v1/thresholds/latency', { threshold: 0.4, direction: 'max' })
      const rule = {
        match: { model_type: 'llm' },
        when: [{ metric: 'latency', op: 'gt', value: 0.4 }],
        recommend: 'Try a smaller model',
      }
      expect((await call('PUT', '/rules/slow-llm', rule)).status).toBe(201)
      expect((await call('PUT', '/rules/other', { ...rule, match: { provider: 'local' } })).status).toBe(201)
      modelRegistry.addOptimizationRule('broken', () => {
        throw new Error('boom')
      })
      modelRegistry.addOptimizationRule('named', async (modelId, registry) => {
        const { version } = await registry.get(modelId)
        const { is_performing_well } = await registry.check(modelId)
        return [`${modelId} ${version} ${is_performing_well}`]
      })
      const { body } = await call('GET', '/models/gpt-4-v1/recommendations')
      expect(body.data.recommendations).toEqual([
        'latency is 0.5, above its threshold of 0.4',
        'Try a smaller model',
        'Rule broken failed: boom',
        'gpt-4-v1 1.0 false',
      ])
      expect((await call('GET', '/models/nobody/recommendations')).status).toBe(404)
    })

    it('a broken catalog is one broken rule', async () => {
      const { register, call } = await openRegistry(open, {
        get: () => {
          throw new Error('no catalog')
        },
      })
      await register()
      const { body } = await call('GET', '/models/gpt-4-v1/recommendations')
      expect(body.data.recommendations).toEqual([
        'Rule deprecated_replacement failed: no catalog',
        'Rule cheaper_equivalent failed: no catalog',
      ])
    })

    it('rules are listed, replaced and deleted; at most 100, and not under a built-in name', async () => {
      const { call } = await openRegistry(open)
      const rule = { when: [{ metric: 'latency', op: 'gt', value: 1 }], recommend: 'Hurry' }
      const first = await call('PUT', '/rules/b', rule)
      await call('PUT', '/rules/a', rule)
      const again = await call('PUT', '/rules/b', { ...rule, recommend: 'Hurry up' })
      expect(again.status).toBe(200)
      expect(again.body.data).toEqual({ ...first.body.data, recommend: 'Hurry up' })
      const listed = (await call('GET', '/rules')).body
      expect(listed.data.map(({ name }: { name: string }) => name)).toEqual(['a', 'b'])
      expect(listed.count).toBe(2)
      for (const name of ['deprecated_replacement', 'cheaper_equivalent', 'threshold_violation'])
        expect((await call('PUT', `/rules/${name}`, rule)).status).toBe(409)
      for (let at = 2; at < 100; at++) await call('PUT', `/rules/r${at}`, rule)
      expect((await call('PUT', '/rules/one-more', rule)).body.code).toBe('LIMIT_REACHED')
      expect((await call('PUT', '/rules/a', rule)).status).toBe(200)
      expect((await call('DELETE', '/rules/a')).status).toBe(200)
      expect((await call('DELETE', '/rules/a')).status).toBe(404)
    })
  })

  it('each write is an entry of the audit log, with names and without values; what changes nothing is none', async () => {
    const { store, register, call } = await openRegistry(open)
    const rule = { when: [{ metric: 'latency', op: 'gt', value: 0.123 }], recommend: 'a-text-nobody-logs' }
    await register()
    await register({ version: '1.1', parameters: { temperature: 0.123 } })
    await call('POST', '/models/gpt-4-v1/deactivate')
    await call('POST', '/models/gpt-4-v1/deactivate')
    await call('POST', '/models/gpt-4-v1/activate')
    await call('POST', '/models/gpt-4-v1/performance', { metrics: { accuracy: 0.123 } })
    await call('PUT', '/models/gpt-4-v1/thresholds/accuracy', { threshold: 0.123 })
    await call('DELETE', '/models/gpt-4-v1/thresholds/accuracy')
    await call('PUT', '/rules/slow', rule)
    await call('DELETE', '/rules/slow')
    const refused = [
      await call('DELETE', '/rules/slow'),
      await call('DELETE', '/models/gpt-4-v1/thresholds/accuracy'),
      await call('PUT', '/rules/cheaper_equivalent', rule),
      await call('POST', '/models/nobody/deactivate'),
    ]
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 409, 404])
    for (const path of ['', '/gpt-4-v1', '/gpt-4-v1/check', '/gpt-4-v1/performance', '/gpt-4-v1/recommendations'])
      await call('GET', `/models${path}`)

    const entries = await store.db.selectFrom('audit_entries').selectAll().execute()
    const fields = [...Object.keys(gpt4), 'is_active']
    const told = entries.map(({ action, target_type, target_id, details }) =>
      [action, target_type, target_id, details].join(' '),
    )
    expect(told.sort()).toEqual(
      [
        `registry.registered registered_model gpt-4-v1 ${JSON.stringify({ fields })}`,
        `registry.replaced registered_model gpt-4-v1 ${JSON.stringify({ fields })}`,
        'registry.deactivated registered_model gpt-4-v1 {}',
        'registry.activated registered_model gpt-4-v1 {}',
        'registry.measured registered_model gpt-4-v1 {"metrics":["accuracy"]}',
        'registry.threshold_set registered_model gpt-4-v1 {"metric":"accuracy"}',
        'registry.threshold_deleted registered_model gpt-4-v1 {"metric":"accuracy"}',
        'registry.rule_set optimization_rule slow {}',
        'registry.rule_deleted optimization_rule slow {}',
      ].sort(),
    )
    expect(new Set(entries.map(({ actor_id }) => actor_id))).toEqual(new Set(['usr_ann']))
    expect(JSON.stringify(entries)).not.toMatch(/0\.123|nobody-logs/)
  })
})
