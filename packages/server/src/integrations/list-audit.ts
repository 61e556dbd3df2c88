import { integrationAt, integrationAudit } from '../store/integrations.ts'
import { integrationNotFound } from './call-integration.ts'
import { type IntegrationParts, type PageOf, type PageQuery, pageOf, type Schemas } from './integration-parts.ts'

export interface AuditQuery extends PageQuery {
  readonly action?: Schemas['IntegrationAuditAction'] | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const always = { action: null, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, beforeId: null }

/** What was done with a service, newest first, also where it was deleted since. Throws NOT_FOUND, INVALID_CURSOR. */
export async function listAudit(
  { store, cursors }: Pick<IntegrationParts, 'store' | 'cursors'>,
  userId: string,
  name: string,
  { limit, cursor, action, from, to }: AuditQuery,
): Promise<PageOf<Schemas['IntegrationAuditEntry']>> {
  const place = { user_id: userId, integration_id: name }
  const scope = `integration audit ${JSON.stringify([userId, name, action, from, to])}`
  const page = {
    ...place,
    action: action === undefined ? null : `integration.${action}`,
    fromMs: from === undefined ? always.fromMs : Date.parse(from),
    toMs: to === undefined ? always.toMs : Date.parse(to),
    beforeId: cursor === undefined ? null : cursors.read(scope, cursor),
  }
  const isThere = (await integrationAt(store.db, place)) !== undefined
  if (!isThere && (await integrationAudit(store.db, { ...place, ...always }, 1)).length === 0)
    throw integrationNotFound()
  return pageOf(
    await integrationAudit(store.db, page, limit + 1),
    limit,
    ({ id }) => cursors.write(scope, id),
    ({ created_at, action, details }) => ({
      timestamp: new Date(created_at).toISOString(),
      integration_id: name,
      action: action.slice('integration.'.length) as Schemas['IntegrationAuditAction'],
      data: JSON.parse(details) as Record<string, unknown>,
    }),
  )
}
