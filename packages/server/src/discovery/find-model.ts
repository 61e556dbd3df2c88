import { traitsOf } from './brand-traits.ts'
import { editDistance } from './edit-distance.ts'
import { search } from './rank.ts'
import type { Entry, View } from './view.ts'

/** How a reader prefers providers where several have the same id. */
export interface Preference {
  /** `provider` of rows, configured names, for readers also other spellings of either; the first is liked best. */
  providerOrder: readonly string[]
}

/** Every way to name a row, the strictest first. */
const ways: readonly ((entry: Entry, id: string, folded: string) => boolean)[] = [
  ({ row: { doc } }, id) => doc.uid === id,
  ({ row: { doc } }, id) => `${doc.brand}/${doc.id}` === id || `${doc.provider}/${doc.id}` === id,
  ({ row: { doc } }, id) => doc.id === id,
  ({ row: { doc } }, _, folded) => doc.id.toLowerCase() === folded,
  ({ row: { doc } }, id) => doc.aliases.includes(id),
  ({ row: { doc } }, _, folded) => doc.aliases.some((alias) => alias.toLowerCase() === folded),
]

/** The row that an id means: uid, `brand/id`, the provider's id, that in any case, an alias; undefined where it means none. */
export function findModel(
  view: View,
  id: string,
  among: readonly string[] | null,
  preference: Preference,
): Entry | undefined {
  const entries = among === null ? view.entries : view.entries.filter(({ row }) => among.includes(row.doc.provider))
  const folded = id.toLowerCase()
  for (const names of ways) {
    const found = entries.filter((entry) => names(entry, id, folded))
    if (found.length > 0) return found.sort((a, b) => comparePreferred(a, b, view, preference))[0]
  }
  return undefined
}

const kindRank = { 'first-party': 0, cloud: 1, aggregator: 2 } as const

function comparePreferred(a: Entry, b: Entry, view: View, { providerOrder }: Preference): number {
  const wish = ({ row, servedBy }: Entry) => {
    const places = [row.doc.provider, ...servedBy]
      .map((name) => providerOrder.indexOf(name))
      .filter((place) => place >= 0)
    return Math.min(Number.MAX_SAFE_INTEGER, ...places)
  }
  const priority = ({ servedBy }: Entry) => {
    const rows = view.providers.filter(({ name }) => servedBy.includes(name))
    return Math.min(Number.MAX_SAFE_INTEGER, ...rows.map(({ priority }) => priority))
  }
  const kind = ({ row }: Entry) => kindRank[traitsOf(row.doc.brand).kind]
  return wish(a) - wish(b) || priority(a) - priority(b) || kind(a) - kind(b) || (a.row.doc.uid < b.row.doc.uid ? -1 : 1)
}

/** As many are suggested for a name of nobody. */
export const nearMost = 3
const editsMost = 3

/** Uids of up to 3 rows that may have been meant: what a search finds, else the ids that are a few edits away. */
export function nearModels(view: View, id: string): string[] {
  const isLive = ({ availability }: Entry) => availability.state !== 'removed'
  const found = search(view.index, id.slice(0, 200)).flatMap(({ place }) => view.entries[place] ?? [])
  const near = found.length > 0 ? found : byEdits(view.entries, id.toLowerCase())
  return near
    .filter(isLive)
    .slice(0, nearMost)
    .map(({ row }) => row.doc.uid)
}

function byEdits(entries: readonly Entry[], id: string): Entry[] {
  return entries
    .map((entry) => ({ entry, edits: editDistance(id, entry.row.doc.id.toLowerCase(), editsMost) }))
    .filter(({ edits }) => edits <= editsMost)
    .sort((a, b) => a.edits - b.edits)
    .map(({ entry }) => entry)
}

/** The same model at other providers. */
export function alsoAt(view: View, { row: { doc } }: Entry): string[] {
  if (doc.canonical_id === null) return []
  return view.entries
    .filter(
      ({ row, availability }) =>
        row.doc.canonical_id === doc.canonical_id && row.doc.uid !== doc.uid && availability.state !== 'removed',
    )
    .map(({ row }) => row.doc.uid)
}
