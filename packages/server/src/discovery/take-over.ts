import type { StoredModel } from '../store/catalog.ts'
import { traitsOf } from './brand-traits.ts'
import { type DocChange, diff } from './diff.ts'
import type { CatalogRow, CatalogSource, Identity, Observation, Statement } from './model.ts'
import { isSameRecord, type ModelRecord, recordOf, rowOf } from './records.ts'
import { resolve } from './resolve.ts'
import type { Sliced } from './slices.ts'
import { isRemovable, missed, type RemovalRules, type StandingFacts, standingOf } from './standing.ts'

/** What a source says, ready to be taken over. */
export interface Word {
  sourceId: string
  source: CatalogSource
  /** `provider` and `brand` of its rows. */
  provider: string
  brand: string
  /** Null: the same as last time. */
  statements: readonly Statement[] | null
  /** What the list lacks counts as a miss; else absent rows stay as they are. */
  countsAbsences: boolean
  /** What it does not state is withdrawn at once, without misses: the source is read whole and asserts no one's list. */
  withdraws: boolean
  /** It is nobody's own list: what it has not stated for long enough to be given up is forgotten. */
  forgets: boolean
  /** Milliseconds before it in which the source could not be read. */
  blindMs: number
  /** Rows whose provider, asked for them, did not say that they are there. */
  provenGone: ReadonlySet<string>
  /** Every row is resolved again, also where nothing new is said: the rules themselves may be new. */
  isThorough: boolean
}

export interface Before {
  models: readonly StoredModel[]
  /** Of all sources on the rows of this provider. */
  observations: readonly Observation[]
}

export interface Taken {
  /** Observations to write, and uids whose observation by this source goes. */
  put: Observation[]
  withdrawn: string[]
  /** Rows to write. */
  records: ModelRecord[]
  changes: DocChange[]
  added: number
  changed: number
  missing: number
}

/** Rows that come out otherwise than they are stored, and what is to be written of what was said. */
interface Resolved extends Pick<Taken, 'put' | 'withdrawn' | 'missing'> {
  rows: { previous: CatalogRow | null; next: CatalogRow; record: ModelRecord; isSameDoc: boolean }[]
}

/** What the word of one source makes of the rows of its provider. */
export function* resolveRows(before: Before, word: Word, rules: RemovalRules, now: number): Sliced<Resolved> {
  const heard = hear(before, word, rules, now)
  const models = new Map(before.models.map((model) => [model.uid, model]))
  const stated = byUid(heard.observations)
  const earlier = byUid(before.observations)
  const isTouched = touchedBy(heard, word)
  const resolved: Resolved = { put: heard.put, withdrawn: heard.withdrawn, missing: 0, rows: [] }
  for (const uid of [...new Set([...models.keys(), ...stated.keys()])].sort()) {
    yield
    const stored = models.get(uid)
    if (stored !== undefined && !isTouched(stored)) {
      if (stored.state === 'missing') resolved.missing++
      continue
    }
    const previous = stored === undefined ? null : rowOf(stored)
    const witnesses = { now: stated.get(uid) ?? [], before: earlier.get(uid) ?? [] }
    const next = nextRow(identityOf(uid, word), witnesses, previous, word, rules, now)
    if (next === null) continue
    if (next.state === 'missing') resolved.missing++
    const record = recordOf(next)
    if (stored !== undefined && isSameRecord(record, stored)) continue
    resolved.rows.push({ previous, next, record, isSameDoc: stored?.doc === record.doc })
  }
  return resolved
}

/** What has changed of them. */
export function* diffRows({ rows, ...resolved }: Resolved, now: number): Sliced<Taken> {
  const taken: Taken = { ...resolved, records: [], changes: [], added: 0, changed: 0 }
  for (const { previous, next, record, isSameDoc } of rows) {
    yield
    const changes = changesBetween(previous, next, isSameDoc)
    const isChanged = changes.length > 0
    taken.records.push(
      isChanged && previous !== null ? { ...record, version: previous.version + 1, updated_at: now } : record,
    )
    taken.changes.push(...changes)
    if (changes.some(({ kind }) => kind === 'added')) taken.added++
    else if (isChanged) taken.changed++
  }
  return taken
}

/** Whether a row may come out otherwise than it is stored: something new is said of it, or time alone changes it. */
function touchedBy({ put, withdrawn }: Pick<Taken, 'put' | 'withdrawn'>, { isThorough }: Word) {
  const uids = new Set([...put.map(({ uid }) => uid), ...withdrawn])
  return ({ uid, doc, origins, conflicts }: StoredModel): boolean =>
    isThorough ||
    uids.has(uid) ||
    /"(?:shutdown|deprecation)_date":"/.test(doc) ||
    origins.includes('last_known') ||
    conflicts.includes('unconfirmed_rise')
}

/** All observations as they are after the source has spoken. */
function hear(
  { observations }: Before,
  word: Word,
  rules: RemovalRules,
  now: number,
): { observations: Observation[]; put: Observation[]; withdrawn: string[] } {
  const own = new Map(observations.filter(({ sourceId }) => sourceId === word.sourceId).map((one) => [one.uid, one]))
  const others = observations.filter(({ sourceId }) => sourceId !== word.sourceId)
  const put: Observation[] = []
  const withdrawn: string[] = []
  const kept: Observation[] = []
  const keep = (observation: Observation, isNews: boolean) => {
    kept.push(observation)
    if (isNews) put.push(observation)
  }
  for (const statement of word.statements ?? []) {
    const known = own.get(statement.uid)
    const observation = observed(statement, known, word, now)
    own.delete(statement.uid)
    keep(observation, known === undefined || !isSameWord(known, observation, statement.checkedAt !== undefined))
  }
  for (const absent of own.values()) {
    const isThere = word.statements === null && absent.misses === 0
    if (isThere) keep({ ...absent, fetchedAt: now }, false)
    else if (word.withdraws && word.statements !== null) withdrawn.push(absent.uid)
    else if (!word.countsAbsences) keep(absent, false)
    else {
      const one = missed(absent, now, word.blindMs)
      if (word.forgets && isRemovable(one, rules, now)) withdrawn.push(absent.uid)
      else keep(one, true)
    }
  }
  return { observations: [...others, ...kept], put, withdrawn }
}

const observed = (
  statement: Statement,
  known: Observation | undefined,
  { sourceId, source }: Word,
  now: number,
): Observation => ({
  uid: statement.uid,
  sourceId,
  source,
  sourceKey: statement.sourceKey,
  url: statement.url,
  facts: statement.facts,
  inferred: statement.inferred,
  suspects: statement.suspects,
  ...(statement.note !== undefined && { note: statement.note }),
  firstSeen: known?.firstSeen ?? now,
  fetchedAt: statement.checkedAt ?? now,
  misses: 0,
  missingSince: null,
})

/** Whether nothing but the time of the fetch has changed; a time that the source itself states counts. */
function isSameWord(a: Observation, b: Observation, hasOwnTime: boolean): boolean {
  const said = ({ facts, inferred, suspects, url, sourceKey, misses, note }: Observation) =>
    JSON.stringify([facts, inferred, suspects, url, sourceKey, misses, note])
  return said(a) === said(b) && (!hasOwnTime || a.fetchedAt === b.fetchedAt)
}

function nextRow(
  identity: Identity,
  witnesses: { now: Observation[]; before: Observation[] },
  previous: CatalogRow | null,
  word: Word,
  rules: RemovalRules,
  now: number,
): CatalogRow | null {
  const asserting = witnesses.now.filter(({ source }) => asserts(source, identity.brand))
  if (asserting.length === 0 && previous === null) return null
  const resolved = witnesses.now.length > 0 ? resolve(identity, witnesses, previous, now) : previous
  if (resolved === null) return null
  const facts: StandingFacts = {
    shutdownDate: resolved.doc.shutdown_date,
    isProvenGone: word.provenGone.has(identity.uid),
    wasRemoved: previous?.state === 'removed',
  }
  const standing = standingOf(asserting, facts, rules, now)
  const { doc, origins, conflicts } = resolved
  return {
    doc,
    origins,
    conflicts,
    ...standing,
    version: previous?.version ?? 1,
    createdAt: previous?.createdAt ?? now,
    updatedAt: previous?.updatedAt ?? now,
    removedAt: standing.state === 'removed' ? (previous?.removedAt ?? now) : null,
  }
}

/** Whether a source's word makes a row, or only adds facts to one that others name. */
const asserts = (source: CatalogSource, brand: string): boolean =>
  source !== 'deprecation_feed' && !(source === 'provider_api' && traitsOf(brand).listAddsFactsOnly === true)

function changesBetween(previous: CatalogRow | null, next: CatalogRow, isSameDoc: boolean): DocChange[] {
  const { uid } = next.doc
  const wasThere = previous !== null && previous.state !== 'removed'
  const isThere = next.state !== 'removed'
  if (isSameDoc && wasThere === isThere) return []
  const before = wasThere ? new Map([[uid, previous.doc]]) : new Map()
  const after = isThere ? new Map([[uid, next.doc]]) : new Map()
  return diff(before, after, previous === null ? undefined : new Set([uid]))
}

const identityOf = (uid: string, { provider, brand }: Word): Identity => ({
  uid,
  id: uid.slice(provider.length + 1),
  provider,
  brand,
})

function byUid(observations: readonly Observation[]): Map<string, Observation[]> {
  const found = new Map<string, Observation[]>()
  for (const observation of observations) {
    const list = found.get(observation.uid)
    if (list) list.push(observation)
    else found.set(observation.uid, [observation])
  }
  return found
}
