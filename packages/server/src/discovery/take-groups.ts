import type { Span } from '../runtime.ts'
import { modelsOf, type StoredModel } from '../store/catalog.ts'
import type { Tx } from '../store/database.ts'
import { discoverySources, type StoredSource } from '../store/discovery-sources.ts'
import { observationsOf, providersOfSource } from '../store/observations.ts'
import { inSpan } from '../telemetry/tracing/in-span.ts'
import type { Delivery } from './delivery.ts'
import type { RowOwner, Statement } from './model.ts'
import { observationOf } from './records.ts'
import { type Breath, inSlices } from './slices.ts'
import type { RemovalRules } from './standing.ts'
import { diffRows, resolveRows, type Taken, type Word } from './take-over.ts'

/** The rows of one provider as they were, and what a delivery makes of them. */
export interface Group {
  owner: RowOwner
  models: readonly StoredModel[]
  taken: Taken
}

/** Takes a delivery over provider by provider: those that it speaks of, and those that its source spoke of before. */
export async function takeGroups(
  tx: Tx,
  delivery: Delivery,
  countsAbsences: boolean,
  rules: RemovalRules,
  { breathe, span = null }: { breathe: Breath; span?: Span | null },
): Promise<Group[]> {
  const { source, fetched, now } = delivery
  const sources = new Map((await discoverySources(tx)).map((row) => [row.id, row]))
  const degradedSince = sources.get(source.id)?.degraded_since ?? null
  const blindMs = degradedSince === null ? 0 : now - degradedSince
  const statements = fetched.outcome === 'list' ? fetched.statements : null
  if (source.owner !== null) return [await groupOf(source.owner, statements)]
  const stated = byProvider(statements ?? [])
  const groups: Group[] = []
  for (const provider of [...new Set([...stated.keys(), ...(await providersOfSource(tx, source.id))])].sort()) {
    const said = stated.get(provider)
    groups.push(await groupOf(said?.owner ?? { provider, brand: null }, statements && (said?.statements ?? [])))
  }
  return groups

  async function groupOf(
    owner: Pick<RowOwner, 'provider'> & { brand: string | null },
    said: readonly Statement[] | null,
  ): Promise<Group> {
    const models = await modelsOf(tx, owner.provider)
    const known = { ...owner, brand: owner.brand ?? models[0]?.brand ?? owner.provider }
    const observations = await ofProvider(tx, owner.provider, sources)
    const word = wordOf(delivery, blindMs, known, said, countsAbsences)
    await breathe()
    const rows = () => inSlices(resolveRows({ models, observations }, word, rules, now), breathe)
    const resolved = await inSpan(span, 'resolve', rows)
    return { owner: known, models, taken: await inSpan(span, 'diff', () => inSlices(diffRows(resolved, now), breathe)) }
  }
}

const ofProvider = async (tx: Tx, provider: string, sources: ReadonlyMap<string, StoredSource>) =>
  (await observationsOf(tx, provider)).map((row) => observationOf(row, sources))

const wordOf = (
  { source, provenGone, isThorough }: Delivery,
  blindMs: number,
  { provider, brand }: RowOwner,
  statements: readonly Statement[] | null,
  countsAbsences: boolean,
): Word => ({
  sourceId: source.id,
  source: source.source,
  provider,
  brand,
  statements,
  countsAbsences,
  withdraws: source.withdraws,
  forgets: source.owner === null,
  blindMs,
  provenGone,
  isThorough,
})

function byProvider(statements: readonly Statement[]): Map<string, { owner: RowOwner; statements: Statement[] }> {
  const found = new Map<string, { owner: RowOwner; statements: Statement[] }>()
  for (const statement of statements) {
    const { owner } = statement
    if (owner === undefined) continue
    const known = found.get(owner.provider)
    if (known) known.statements.push(statement)
    else found.set(owner.provider, { owner, statements: [statement] })
  }
  return found
}
