import type { CatalogFormat, ModelQuery } from '@proxyapi/server/catalog-search'

/** What a person who types the query means. */
export interface Label {
  query: string
  /** Parameters of searchModels beside the query. */
  filters?: ModelQuery
  /** Ids, or `provider/id`. */
  expect_top1_any_of: string[]
  expect_in_top5: string[]
  why: string
}

/** Labels for a kind of catalog. */
export interface LabelSet {
  /** Absent: any. */
  format?: CatalogFormat
  /** Of the file's rows, only theirs; absent or empty: all. */
  providers?: string[]
  rows: Label[]
}

/** Reads a file of labels: a list of rows, or sets for several catalogs. */
export function readLabels(text: string): LabelSet[] {
  const read = JSON.parse(text) as Label[] | { sets: LabelSet[] }
  return Array.isArray(read) ? [{ rows: read }] : read.sets
}

/** A row of an answer, as labels name it. */
export interface Found {
  id: string
  /** Every spelling of its provider. */
  providers: readonly string[]
}

export interface Judged {
  label: Label
  isTop1: boolean
  /** Share of what was expected that stands in the first five. */
  recall: number
  /** The first five, collapsed. */
  came: string[]
}

/** The same model whatever its provider, vendor, variant or spelling: how recall counts rows. */
export const collapsedKey = (id: string): string => {
  const path = id.toLowerCase().replaceAll('~', '')
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/:.*$/, '')
    .replaceAll('.', '-')
}

export function judge(label: Label, found: readonly Found[]): Judged {
  const [first] = found
  const spellings = first === undefined ? [] : [first.id, ...first.providers.map((name) => `${name}/${first.id}`)]
  const five = [...new Set(found.map(({ id }) => collapsedKey(id)))].slice(0, 5)
  const wanted = new Set(label.expect_in_top5.map(collapsedKey))
  const met = [...wanted].filter((key) => five.includes(key)).length
  return {
    label,
    isTop1: label.expect_top1_any_of.some((id) => spellings.includes(id)),
    recall: wanted.size === 0 ? 1 : met / wanted.size,
    came: [spellings.at(-1) ?? 'nothing', ...five.slice(1)],
  }
}
