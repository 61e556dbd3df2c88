import type { CatalogRow } from '../model.ts'
import { tokenCosts } from '../view.ts'

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

/** Neither retired nor removed: rows that are shown unless others are asked for. */
export const isShown = ({ doc, state }: TraitRow): boolean => doc.status !== 'retired' && state !== 'removed'

/** A word that no query has; rows that are shown have another one than the rest, so that their number is known. */
export const traitWord = (trait: Trait, value: string | number | boolean, shown: boolean): string =>
  `=${shown ? '+' : '-'}${trait}:${value}`

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
export function traitWords(row: TraitRow): string[] {
  const { doc, state } = row
  const { input, output } = tokenCosts(doc)
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
  const shown = isShown(row)
  return traits.flatMap(([trait, values]) => values.map((value) => traitWord(trait, value, shown)))
}
