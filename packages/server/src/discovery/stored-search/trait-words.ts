import type { CatalogRow } from '../model.ts'
import type { TokenCosts } from '../view.ts'

/** What filters and facets may ask of a row; amounts by their size, 2ⁿ to 2ⁿ⁺¹. */
export type Trait =
  | 'provider'
  | 'brand'
  | 'family'
  | 'author'
  | 'status'
  | 'state'
  | 'supports_chat'
  | 'supports_completion'
  | 'suspect'
  | 'capabilities'
  | 'input_modality'
  | 'output_modality'
  | 'context_length'
  | 'max_tokens'
  | 'input_cost'
  | 'output_cost'

type TraitRow = Pick<CatalogRow, 'doc' | 'state'>

/** Retired and removed rows are shown only where they are asked for. */
export type Standing = 'shown' | 'retired' | 'removed'

export const standingOf = ({ doc, state }: TraitRow): Standing =>
  state === 'removed' ? 'removed' : doc.status === 'retired' ? 'retired' : 'shown'

const signs: Readonly<Record<Standing, string>> = { shown: '+', retired: '-', removed: '!' }

/** What the words for a trait begin with. */
export const traitPrefix = (trait: Trait, standing: Standing): string => `=${signs[standing]}${trait}:`

/** A word that no query has; another one for each standing, so that it is known how many rows are shown. */
export const traitWord = (trait: Trait, value: string | number | boolean, standing: Standing): string =>
  `${traitPrefix(trait, standing)}${value}`

/** Each row that is not shown has one of these. */
export const hiddenWords: readonly string[] = (['retired', 'removed'] as const).flatMap((standing) =>
  [true, false].map((isSuspect) => traitWord('suspect', isSuspect, standing)),
)

const free = -1
const largest = 53

/** The class of an amount: 0 has its own. */
const sizeOf = (amount: number): number => (amount <= 0 ? free : Math.floor(Math.log2(amount)))

const range = (from: number, until: number): number[] => Array.from({ length: until - from + 1 }, (_, at) => from + at)

/** The classes that hold every amount from here up. */
export const sizesFrom = (amount: number): number[] => range(sizeOf(amount), largest)

/** The classes that hold every amount up to here. */
export const sizesTo = (amount: number): number[] => (amount < 0 ? [] : range(free, sizeOf(amount)))

/** The words of a row for filters and facets. An implausible price has none: nobody filters by it. */
export function traitWords(row: TraitRow, { input, output }: TokenCosts): string[] {
  const { doc, state } = row
  const sound = (side: 'input' | 'output', price: number | null) =>
    price === null || doc.suspect_fields.includes(`pricing.${side}`) ? [] : [sizeOf(price)]
  const size = (amount: number | null) => (amount === null ? [] : [sizeOf(amount)])
  const some = <T>(value: T | null) => (value === null ? [] : [value])
  const traits: readonly [Trait, readonly (string | number | boolean)[]][] = [
    ['provider', [doc.provider]],
    ['brand', [doc.brand]],
    ['family', some(doc.family)],
    ['author', some(doc.author)],
    ['status', [doc.status]],
    ['state', [state]],
    ['supports_chat', some(doc.supports_chat)],
    ['supports_completion', some(doc.supports_completion)],
    ['suspect', [doc.suspect_fields.length > 0]],
    ['capabilities', doc.capabilities],
    ['input_modality', doc.modalities.input],
    ['output_modality', doc.modalities.output],
    ['context_length', size(doc.context_length)],
    ['max_tokens', size(doc.max_tokens)],
    ['input_cost', sound('input', input)],
    ['output_cost', sound('output', output)],
  ]
  const standing = standingOf(row)
  return traits.flatMap(([trait, values]) => values.map((value) => traitWord(trait, value, standing)))
}
