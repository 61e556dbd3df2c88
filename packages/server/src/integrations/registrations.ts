import { ApiError } from '@proxyapi/contract/errors'
import type { Asker } from '../identity/asker.ts'
import { ownerOf } from '../identity/principal.ts'
import {
  countIntegrations,
  deleteIntegrationRow,
  type IntegrationPlace,
  integrationAt,
  integrationsOf,
  lockIntegrations,
  putIntegrationRow,
  type StoredIntegration,
} from '../store/integrations.ts'
import { integrationKeyPlace } from '../store/sealed-columns.ts'
import { syncsOf } from '../store/syncs.ts'
import { integrationNotFound } from './call-integration.ts'
import { metricsWindows } from './counts.ts'
import { type CallParts, type PageOf, type PageQuery, pageOf, type Schemas } from './integration-parts.ts'
import { REGISTRATIONS_A_USER_MAX } from './limits.ts'
import { auditAction } from './note-call.ts'
import { type Input, judgeKeptKey, judgeRegistration, last4Of, registrationView, rowOf } from './registration.ts'

/** The services that a user has registered. What is another's is as if it never was. */
export interface Registrations {
  /** Throws INVALID_REQUEST, TARGET_URL_INVALID, TARGET_BLOCKED, LIMIT_REACHED. */
  put(asker: Asker, name: string, input: Input): Promise<{ integration: Schemas['Integration']; isNew: boolean }>
  get(userId: string, name: string): Promise<Schemas['Integration']>
  /** By name. Throws INVALID_CURSOR. */
  list(userId: string, page: PageQuery): Promise<PageOf<Schemas['Integration']>>
  /** Throws INVALID_STATE while a sync names it. */
  delete(asker: Asker, name: string): Promise<Schemas['IntegrationDeleted']>
}

export function createRegistrations(parts: CallParts): Registrations {
  const { store, cursors, egress, breakers } = parts
  const { clock } = parts.runtime

  async function viewOf(row: StoredIntegration): Promise<Schemas['Integration']> {
    const metrics = await metricsWindows(store.db, row.user_id, [row.integration_id], clock.now())
    return registrationView(row, metrics(row.integration_id))
  }

  return {
    async put(asker, name, input) {
      const place = placeOf(ownerOf(asker.principal), name)
      judgeRegistration(input)
      await egress.admit(input.config.base_url, 'target')
      const { row, isNew } = await store.write(async (tx) => {
        await lockIntegrations(tx, store, place.user_id)
        const known = await integrationAt(tx, place)
        if (known === undefined && (await countIntegrations(tx, place.user_id)) >= REGISTRATIONS_A_USER_MAX)
          throw new ApiError('LIMIT_REACHED')
        const row = { ...standing(known, clock.now()), ...place, ...rowOf(input), ...keyOf(parts, place, input, known) }
        await putIntegrationRow(tx, row)
        const fields = [...Object.keys(input), ...Object.keys(input.config).map((field) => `config.${field}`)]
        await auditAction(parts, tx, asker, place, known === undefined ? 'register' : 'update', { fields })
        return { row, isNew: known === undefined }
      })
      breakers.forget(place)
      return { integration: await viewOf(row), isNew }
    },

    async get(userId, name) {
      const row = await integrationAt(store.db, placeOf(userId, name))
      if (row === undefined) throw integrationNotFound()
      return viewOf(row)
    },

    async list(userId, { limit, cursor }) {
      const scope = `integrations ${userId}`
      const after = cursor === undefined ? '' : cursors.read(scope, cursor)
      const rows = await integrationsOf(store.db, userId, after, limit + 1)
      const names = rows.slice(0, limit).map(({ integration_id }) => integration_id)
      const metrics = await metricsWindows(store.db, userId, names, clock.now())
      return pageOf(
        rows,
        limit,
        ({ integration_id }) => cursors.write(scope, integration_id),
        (row) => registrationView(row, metrics(row.integration_id)),
      )
    },

    async delete(asker, name) {
      const place = placeOf(ownerOf(asker.principal), name)
      await store.write(async (tx) => {
        await lockIntegrations(tx, store, place.user_id)
        if ((await integrationAt(tx, place)) === undefined) throw integrationNotFound()
        const using = await syncsOf(tx, place.user_id, { integrationId: name, after: '', limit: 1 })
        if (using.length > 0)
          throw new ApiError('INVALID_STATE', `The sync ${using[0]?.sync_id} uses it: delete that first.`)
        await deleteIntegrationRow(tx, place)
        await auditAction(parts, tx, asker, place, 'delete', {})
      })
      breakers.forget(place)
      return { integration_id: name, deleted: true }
    },
  }
}

const placeOf = (user_id: string, integration_id: string): IntegrationPlace => ({ user_id, integration_id })

/** What a registration keeps when it is replaced. */
const standing = (known: StoredIntegration | undefined, now: number) => ({
  health: known?.health ?? ('healthy' as const),
  last_success_at: known?.last_success_at ?? null,
  last_error_code: known?.last_error_code ?? null,
  last_error_at: known?.last_error_at ?? null,
  created_at: known?.created_at ?? now,
  updated_at: now,
})

/** The written one, sealed; the stored one where none is written. */
function keyOf(
  { sealer }: Pick<CallParts, 'sealer'>,
  { user_id, integration_id }: IntegrationPlace,
  input: Input,
  known: StoredIntegration | undefined,
): Pick<StoredIntegration, 'api_key' | 'api_key_last4'> {
  const { api_key } = input.config
  judgeKeptKey(known, input)
  if (api_key === undefined) return { api_key: known?.api_key ?? null, api_key_last4: known?.api_key_last4 ?? null }
  if (api_key === null) return { api_key: null, api_key_last4: null }
  const sealed = sealer.seal(api_key, integrationKeyPlace(user_id, integration_id))
  return { api_key: sealed, api_key_last4: last4Of(api_key) }
}
