import { canonicalJson } from '../canonical-json.ts'
import { byStrength, type Choice, chooseFact, choosePrice, isHeard, rankOf, type Vote } from './choose.ts'
import { docOf, factsOf, wireValue } from './doc.ts'
import { isoDay } from './fact-values.ts'
import type {
  Conflict,
  FactName,
  Facts,
  Identity,
  LastKnown,
  Observation,
  Origin,
  PriceName,
  Resolved,
} from './model.ts'
import type { Pico } from './price.ts'
import { isAccepted } from './price-move.ts'
import { isLocalSource } from './records.ts'
import { areFarApart, contradictions, isSuspectPrice } from './suspect.ts'

export interface Witnesses {
  /** What sources state now. */
  now: readonly Observation[]
  /** What they stated when the row was last resolved. */
  before: readonly Observation[]
}

const lastKnownForMs = 7 * 86_400_000
/** Of a status that no source states. */
const fromDates = 'from_dates'

/** Fields on which sources add up instead of outvoting one another. */
const merged: ReadonlySet<FactName> = new Set(['aliases'])

/** Fields whose differences between sources are no conflict. */
const undisputed: ReadonlySet<FactName> = new Set(['name', 'metadata', 'aliases', 'author', 'family', 'canonical_id'])

/** One row from everything that is said about it, with the origin of every value. The order of observations does not matter. */
export function resolve(
  identity: Identity,
  { now: stated, before }: Witnesses,
  previous: Resolved | null,
  now: number,
): Resolved {
  const facts: Record<string, unknown> = {}
  const origins: Record<string, Origin> = {}
  const conflicts: Conflict[] = []
  const suspects = new Set<string>()
  const known = onceOnly(() => (previous === null ? {} : factsOf(previous.doc)))

  for (const [field, votes] of votesByField(stated)) {
    const outcome = settle(field, votes, previous, known, now)
    facts[field] = outcome.value
    origins[field] = outcome.origin
    if (outcome.isSuspect) suspects.add(field)
    if (outcome.conflict) conflicts.push(outcome.conflict)
  }
  for (const [field, origin] of Object.entries(previous?.origins ?? {})) {
    if (field in facts || ('by' in origin && origin.note === fromDates)) continue
    const value = known()[field as FactName]
    if (value === undefined) continue
    const kept = lastKnown(origin, before)
    if (kept === null || now - kept.fetchedAt > lastKnownForMs) continue
    facts[field] = value
    origins[field] = kept
  }
  for (const field of stated.flatMap(({ suspects }) => suspects)) if (!(field in facts)) suspects.add(field)
  const status = statusOf(facts as Facts, isDateBelievable(origins.shutdown_date, stated), now)
  if (status !== undefined && status !== facts.status) {
    facts.status = status
    const of = origins.shutdown_date ?? origins.deprecation_date
    if (of && 'by' in of) origins.status = { by: of.by, note: fromDates }
  }
  for (const field of contradictions(facts as Facts)) suspects.add(field)
  return {
    doc: docOf(identity, facts as Facts, suspects),
    origins: sorted(origins),
    conflicts: conflicts.sort(byField),
  }
}

/** Every field that a source states, with all votes on it; what follows from the id counts only where nobody states it. */
function votesByField(stated: readonly Observation[]): Map<FactName, Vote[]> {
  const votes = new Map<FactName, Vote[]>()
  const add = (by: Observation, facts: Facts, isInferred: boolean) => {
    for (const [name, value] of Object.entries(facts) as [FactName, unknown][]) {
      if (!isHeard(by.source, name)) continue
      const known = votes.get(name)
      if (known) known.push({ value, by, isInferred })
      else votes.set(name, [{ value, by, isInferred }])
    }
  }
  for (const by of stated) add(by, by.facts, false)
  const spoken = new Set(votes.keys())
  for (const by of stated) {
    const unspoken = Object.entries(by.inferred).filter(([name]) => !spoken.has(name as FactName))
    add(by, Object.fromEntries(unspoken) as Facts, true)
  }
  return votes
}

interface Outcome {
  value: unknown
  origin: Origin
  isSuspect: boolean
  conflict: Conflict | null
}

function settle(
  field: FactName,
  votes: readonly Vote[],
  previous: Resolved | null,
  known: () => Facts,
  now: number,
): Outcome {
  if (merged.has(field)) return union(votes)
  const choice = field.startsWith('pricing.') ? choosePrice(field, votes) : chooseFact(votes)
  const held = previous === null ? null : holdRise(field, choice, votes, previous, known, now)
  if (held !== null) return held
  const { vote, rule, isSuspect } = choice
  const note = vote.isInferred ? 'id_rule' : vote.by.note
  const origin = { by: vote.by.sourceId, ...(note !== undefined && { note }) }
  const isDisputed = !undisputed.has(field) && votes.some(({ value }) => !isSame(value, vote.value))
  const conflict = isDisputed
    ? { field, rule, chosen: wireValue(field, vote.value), votes: ballots(field, votes) }
    : null
  return { value: vote.value, origin, isSuspect, conflict }
}

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b))

const ballots = (field: string, votes: readonly Vote[]): Conflict['votes'] =>
  [...votes]
    .sort(byStrength)
    .map(({ value, by }) => ({ by: by.sourceId, source: by.source, value: wireValue(field, value) }))

function union(votes: readonly Vote[]): Outcome {
  const strongest = [...votes].sort(byStrength)[0] as Vote
  const value = [...new Set(votes.flatMap((vote) => vote.value as string[]))].sort()
  return { value, origin: { by: strongest.by.sourceId }, isSuspect: false, conflict: null }
}

/** The old price, as long as a steep rise has no second witness; null where the new one is taken over. */
function holdRise(
  field: FactName,
  choice: Choice,
  votes: readonly Vote[],
  previous: Resolved,
  known: () => Facts,
  now: number,
): Outcome | null {
  const { value, by } = choice.vote
  const origin = previous.origins[field]
  if (typeof value !== 'number' || !field.startsWith('pricing.') || origin === undefined) return null
  if (by.source === 'override') return null
  const wire = wireValue(field, value)
  const shown = previous.doc.pricing[field.slice('pricing.'.length) as PriceName]
  if (typeof shown !== 'number' || shown === wire) return null
  const old = known()[field]
  if (typeof old !== 'number' || old === value) return null
  const waiting = previous.conflicts.find(
    (conflict) => conflict.field === field && conflict.rule === 'unconfirmed_rise',
  )
  const since = waiting?.votes.find((vote) => vote.since !== undefined && vote.value === wire)?.since ?? null
  const move = {
    old: old as Pico,
    isOldSuspect: previous.doc.suspect_fields.includes(field),
    new: value as Pico,
    isNewSuspect: choice.isSuspect || isSuspectPrice(field, value),
    agreeing: choice.agreeing,
    pendingSince: since,
  }
  // Two fetches must agree, so the time of a fetch counts; what is read from this process is read at any time.
  const seenAt = isLocalSource(by.source) ? now : by.fetchedAt
  if (isAccepted(move, seenAt)) return null
  const rise = { by: by.sourceId, source: by.source, value: wire, since: since ?? seenAt }
  const others = ballots(field, votes).filter((ballot) => ballot.by !== by.sourceId)
  const conflict: Conflict = {
    field,
    rule: 'unconfirmed_rise',
    chosen: wireValue(field, old),
    votes: [rise, ...others],
  }
  return {
    value: old,
    origin,
    isSuspect: move.isOldSuspect || isContradicted(field, old as Pico, choice, votes),
    conflict,
  }
}

/** Of two sources that cannot both be right neither is believed more for having come first. */
function isContradicted(field: FactName, old: Pico, { vote, isSuspect }: Choice, votes: readonly Vote[]): boolean {
  const value = vote.value as Pico
  if (!isSuspect || isSuspectPrice(field, value) || !areFarApart(old, value)) return false
  return votes.some((other) => other.value === old)
}

function onceOnly<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** A copy of what was said by a source that says it no more. */
function lastKnown(origin: Origin, before: readonly Observation[]): LastKnown | null {
  if (!('by' in origin)) return origin
  const by = before.find(({ sourceId }) => sourceId === origin.by)
  if (by === undefined) return null
  return { source: by.source, sourceKey: by.sourceKey, url: by.url, fetchedAt: by.fetchedAt, note: 'last_known' }
}

/** A provider that lists a model serves it, whatever a weaker source says of its end. */
function isDateBelievable(origin: Origin | undefined, stated: readonly Observation[]): boolean {
  const lists = stated.filter(({ source, misses }) => source === 'provider_api' && misses === 0)
  if (lists.length === 0) return true
  const by = origin && 'by' in origin ? stated.find(({ sourceId }) => sourceId === origin.by) : undefined
  const list = { by: lists[0] as Observation, isInferred: false }
  return by !== undefined && rankOf({ by, isInferred: false }) <= rankOf(list)
}

const liveStates: readonly unknown[] = [undefined, 'unknown', 'alpha', 'beta', 'ga', 'legacy']

/** Status follows the dates. */
function statusOf(facts: Facts, isDateBelievable: boolean, now: number): Facts['status'] {
  const { status, shutdown_date, deprecation_date } = facts
  const today = isoDay(now)
  if (shutdown_date !== undefined && shutdown_date <= today && isDateBelievable) return 'retired'
  if (!liveStates.includes(status)) return status
  const isDeprecated = shutdown_date !== undefined || (deprecation_date !== undefined && deprecation_date <= today)
  return isDeprecated ? 'deprecated' : status
}

const byField = (a: Conflict, b: Conflict) => (a.field < b.field ? -1 : 1)

function sorted<T>(record: Record<string, T>): Record<string, T> {
  const inOrder: Record<string, T> = {}
  for (const name of Object.keys(record).sort()) inOrder[name] = record[name] as T
  return inOrder
}
