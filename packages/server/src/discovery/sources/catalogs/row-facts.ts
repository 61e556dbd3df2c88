import { traitsOf } from '../../brand-traits.ts'
import { flagsOfModalities } from '../../capability-words.ts'
import { dateOf, dayOf } from '../../fact-values.ts'
import type { Facts, Modality, PriceField, PriceName } from '../../model.ts'
import { authorOf, canonicalIdOf, familyOf } from '../../model-names.ts'
import { type Pico, type PriceUnit, parsePrice } from '../../price.ts'
import { defined } from '../listed-facts.ts'
import { isStated } from '../listed-prices.ts'

/** What the id of a row tells beside what the row states. */
export function inferredOf(provider: string, id: string): Facts {
  const { author } = traitsOf(provider)
  return defined({
    author: authorOf(id, author),
    canonical_id: canonicalIdOf(id, author, []),
    family: familyOf(id),
  })
}

/** Prices by the member that states them: those below 0 are decided a call at a time, those that are none are suspect. */
export function pricesAt(
  members: Readonly<Record<string, unknown>>,
  at: { readonly [N in PriceName]?: string },
  unit: PriceUnit,
  suspects: string[],
): Facts {
  const facts: { [F in PriceField]?: Pico } & Pick<Facts, 'pricing.mode'> = {}
  for (const [name, member] of Object.entries(at) as [PriceName, string][]) {
    const price = priceOf(members[member], unit)
    if (price === 'dynamic') facts['pricing.mode'] = 'dynamic'
    else if (price !== null) facts[`pricing.${name}`] = price
    else if (isStated(members[member])) suspects.push(`pricing.${name}`)
  }
  return facts
}

export const priceOf = (value: unknown, unit: PriceUnit): Pico | 'dynamic' | null =>
  typeof value === 'string' || typeof value === 'number' ? parsePrice(value, unit) : null

/** A price as part of another one. */
export const fixedPrice = (value: unknown, unit: PriceUnit): Pico | null => {
  const price = priceOf(value, unit)
  return price === 'dynamic' ? null : price
}

export interface Dates {
  facts: Pick<Facts, 'release_date' | 'knowledge_cutoff' | 'deprecation_date' | 'shutdown_date'>
  suspects: string[]
}

/** Dates as precise as they were stated; sentinels are suspect and not taken. */
export function datesOf(stated: { readonly [N in keyof Dates['facts']]: string | undefined }): Dates {
  const facts: Dates['facts'] = {}
  const suspects: string[] = []
  for (const [name, text] of Object.entries(stated) as [keyof Dates['facts'], string | undefined][]) {
    const date = name === 'shutdown_date' || name === 'deprecation_date' ? dayOf(text) : dateOf(text)
    if (date === 'implausible') suspects.push(name)
    else if (date !== undefined) facts[name] = date
  }
  return { facts, suspects }
}

const modalityWords: ReadonlySet<string> = new Set<Modality>(['text', 'image', 'audio', 'video', 'pdf', 'embedding'])

/** Modalities, and the flags that follow from them. */
export function modalityFacts(input: readonly string[], output: readonly string[]): Facts {
  const known = (words: readonly string[]) => {
    const found = [...new Set(words.filter((word) => modalityWords.has(word)))] as Modality[]
    return found.length > 0 ? found : undefined
  }
  const [takes, gives] = [known(input), known(output)]
  return defined({ 'modalities.input': takes, 'modalities.output': gives, ...flagsOfModalities(takes, gives) })
}
