/** Rooms that steps ask, in memory: each effect by its key, so that a repetition is seen, and places at which a worker dies. */
import { ApiError } from '@proxyapi/contract/errors'
import type { Principal } from '../../src/identity/principal.ts'
import { createCursors } from '../../src/store/cursors.ts'
import type { Store } from '../../src/store/database.ts'
import { insertUser } from '../../src/store/users.ts'
import type { Job } from '../../src/worker.ts'
import { createWorkflows, type Workflows } from '../../src/workflows/create-workflows.ts'
import type { Definition, Schemas } from '../../src/workflows/definition.ts'
import type { Actor, Contract, Verbs } from '../../src/workflows/verbs.ts'
import { noMetrics, quietLog, type TestClock, testClock, testRandom } from '../runtime.ts'

export const actor: Actor = { userId: 'usr_a', keyId: 'key_a', granted: [] }
const permissions = [
  'inference:call',
  'gpu:read',
  'gpu:write',
  'models:refresh',
  'data:read',
  'data:write',
  'integration:write',
]

export interface FakeWorld {
  readonly clock: TestClock
  readonly verbs: Verbs
  /** Contracts by key. */
  readonly rented: Map<string, Contract>
  /** Notes that the service has, by key. */
  readonly notes: Map<string, unknown>
  /** Micro-USD by key. */
  readonly charges: Map<string, number>
  readonly memories: Map<string, string>
  readonly vectors: Set<string>
  /** Each call, in its order. */
  readonly calls: string[]
  /** Instead of what they do. */
  readonly rules: {
    http: (() => 'ok' | 'unknown' | ApiError) | null
    principal: (() => void) | null
    task: (() => void) | null
    destroy: (() => void) | null
  }
}

/** A machine is ready after 5 s, and gone 2 s after it is to go. */
export function fakeWorld(clock = testClock()): FakeWorld {
  const rented = new Map<string, Contract>()
  const bootedAt = new Map<string, number>()
  const endedAt = new Map<string, number>()
  const notes = new Map<string, unknown>()
  const charges = new Map<string, number>()
  const answers = new Map<string, unknown>()
  const memories = new Map<string, string>()
  const vectors = new Set<string>()
  const calls: string[] = []
  const rules: FakeWorld['rules'] = { http: null, principal: null, task: null, destroy: null }
  const seen = (contract: Contract): Contract => {
    const id = contract.contract_id
    const ended = endedAt.get(id)
    const status =
      ended !== undefined
        ? clock.now() >= ended
          ? 'terminated'
          : 'terminating'
        : clock.now() >= (bootedAt.get(id) ?? 0)
          ? 'ready'
          : 'starting'
    return { ...contract, status, cost: 0.25 }
  }
  const known = (id: string): Contract => {
    const found = [...rented.values()].find(({ contract_id }) => contract_id === id)
    if (found === undefined) throw new ApiError('NOT_FOUND')
    return found
  }
  const verbs: Verbs = {
    async principal() {
      rules.principal?.()
      return {
        kind: 'key',
        userId: 'usr_a',
        keyId: 'key_a',
        role: 'user',
        permissions: new Set(permissions),
        billing: 'prepaid',
        modelsAllow: null,
      } as Principal
    },
    charged: async (_user, _operation, key) => charges.get(key) ?? 0,
    async task(type, _body, { idempotencyKey, costMax, principal, signal }) {
      calls.push(`${type} ${idempotencyKey}`)
      rules.task?.()
      await Promise.resolve()
      if (signal.aborted) throw new ApiError('CLIENT_DISCONNECTED')
      const key = idempotencyKey ?? ''
      if (answers.has(key)) throw new ApiError('IDEMPOTENCY_RESULT_UNAVAILABLE')
      if (costMax !== undefined && costMax < 10_000) throw new ApiError('BUDGET_EXCEEDED')
      const data = { result: `answer to ${type}`, usage: { output_tokens: 300, cost: 0.01 } }
      answers.set(key, data)
      if (principal.billing !== 'unmetered') charges.set(key, 10_000)
      return data
    },
    async http(_caller, { data }, key) {
      calls.push(`http ${key}`)
      const rule = rules.http?.() ?? 'ok'
      if (rule instanceof ApiError) return { kind: 'failed', error: rule }
      notes.set(key, data)
      if (rule === 'unknown') return { kind: 'unknown', error: new ApiError('OUTCOME_UNKNOWN') }
      return {
        kind: 'answered',
        result: { status_code: 201, headers: {}, body: { id: 1 }, attempts: 1, duration_ms: 1 },
      }
    },
    async refresh() {
      calls.push('refresh')
      return { status: 'success' }
    },
    gpu: {
      cheapest: () => ({ provider: 'sim', offerId: 'offer-1' }),
      async create(_principal, { provider, offerId }, key) {
        calls.push(`create ${key}`)
        const before = rented.get(key)
        if (before !== undefined) return before
        const contract = {
          contract_id: `inst_${'0'.repeat(25)}${rented.size}`,
          instance_id: offerId,
          provider,
          status: 'requested',
          cost: 0,
        } as unknown as Contract
        rented.set(key, contract)
        bootedAt.set(contract.contract_id, clock.now() + 5_000)
        return contract
      },
      async made(_user, key) {
        const contract = rented.get(key)
        return contract === undefined ? null : seen(contract)
      },
      get: async (_user, id) => seen(known(id)),
      async destroy(_user, { contract_id }) {
        calls.push(`destroy ${contract_id}`)
        rules.destroy?.()
        const contract = known(contract_id)
        if (!endedAt.has(contract_id)) endedAt.set(contract_id, clock.now() + 2_000)
        return seen(contract)
      },
    },
    memory: {
      async add(_user, { id = '', content }) {
        calls.push(`remember ${id}`)
        memories.set(id, content)
        return { memory_id: `mem_${id}` }
      },
      async remove(_user, _conversation, ownId) {
        memories.delete(ownId)
      },
    },
    vectors: {
      async upsert(_user, { items }) {
        for (const { id } of items) vectors.add(id)
        return { upserted: items.length }
      },
      async remove(_user, _collection, ids) {
        for (const id of ids) vectors.delete(id)
      },
    },
  }
  return { clock, verbs, rented, notes, charges, memories, vectors, calls, rules }
}

export interface Told {
  name: string
  data: Record<string, unknown>
}

export interface Room {
  readonly workflows: Workflows
  readonly told: Told[]
  /** Works until nothing is due now. */
  work(): Promise<void>
  /** Works, and lets time pass, until the run is in one of these states. */
  until(id: string, ...states: string[]): Promise<Schemas['WorkflowRun']>
  execute(definition: object, who?: Actor): Promise<string>
}

export const sealer = {
  seal: (text: string, place: string) => `${place}|${text}`,
  open(sealed: string, place: string) {
    if (!sealed.startsWith(`${place}|`)) throw new Error(`That was sealed elsewhere than at ${place}`)
    return sealed.slice(place.length + 1)
  },
}

/** A process with the room; `verbs` may be those of a worker that dies, which `isDead` tells. */
export function roomOn(
  store: Store,
  world: FakeWorld,
  verbs: Verbs = world.verbs,
  seed = 1,
  isDead = () => false,
): Room {
  const told: Told[] = []
  const { clock } = world
  const workflows = createWorkflows({
    ...{ store, sealer, verbs, cursors: createCursors(Buffer.alloc(32)), wake: () => undefined },
    runtime: { clock, random: testRandom(seed), log: quietLog, metrics: noMetrics },
    events: {
      async append(_tx, { name, data }) {
        told.push({ name, data })
        return 'evt_1'
      },
      wake() {},
    },
  })
  const job = workflows.jobs().find(({ name }) => name === 'workflows.runs') as Job
  const work = async () => {
    while ((await job.run(new AbortController().signal)) > 0) await settled()
    await settled()
  }
  /** Effects here take no time: runs that are held are given back after some turns of the loop. */
  const settled = async () => {
    for (let turn = 0; turn < 600 && !isDead(); turn++) {
      await new Promise((resolve) => setImmediate(resolve))
      const held = store.db.selectFrom('workflow_runs').select('id').where('lease_until', '>', clock.now())
      if ((await held.execute()).length === 0) return
    }
  }
  return {
    ...{ workflows, told, work },
    async until(id, ...states) {
      for (let tries = 0; tries < 400; tries++) {
        await work()
        const run = await workflows.status('usr_a', id)
        if (states.includes(run.status)) return run
        await clock.advance(1_000)
      }
      throw new Error(`The run is ${JSON.stringify(await workflows.status('usr_a', id))}`)
    },
    async execute(definition, who = actor) {
      const whole = {
        timeout_seconds: 2_592_000,
        on_timeout: 'cancel',
        compensate_on_failure: false,
        ...definition,
      } as Definition
      const waiting = { waitMs: 0, signal: new AbortController().signal }
      return (await workflows.execute(who, whole, waiting, async () => {})).workflow_id
    },
  }
}

export const addUser = (store: Store, id: string) =>
  store.write((tx) =>
    insertUser(tx, { id, email: null, name: null, role: 'user', billing_mode: 'prepaid', created_at: 0 }),
  )

const ref = (pointer: string) => ({ $ref: pointer })

/** The document's example, and steps of the other kinds. */
export const burst = {
  name: 'burst-batch',
  input: { text: 'a long text' },
  max_cost: 5,
  steps: [
    {
      id: 'gpu',
      type: 'gpu.create',
      with: { filter: { gpu_model: ['RTX 4090'], max_price: 0.6 }, config: { image: 'a:1' } },
    },
    { id: 'up', type: 'gpu.wait', with: { contract_id: ref('/steps/gpu/contract_id'), timeout_seconds: 1200 } },
    {
      id: 'sum',
      type: 'chat',
      with: { messages: [{ role: 'user', content: { $join: ['Summarize: ', ref('/input/text')] } }] },
    },
    {
      id: 'keep',
      type: 'memory.add',
      with: { conversation_id: 'c', role: 'assistant', content: ref('/steps/sum/result') },
    },
    { id: 'vec', type: 'vectors.upsert', with: { collection: 'v', items: [{ values: [1, 0] }] } },
    {
      ...{ id: 'big', type: 'condition', if: { $gt: [ref('/steps/sum/usage/output_tokens'), 200] } },
      then: [
        {
          ...{ id: 'tell', type: 'http' },
          with: {
            integration_id: 'crm',
            method: 'POST',
            endpoint: '/v1/notes',
            data: { text: ref('/steps/sum/result') },
          },
        },
      ],
    },
    { id: 'down', type: 'gpu.destroy', with: { contract_id: ref('/steps/gpu/contract_id') } },
  ],
  output: ref('/steps/sum/result'),
}
