import type { CatalogRow } from './model.ts'
import type { RowTokens } from './row-tokens.ts'

export interface JoinedNames {
  /** Names without separators → places. */
  squeezed: Map<string, number[]>
  /** Places of dated ids whose model its provider has under an undated id too. */
  snapshots: Set<number>
}

type Form = RowTokens['form']

/**
 * Ids, aliases and names without separators, and what a person calls a model whose id has more: a dated id answers to its
 * plain name where its provider has nothing else of that name, `latest` where it stands for snapshots of that name.
 */
export function joinedNames(rows: readonly CatalogRow[], words: readonly RowTokens[]): JoinedNames {
  const squeezed = new Map<string, number[]>()
  const snapshots = new Set<number>()
  const owned = (place: number, name: string) => `${rows[place]?.doc.provider} ${name}`
  const taken = new Set(words.map(({ slug }, place) => owned(place, slug.squeezed)))
  const forms = new Map<string, Set<Form>>()
  for (const [place, { plain, form }] of words.entries()) {
    const known = forms.get(owned(place, plain))
    if (known === undefined) forms.set(owned(place, plain), new Set([form]))
    else known.add(form)
  }
  for (const [place, { id, slug, name, aliases, plain, form }] of words.entries()) {
    for (const phrase of [id, slug, name, ...aliases]) addPlace(squeezed, phrase.squeezed, place)
    const siblings = forms.get(owned(place, plain)) ?? new Set<Form>()
    const isTaken = taken.has(owned(place, plain))
    if (plain !== '' && !isTaken && standsFor(form, siblings)) addPlace(squeezed, plain, place)
    if (form === 'dated' && siblings.size > 1) snapshots.add(place)
  }
  return { squeezed, snapshots }
}

/** Whether a row of this form answers to the plain name, beside the other forms that there are of it. */
function standsFor(form: Form, forms: ReadonlySet<Form>): boolean {
  if (form === 'plain') return true
  if (forms.has('plain')) return false
  return form === 'latest' ? forms.has('dated') : !forms.has('latest')
}

export function addPlace(found: Map<string, number[]>, key: string, place: number): void {
  const list = found.get(key)
  if (list === undefined) found.set(key, [place])
  else if (list.at(-1) !== place) list.push(place)
}
