/** What is written down of a call: names of fields and outcomes in the audit log, attempts in the counts. */
import type { ErrorCode } from '@proxyapi/contract/errors'
import type { Asker } from '../identity/asker.ts'
import type { Tx } from '../store/database.ts'
import { addCounts, type IntegrationPlace, noteIntegration } from '../store/integrations.ts'
import { type Attempt, codeOf, isGood } from './attempt.ts'
import type { CallOutcome } from './call-outcome.ts'
import { countRows } from './counts.ts'
import type { IntegrationParts } from './integration-parts.ts'

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
  readonly method: string
  /** Those that were sent. */
  readonly attempts: readonly Attempt[]
  readonly outcome: CallOutcome
}

export async function noteCall(
  parts: IntegrationParts,
  asker: Asker,
  { user_id, integration_id }: IntegrationPlace,
  { method, attempts, outcome }: Noted,
): Promise<void> {
  const { store, runtime } = parts
  const place = { user_id, integration_id }
  const counted = attempts.map((made) => ({
    at: made.at,
    tookMs: made.kind === 'answered' ? made.tookMs : null,
    isError: !isGood(made),
  }))
  for (const made of attempts)
    runtime.metrics.count('proxyapi_integration_requests_total', { outcome: codeOf(made) ?? 'success' })
  const last = attempts.at(-1)
  const status_code = last?.kind === 'answered' ? last.answer.status : null
  const result = outcome.kind === 'answered' ? ('success' as const) : ('failed' as const)
  const details = { method, outcome: nameOf(outcome), status_code, attempts: attempts.length, result }
  await store.write(async (tx) => {
    await auditAction(parts, tx, asker, place, 'request', details)
    if (last === undefined) return
    const code = codeOf(last)
    const change = code === null ? { last_success_at: last.at } : { last_error_code: code, last_error_at: last.at }
    if (await noteIntegration(tx, place, change)) await addCounts(tx, countRows(place, counted))
  })
}

const nameOf = (outcome: CallOutcome): string => (outcome.kind === 'answered' ? 'answered' : outcome.error.code)
