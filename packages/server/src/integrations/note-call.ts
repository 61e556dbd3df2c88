/** What is written down of a call: names of fields and outcomes in the audit log, attempts in the counts. */
import type { ErrorCode } from '@proxyapi/contract/errors'
import type { Asker } from '../identity/asker.ts'
import type { Tx } from '../store/database.ts'
import {
  addCounts,
  type IntegrationPlace,
  integrationAt,
  noteIntegration,
  type StoredIntegration,
} from '../store/integrations.ts'
import { type Attempt, codeOf, isGood } from './attempt.ts'
import type { CallOutcome } from './call-outcome.ts'
import { type CountedAttempt, countRows } from './counts.ts'
import type { CallParts, IntegrationParts } from './integration-parts.ts'
import { noteHealth } from './note-health.ts'

const namesMax = 50
const nameCharactersMax = 64

type Action = 'register' | 'update' | 'delete' | 'request_validation' | 'request' | 'webhook' | 'sync'

/** An entry of the audit log, in the transaction of what it tells of. */
export const auditAction = (
  { audit }: Pick<IntegrationParts, 'audit'>,
  tx: Tx,
  asker: Asker,
  { integration_id }: Pick<IntegrationPlace, 'integration_id'>,
  action: Action,
  { result = 'success', ...details }: Record<string, unknown> & { result?: 'success' | 'denied' | 'failed' },
): Promise<void> =>
  audit(tx, asker, {
    action: `integration.${action}`,
    target: { type: 'integration', id: integration_id },
    result,
    details,
  })

/** The names of the members of an object, as far as they are told. */
export const namesOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.keys(value)
        .slice(0, namesMax)
        .map((name) => name.slice(0, nameCharactersMax))
    : []

/** The policy has let a call pass, or refused it with `code`. */
export const noteJudgement = (
  parts: IntegrationParts,
  asker: Asker,
  place: IntegrationPlace,
  { method, data }: { method: string; data?: unknown },
  code: ErrorCode | null,
): Promise<void> =>
  parts.store.write((tx) =>
    auditAction(parts, tx, asker, place, 'request_validation', {
      method: method.slice(0, nameCharactersMax),
      fields: namesOf(data),
      outcome: code ?? 'passed',
      result: code === null ? 'success' : 'denied',
    }),
  )

interface Noted {
  readonly asker: Asker
  readonly method: string
  readonly outcome: CallOutcome
}

/** Attempts that were sent, and the call that they were made for; `null`: it belongs to something that is noted as a whole. */
export async function noteCall(
  parts: CallParts,
  row: StoredIntegration,
  attempts: readonly Attempt[],
  noted: Noted | null,
): Promise<void> {
  const { store, runtime } = parts
  const place = { user_id: row.user_id, integration_id: row.integration_id }
  for (const made of attempts)
    runtime.metrics.count('proxyapi_integration_requests_total', { outcome: codeOf(made) ?? 'success' })
  const last = attempts.at(-1)
  const isTold = await store.write(async (tx) => {
    if (noted !== null) await auditAction(parts, tx, noted.asker, place, 'request', detailsOf(noted, attempts))
    if (last === undefined) return false
    const code = codeOf(last)
    const change = code === null ? { last_success_at: last.at } : { last_error_code: code, last_error_at: last.at }
    if (!(await noteIntegration(tx, place, change))) return false
    await addCounts(tx, countRows(place, attempts.map(countedOf)))
    // One that does well and was answered well does well.
    if (row.health === 'healthy' && attempts.every(isGood)) return false
    const known = await integrationAt(tx, place)
    return known !== undefined && noteHealth(parts, tx, known)
  })
  if (isTold) parts.events.wake()
}

const countedOf = (made: Attempt): CountedAttempt => ({
  at: made.at,
  tookMs: made.kind === 'answered' ? made.tookMs : null,
  isError: !isGood(made),
})

function detailsOf({ method, outcome }: Noted, attempts: readonly Attempt[]) {
  const last = attempts.at(-1)
  const status_code = last?.kind === 'answered' ? last.answer.status : null
  const result = outcome.kind === 'answered' ? ('success' as const) : ('failed' as const)
  return { method, outcome: nameOf(outcome), status_code, attempts: attempts.length, result }
}

const nameOf = (outcome: CallOutcome): string => (outcome.kind === 'answered' ? 'answered' : outcome.error.code)
