import type { components } from '@proxyapi/contract'
import { webhookView } from '../events/views.ts'
import { budgetsOf } from '../identity/budgets.ts'
import { renderKey } from '../identity/keys.ts'
import type { Users } from '../identity/users.ts'
import { usdOf } from '../ledger/money.ts'
import { readApiKeysOf } from '../store/api-keys.ts'
import type { Db } from '../store/database.ts'
import { type Movement, type Place, readMovements, readSegments, type Stretch } from '../store/exports.ts'
import type { GpuSegmentRow } from '../store/gpu-tables.ts'
import { readTransactions } from '../store/statements.ts'
import { listWebhooks } from '../store/webhooks.ts'
import type { Cell } from './csv.ts'
import { usageByDay } from './usage-by-day.ts'

type Schemas = components['schemas']
type Section = Schemas['ExportSection']

export interface Scope {
  db: Db
  users: Users
  /** As they see themselves. */
  profile: Schemas['User']
  /** What came later is not part of the export. */
  untilMs: number
}

/** What a section's rows are; where it has one, it is not a list. */
interface Rows {
  profile: Schemas['User']
  api_keys: Schemas['ApiKey']
  quotas: Schemas['Quotas']
  gpu_usage: Schemas['GpuUsageEntry']
  transactions: Schemas['Transaction']
  credits: Schemas['CreditEntry']
  usage: Schemas['UsageRow']
  webhooks: Schemas['Webhook']
  preferences: Schemas['Preferences']
}

export interface SectionRow<Row> {
  isList: boolean
  pages(scope: Scope): AsyncGenerator<readonly Row[]>
  /** Cells of a table, in their order: nothing else leaves in that form. */
  columns: Readonly<Record<string, (row: Row) => Cell>>
}

const pageSize = 500
const iso = (ms: number) => new Date(ms).toISOString()
const joined = (list: readonly string[] | null) => list?.join(' ') ?? null
const budgetCells = {
  budget_amount: ({ budget }: { budget: Schemas['Budget'] | null }) => budget?.amount ?? null,
  budget_period: ({ budget }: { budget: Schemas['Budget'] | null }) => budget?.period ?? null,
}

const one = <Row>(read: (scope: Scope) => Promise<Row>, columns: SectionRow<Row>['columns']): SectionRow<Row> => ({
  isList: false,
  columns,
  async *pages(scope) {
    yield [await read(scope)]
  },
})

/** Page by page by the key of the last row, so that no query is long and none sees what came later. */
const paged = <Row, Stored extends { id: string }>(
  read: (scope: Scope, stretch: Stretch) => Promise<Stored[]>,
  placeOf: (row: Stored) => number,
  view: (row: Stored, scope: Scope) => Row,
  columns: SectionRow<Row>['columns'],
): SectionRow<Row> => ({
  isList: true,
  columns,
  async *pages(scope) {
    for (let after: Place | null = null; ; ) {
      const rows: Stored[] = await read(scope, { after, untilMs: scope.untilMs, limit: pageSize })
      yield rows.map((row) => view(row, scope))
      const last = rows.at(-1)
      if (!last || rows.length < pageSize) return
      after = { at: placeOf(last), id: last.id }
    }
  },
})

/** Everything that an account may take away. */
export const sections: { readonly [S in Section]: SectionRow<Rows[S]> } = {
  profile: one(async ({ profile }) => profile, {
    id: ({ id }) => id,
    email: ({ email }) => email,
    name: ({ name }) => name,
    role: ({ role }) => role,
    status: ({ status }) => status,
    permissions: ({ permissions }) => joined(permissions),
    billing_mode: ({ billing_mode }) => billing_mode,
    created_at: ({ created_at }) => created_at,
  }),
  api_keys: {
    isList: true,
    async *pages({ db, profile, untilMs }) {
      const rows = await readApiKeysOf(db, [profile.id], untilMs)
      const budgetOf = await budgetsOf(db, rows, untilMs)
      yield rows.map((row) => renderKey(row, budgetOf(row.id), untilMs))
    },
    columns: {
      id: ({ id }) => id,
      name: ({ name }) => name,
      key_hint: ({ key_hint }) => key_hint,
      status: ({ status }) => status,
      scopes: ({ scopes }) => joined(scopes),
      created_at: ({ created_at }) => created_at,
      expires_at: ({ expires_at }) => expires_at,
      last_used_at: ({ last_used_at }) => last_used_at,
      ip_allow: ({ ip_allow }) => joined(ip_allow),
      models_allow: ({ models_allow }) => joined(models_allow),
      requests_per_minute: ({ limits }) => limits.requests_per_minute,
      tokens_per_minute: ({ limits }) => limits.tokens_per_minute,
      requests_per_day: ({ limits }) => limits.requests_per_day,
      concurrent_requests: ({ limits }) => limits.concurrent_requests,
      ...budgetCells,
    },
  },
  quotas: one(async ({ profile: { limits, budget } }) => ({ limits, budget }), {
    requests_per_minute: ({ limits }) => limits.requests_per_minute,
    burst_limit: ({ limits }) => limits.burst_limit,
    tokens_per_minute: ({ limits }) => limits.tokens_per_minute,
    concurrent_requests: ({ limits }) => limits.concurrent_requests,
    ...budgetCells,
    budget_spent: ({ budget }) => budget?.spent ?? null,
    budget_held: ({ budget }) => budget?.held ?? null,
    budget_resets_at: ({ budget }) => budget?.resets_at ?? null,
  }),
  gpu_usage: paged(
    ({ db, profile }, stretch) => readSegments(db, profile.id, stretch),
    ({ from_at }) => from_at,
    segmentView,
    {
      id: ({ id }) => id,
      contract_id: ({ contract_id }) => contract_id,
      instance_id: ({ instance_id }) => instance_id,
      provider: ({ provider }) => provider,
      gpu_model: ({ gpu_model }) => gpu_model,
      kind: ({ kind }) => kind,
      start_time: ({ start_time }) => start_time,
      end_time: ({ end_time }) => end_time,
      duration_hours: ({ duration_hours }) => duration_hours,
      cost: ({ cost }) => cost,
    },
  ),
  transactions: {
    isList: true,
    async *pages({ db, profile, untilMs }) {
      for (let beforeId: string | null = null; ; ) {
        const span = { fromMs: 0, toMs: untilMs + 1 }
        const rows = await readTransactions(db, profile.id, span, beforeId, pageSize)
        yield rows.map(({ amount, created_at, ...row }) => ({
          ...row,
          amount: usdOf(amount),
          currency: 'USD' as const,
          created_at: iso(created_at),
        }))
        if (rows.length < pageSize) return
        beforeId = rows.at(-1)!.id
      }
    },
    columns: {
      id: ({ id }) => id,
      type: ({ type }) => type,
      amount: ({ amount }) => amount,
      currency: ({ currency }) => currency,
      status: ({ status }) => status,
      provider: ({ provider }) => provider,
      reference: ({ reference }) => reference,
      created_at: ({ created_at }) => created_at,
    },
  },
  credits: paged(
    ({ db, profile }, stretch) => readMovements(db, profile.id, stretch),
    ({ created_at }) => created_at,
    movementView,
    {
      id: ({ id }) => id,
      type: ({ type }) => type,
      amount: ({ amount }) => amount,
      reference: ({ reference }) => reference,
      created_at: ({ created_at }) => created_at,
    },
  ),
  usage: {
    isList: true,
    pages: usageByDay,
    columns: {
      group: ({ group }) => group,
      requests: ({ requests }) => requests,
      input_tokens: ({ input_tokens }) => input_tokens,
      output_tokens: ({ output_tokens }) => output_tokens,
      gpu_hours: ({ gpu_hours }) => gpu_hours,
      cost: ({ cost }) => cost,
    },
  },
  webhooks: {
    isList: true,
    async *pages({ db, profile, untilMs }) {
      for (let after: string | null = null; ; ) {
        const rows = await listWebhooks(db, profile.id, { after, limit: pageSize })
        yield rows.filter(({ created_at }) => created_at <= untilMs).map((row) => webhookView(row, untilMs))
        if (rows.length < pageSize) return
        after = rows.at(-1)!.id
      }
    },
    columns: {
      id: ({ id }) => id,
      url: ({ url }) => url,
      events: ({ events }) => joined(events),
      kind: ({ kind }) => kind,
      description: ({ description }) => description,
      status: ({ status }) => status,
      disabled_reason: ({ disabled_reason }) => disabled_reason,
      created_at: ({ created_at }) => created_at,
      updated_at: ({ updated_at }) => updated_at,
    },
  },
  preferences: one(({ users, profile }) => users.preferences(profile.id), {
    favorites: ({ favorites }) => joined(favorites),
    filters: ({ filters }) => JSON.stringify(filters),
    provider_order: ({ provider_order }) => joined(provider_order),
  }),
}

const hourMs = 3_600_000

function segmentView(row: GpuSegmentRow, { untilMs }: Scope): Schemas['GpuUsageEntry'] {
  const end = row.to_at ?? Math.max(row.from_at, Math.min(row.posted_until, untilMs))
  return {
    id: row.id,
    contract_id: row.contract_id,
    instance_id: row.offer_id,
    provider: row.provider,
    gpu_model: row.gpu_model,
    kind: row.kind,
    start_time: iso(row.from_at),
    end_time: row.to_at === null ? null : iso(row.to_at),
    duration_hours: (end - row.from_at) / hourMs,
    cost: usdOf(row.charge_posted),
  }
}

function movementView({ id, type, amount, reference, created_at }: Movement): Schemas['CreditEntry'] {
  return {
    id,
    type: type as Schemas['CreditEntry']['type'],
    amount: usdOf(amount),
    reference,
    created_at: iso(created_at),
  }
}
