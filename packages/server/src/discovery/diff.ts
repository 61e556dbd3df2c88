import type { components } from '@proxyapi/contract'
import { canonicalJson } from '../canonical-json.ts'
import { pricesOf } from './doc.ts'
import type { CatalogDoc, FieldValue } from './model.ts'
import { percentChange } from './price.ts'

type Schemas = components['schemas']
export type ChangeKind = Schemas['ModelChangeKind']
export type Severity = Schemas['ModelChangeSeverity']
export type FieldChange = Schemas['ModelFieldChange']
export type FieldChanges = Record<string, FieldChange>

/** One thing that happened to one row. `added` holds the whole row, the others the fields that differ. */
export type DocChange = { uid: string; severity: Severity } & (
  | { kind: 'added'; doc: CatalogDoc }
  | { kind: Exclude<ChangeKind, 'added'>; fields: FieldChanges }
)

/** Rows by uid; a removed row is not in it. */
export type Docs = ReadonlyMap<string, CatalogDoc>

/** Members whose own members are compared one by one, under dotted names. */
const opened: ReadonlySet<string> = new Set(['pricing', 'supports', 'modalities'])
const minor: ReadonlySet<string> = new Set(['name', 'metadata', 'family'])
const ofDeprecation: ReadonlySet<string> = new Set(['status', 'deprecation_date', 'shutdown_date', 'replacement'])
const endingStates: readonly FieldValue[] = ['legacy', 'deprecated', 'retired']

/** Everything that leads from one catalog to another, in the order of uids. `known` rows that come back are restored. */
export function diff(before: Docs, after: Docs, known: ReadonlySet<string> = new Set()): DocChange[] {
  const uids = [...new Set([...before.keys(), ...after.keys()])].sort()
  return uids.flatMap((uid) => {
    const old = before.get(uid)
    const now = after.get(uid)
    if (now === undefined) return old === undefined ? [] : [removed(uid)]
    if (old !== undefined) return old === now ? [] : changesOf(old, now)
    return known.has(uid) ? [restored(now)] : [{ uid, kind: 'added' as const, severity: 'major' as const, doc: now }]
  })
}

const stateField = 'availability.state'

const removed = (uid: string): DocChange => ({
  uid,
  kind: 'removed',
  severity: 'major',
  fields: { [stateField]: { old: 'listed', new: 'removed' } },
})

/** All fields of the row, because whoever applied its removal no longer has it. */
function restored(doc: CatalogDoc): DocChange {
  const fields = Object.fromEntries(fieldsOf(doc).map(([name, value]) => [name, { old: null, new: value }]))
  return {
    uid: doc.uid,
    kind: 'restored',
    severity: 'major',
    fields: { [stateField]: { old: 'removed', new: 'listed' }, ...fields },
  }
}

function changesOf(old: CatalogDoc, now: CatalogDoc): DocChange[] {
  const fields = changedFields(old, now)
  const prices: FieldChanges = {}
  const ending: FieldChanges = {}
  const rest: FieldChanges = {}
  const isEnding = endsSoonerOrLater(fields)
  for (const [name, change] of Object.entries(fields)) {
    if (name.startsWith('pricing.')) prices[name] = pricedChange(name, change, old, now)
    else if (isEnding && ofDeprecation.has(name)) ending[name] = change
    else rest[name] = change
  }
  const severity = Object.keys(rest).every((name) => minor.has(name)) ? 'minor' : 'major'
  const change = (
    kind: 'updated' | 'price_changed' | 'deprecated',
    fields: FieldChanges,
    severity: Severity,
  ): DocChange[] => (Object.keys(fields).length > 0 ? [{ uid: now.uid, kind, severity, fields }] : [])
  return [
    ...change('updated', rest, severity),
    ...change('price_changed', prices, 'major'),
    ...change('deprecated', ending, 'major'),
  ]
}

function endsSoonerOrLater(fields: FieldChanges): boolean {
  return Object.entries(fields).some(([name, change]) =>
    name === 'status' ? endingStates.includes(change.new) : ofDeprecation.has(name),
  )
}

function changedFields(old: CatalogDoc, now: CatalogDoc): FieldChanges {
  const changes: FieldChanges = {}
  compare(old, now, '', changes)
  return changes
}

/** Members that differ, dotted inside `pricing`, `supports` and `modalities`. */
function compare(old: object, now: object, prefix: string, changes: FieldChanges): void {
  const [before, after] = [old as Record<string, FieldValue>, now as Record<string, FieldValue>]
  for (const name of Object.keys(before).concat(Object.keys(after).filter((name) => !(name in before)))) {
    const change = { old: before[name] ?? null, new: after[name] ?? null }
    if (prefix === '' && opened.has(name)) compare(change.old as object, change.new as object, `${name}.`, changes)
    else if (!isEqual(change.old, change.new)) changes[prefix + name] = change
  }
}

function isEqual(a: FieldValue, b: FieldValue): boolean {
  if (a === b) return true
  return typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b)
}

/** The fields of a row, dotted inside `pricing`, `supports` and `modalities`. */
function fieldsOf(doc: CatalogDoc): [string, FieldValue][] {
  return Object.entries(doc).flatMap(([name, value]): [string, FieldValue][] =>
    opened.has(name)
      ? Object.entries(value as Record<string, FieldValue>).map(([inner, member]) => [`${name}.${inner}`, member])
      : [[name, value as FieldValue]],
  )
}

/** Direction and percent where both prices are known; a price that was implausible before was no price. */
function pricedChange(name: string, change: FieldChange, old: CatalogDoc, now: CatalogDoc): FieldChange {
  const field = name as 'pricing.input'
  const before = pricesOf(old.pricing)[field]
  const after = pricesOf(now.pricing)[field]
  const isCorrection = old.suspect_fields.includes(name) && !now.suspect_fields.includes(name)
  const reason = isCorrection && { reason: 'correction' }
  if (typeof before !== 'number' || typeof after !== 'number') return { ...change, ...reason }
  return { ...change, direction: after > before ? 'up' : 'down', percent: percentChange(before, after), ...reason }
}

/** The catalog after these changes. */
export function apply(docs: Docs, changes: Iterable<DocChange>): Map<string, CatalogDoc> {
  const rows = new Map(docs)
  for (const change of changes) {
    const row = rows.get(change.uid)
    if (change.kind === 'added') rows.set(change.uid, change.doc)
    else if (change.kind === 'removed') rows.delete(change.uid)
    else rows.set(change.uid, withFields(row, change.fields))
  }
  return rows
}

function withFields(row: CatalogDoc | undefined, fields: FieldChanges): CatalogDoc {
  const made: Record<string, unknown> = { ...row }
  for (const [name, { new: value }] of Object.entries(fields)) {
    const dot = name.indexOf('.')
    if (name === stateField) continue
    if (dot < 0) made[name] = value
    else {
      const outer = name.slice(0, dot)
      made[outer] = member(made[outer], name.slice(dot + 1), value, outer === 'pricing')
    }
  }
  return made as CatalogDoc
}

/** An unknown price is absent, but for the two that always stand there. */
function member(holder: unknown, name: string, value: FieldValue, isPrice: boolean): unknown {
  const { [name]: _, ...others } = (holder ?? {}) as Record<string, unknown>
  return isPrice && value === null && name !== 'input' && name !== 'output' ? others : { ...others, [name]: value }
}
