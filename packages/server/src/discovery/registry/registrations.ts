import type { components, RequestOf } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Asker } from '../../identity/asker.ts'
import { operatorId } from '../../identity/principal.ts'
import type { Tx } from '../../store/database.ts'
import type { Keep } from '../../store/idempotency.ts'
import {
  insertRegistration,
  listRegistrations,
  lockRegistration,
  lockRegistry,
  registrationOf,
  registrationsNamed,
  type StoredRegistration,
  updateRegistration,
} from '../../store/registry.ts'
import { judge } from './judge.ts'
import { checkMetricNames, eventDataOf, found, modelOf, parametersText } from './registered-model.ts'
import { modelTarget, type PageOf, pageOf, type RegistryParts } from './registry-parts.ts'
import { compareVersions } from './version-order.ts'

type Schemas = components['schemas']
type Model = Schemas['RegisteredModel']

/** A registration and whether its id is new. */
interface Registered {
  model: Model
  isNew: boolean
}

/** Models that are operated. Unknown ids are NOT_FOUND. */
export interface Registrations {
  /** Throws INVALID_RESOURCE_ID, INVALID_REQUEST (parameters, performance_metrics), ALREADY_EXISTS. */
  register(asker: Asker, registration: Schemas['ModelRegistration'], keep?: Keep<Registered>): Promise<Registered>
  /** The newest registration first. */
  list(query: RequestOf<'listRegisteredModels'>['query']): Promise<PageOf<Model>>
  get(modelId: string): Promise<Model>
  /** Without a version, the newest active one. */
  getByName(name: string, version?: string): Promise<Schemas['RegisteredModelWithVersions']>
  activate(asker: Asker, modelId: string): Promise<Model>
  deactivate(asker: Asker, modelId: string): Promise<Model>
}

/** The segment of the path that stands where ids stand. */
const takenId = 'by-name'

export function createRegistrations({ store, clock, events, cursors, audit }: RegistryParts): Registrations {
  return {
    async register(asker, registration, keep) {
      if (registration.model_id === takenId)
        throw new ApiError('INVALID_RESOURCE_ID', `/model_id: ${takenId} is part of a path and no id.`)
      checkMetricNames(registration.performance_metrics ?? {}, '/performance_metrics')
      const given = columnsOf(registration, clock.now())
      return told(
        await store.write(async (tx) => {
          await lockRegistry(tx, store)
          const before = await lockRegistration(tx, store, given.model_id)
          await requireFree(tx, given)
          if (before === undefined) await insertRegistration(tx, firstRow(given, asker.principal.userId ?? operatorId))
          else await updateRegistration(tx, given.model_id, given)
          const row = found(await registrationOf(tx, given.model_id))
          await append(tx, 'registry.registered', row)
          if (before?.is_active === 1 && row.is_active === 0) await append(tx, 'registry.deactivated', row)
          await judge(tx, events, row)
          await audit(tx, asker, {
            action: before === undefined ? 'registry.registered' : 'registry.replaced',
            target: modelTarget(row.model_id),
            details: { fields: Object.keys(registration) },
          })
          const registered = { model: modelOf(row), isNew: before === undefined }
          await keep?.(tx, registered)
          return registered
        }),
      )
    },

    async list({ limit, cursor, ...filter }) {
      const scope = `registry ${JSON.stringify([filter.model_type, filter.model_name, filter.provider, filter.is_active])}`
      const before = cursor === undefined ? null : Number(cursors.read(scope, cursor))
      const rows = await listRegistrations(store.db, { ...filter, before, limit: limit + 1 })
      return pageOf(rows, limit, modelOf, ({ ordinal }) => cursors.write(scope, String(ordinal)))
    },

    get: async (modelId) => modelOf(found(await registrationOf(store.db, modelId))),

    async getByName(name, version) {
      const rows = await registrationsNamed(store.db, name)
      rows.sort((a, b) => compareVersions(b.version, a.version))
      const wanted = rows.find((row) => (version === undefined ? row.is_active === 1 : row.version === version))
      return { ...modelOf(found(wanted)), versions: rows.map((row) => row.version) }
    },

    activate: (asker, modelId) => setActive(asker, modelId, true),
    deactivate: (asker, modelId) => setActive(asker, modelId, false),
  }

  async function setActive(asker: Asker, modelId: string, isActive: boolean): Promise<Model> {
    return told(
      await store.write(async (tx) => {
        const row = found(await lockRegistration(tx, store, modelId))
        const is_active = isActive ? 1 : 0
        if (row.is_active === is_active) return modelOf(row)
        const change = { is_active, updated_at: clock.now() }
        await updateRegistration(tx, modelId, change)
        const changed = { ...row, ...change }
        if (!isActive) await append(tx, 'registry.deactivated', changed)
        const action = isActive ? 'registry.activated' : 'registry.deactivated'
        await audit(tx, asker, { action, target: modelTarget(modelId) })
        return modelOf(changed)
      }),
    )
  }

  async function append(tx: Tx, name: string, row: StoredRegistration): Promise<void> {
    await events.append(tx, { name, userId: row.owner, data: { ...eventDataOf(row) } })
  }

  function told<T>(result: T): T {
    events.wake()
    return result
  }
}

type Given = ReturnType<typeof columnsOf>

function columnsOf(registration: Schemas['ModelRegistration'], now: number) {
  const { parameters = {}, performance_metrics = {}, is_active = true, ...texts } = registration
  return {
    ...texts,
    parameters: parametersText(parameters),
    metrics: JSON.stringify(performance_metrics),
    is_active: is_active ? 1 : 0,
    updated_at: now,
  }
}

const firstRow = (given: Given, owner: string) => ({
  ...given,
  owner,
  violated: '[]',
  entry: 0,
  created_at: given.updated_at,
})

/** No other id has this version of the name. */
async function requireFree(tx: Tx, { model_id, model_name, version }: Given): Promise<void> {
  const others = (await registrationsNamed(tx, model_name)).filter((row) => row.model_id !== model_id)
  const taken = others.find((row) => row.version === version)
  if (taken === undefined) return
  throw new ApiError('ALREADY_EXISTS', `Version ${version} of ${model_name} is registered as ${taken.model_id}.`)
}
