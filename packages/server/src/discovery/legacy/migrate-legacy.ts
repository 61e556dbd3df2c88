import type { Events } from '../../events/events.ts'
import type { Runtime } from '../../runtime.ts'
import type { Store } from '../../store/database.ts'
import { addSources, claimSource } from '../../store/discovery-sources.ts'
import { knownUids } from '../../store/legacy-models.ts'
import { observationsOf } from '../../store/observations.ts'
import { lockPreferences, readUser, readUserByEmail, writePreferences } from '../../store/users.ts'
import { applyFetch } from '../apply.ts'
import type { SourceFacts } from '../delivery.ts'
import type { Facts, Statement } from '../model.ts'
import type { PriceUnit } from '../price.ts'
import type { ProviderNames } from '../provider-names.ts'
import { takeOverSelections } from '../selections-file.ts'
import { readSelectionsText } from '../selections-text.ts'
import { defaultDiscoverySettings } from '../settings.ts'
import { breathing } from '../slices.ts'
import type { LegacyDocument, LegacyPreferences } from './legacy-document.ts'
import { legacyModels, type Rejected } from './legacy-models.ts'
import { joined } from './legacy-preferences.ts'

export interface MigrationParts extends Pick<Runtime, 'clock' | 'random'> {
  store: Store
  events: Events
  names: ProviderNames
}

export interface MigrationOptions {
  unit: PriceUnit
  /** When the document was written: older selections of it lose. */
  writtenAt: number
  /** Reads and compares, and writes nothing. */
  isDry: boolean
}

/** What was, or would be, taken over. */
export interface MigrationReport {
  dry_run: boolean
  models: { read: number; migrated: number; added: number; unknown_providers: string[] }
  preferences: { read: number; migrated: number; unknown_users: string[]; unresolved_favorites: string[] }
  selections: { read: number; taken: string[] }
  rejected: Rejected[]
}

/** Takes over what an older system leaves behind. Done twice it changes nothing; what is newer here stands. */
export async function migrateLegacy(
  document: LegacyDocument & { rejected: readonly Rejected[] },
  { unit, writtenAt, isDry }: MigrationOptions,
  parts: MigrationParts,
): Promise<MigrationReport> {
  const { statements, rejected, unknownProviders } = legacyModels(document.models, unit, parts.names)
  let added = 0
  let migrated = 0
  for (const [provider, own] of statements) {
    const before = await knownUids(parts.store.db, provider)
    added += own.filter(({ uid }) => !before.has(uid)).length
    migrated += own.length
    if (!isDry) await putModels(provider, own, parts)
  }
  return {
    dry_run: isDry,
    models: { read: document.models.length, migrated, added, unknown_providers: unknownProviders },
    preferences: await migratePreferences(document.preferences, isDry, parts),
    selections: await migrateSelections(document.selections, writtenAt, isDry, parts),
    rejected: [...document.rejected, ...rejected],
  }
}

const leaseMs = 60_000
const yearMs = 365 * 86_400_000

/** As the weakest source of these rows; what it stated before and does not state now stays. */
async function putModels(provider: string, statements: readonly Statement[], parts: MigrationParts): Promise<void> {
  const { store, clock, events, random } = parts
  const id = `legacy:${provider}`
  const facts = { id, source: 'legacy' as const, provider: null, owner: { provider, brand: provider } }
  const source: SourceFacts = { ...facts, intervalMs: yearMs, withdraws: true, addsFactsOnly: false }
  const all = new Map((await statedBefore(store, provider, id)).map((one) => [one.uid, one]))
  for (const statement of statements) all.set(statement.uid, statement)
  await store.write((tx) => addSources(tx, [{ id, source: 'legacy', provider: null }], clock.now()))
  const fence = await claimSource(store, id, clock.now(), leaseMs)
  if (fence === null) throw new Error(`Another process migrates the models of ${provider}; try again.`)
  const stated = {
    outcome: 'list' as const,
    statements: [...all.values()],
    rejected: 0,
    etag: null,
    lastModified: null,
  }
  const delivery = { source, fence, fetched: stated, provenGone: new Set<string>(), now: clock.now(), durationMs: 0 }
  const flags = { acceptDrop: true, isRequested: false, isThorough: true }
  const settings = defaultDiscoverySettings
  const taking = { store, events, settings, random: random.float, breathe: breathing(clock) }
  const applied = await applyFetch({ ...delivery, ...flags }, taking)
  if (applied === null) throw new Error(`Another process migrates the models of ${provider}; try again.`)
  const known = await knownUids(store.db, provider)
  const missing = statements.filter(({ uid }) => !known.has(uid))
  if (missing.length > 0) throw new Error(`${missing.length} models of ${provider} did not arrive: ${missing[0]?.uid}`)
}

async function statedBefore(store: Store, provider: string, sourceId: string): Promise<Statement[]> {
  const rows = await observationsOf(store.db, provider)
  return rows
    .filter(({ source_id }) => source_id === sourceId)
    .map(({ uid, source_key, url, facts, inferred, suspects }) => ({
      uid,
      sourceKey: source_key,
      url,
      facts: JSON.parse(facts) as Facts,
      inferred: JSON.parse(inferred) as Facts,
      suspects: JSON.parse(suspects) as string[],
    }))
}

async function migratePreferences(
  all: readonly LegacyPreferences[],
  isDry: boolean,
  { store, names }: MigrationParts,
): Promise<MigrationReport['preferences']> {
  const models = await store.db.selectFrom('models').select(['uid', 'id', 'provider']).execute()
  const unknownUsers: string[] = []
  const unresolved = new Set<string>()
  let migrated = 0
  for (const { user, ...old } of all) {
    const found = (await readUser(store.db, user)) ?? (await readUserByEmail(store.db, user))
    if (found === undefined) {
      unknownUsers.push(user)
      continue
    }
    migrated++
    const textOf = (preferences: string | null) => {
      const { whole, unknown } = joined(preferences, old, models, names)
      for (const favorite of unknown) unresolved.add(favorite)
      return JSON.stringify(whole)
    }
    if (isDry) textOf(found.preferences)
    else
      await store.write(async (tx) =>
        writePreferences(tx, found.id, textOf(await lockPreferences(tx, store, found.id))),
      )
  }
  const lists = { unknown_users: unknownUsers, unresolved_favorites: [...unresolved].sort() }
  return { read: all.length, migrated, ...lists }
}

async function migrateSelections(
  text: string | null,
  writtenAt: number,
  isDry: boolean,
  { store }: MigrationParts,
): Promise<MigrationReport['selections']> {
  if (text === null) return { read: 0, taken: [] }
  const { selections } = readSelectionsText(text, writtenAt)
  return { read: selections.length, taken: isDry ? [] : await takeOverSelections(selections, store) }
}
