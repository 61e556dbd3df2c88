import type { RowTokens } from './row-tokens.ts'

export interface JoinedNames {
  /** Names without separators → places. */
  squeezed: Map<string, number[]>
  /** Places of dated ids whose model its provider has under an undated id too. */
  snapshots: Set<number>
}

type Form = RowTokens['form']
const bits: Readonly<Record<Form, number>> = { plain: 1, dated: 2, latest: 4 }

/**
 * Ids, aliases and names without separators, and what a person calls a model whose id has more: a dated id answers to its
 * plain name where its provider has nothing else of that name, `latest` where anybody has snapshots of that name.
 */
export function joinedNames(rows: readonly RowTokens[]): JoinedNames {
  const squeezed = new Map<string, number[]>()
  const snapshots = new Set<number>()
  const taken = new Set<string>()
  const forms = new Map<string, number>()
  const dated = new Set<string>()
  for (const { ownSlug, ownPlain, plain, form } of rows) {
    taken.add(ownSlug)
    forms.set(ownPlain, (forms.get(ownPlain) ?? 0) | bits[form])
    if (form === 'dated') dated.add(plain)
  }
  for (const [place, { names, plain, ownPlain, form }] of rows.entries()) {
    for (const name of names) addPlace(squeezed, name, place)
    const siblings = forms.get(ownPlain) ?? 0
    if (plain !== '' && !taken.has(ownPlain) && standsFor(form, siblings, dated.has(plain)))
      addPlace(squeezed, plain, place)
    if (form === 'dated' && siblings !== bits.dated) snapshots.add(place)
  }
  return { squeezed, snapshots }
}

/** Whether a row of this form answers to the plain name, beside the forms that there are of it. */
function standsFor(form: Form, forms: number, hasSnapshots: boolean): boolean {
  if (form === 'plain') return true
  if ((forms & bits.plain) !== 0) return false
  return form === 'latest' ? hasSnapshots : (forms & bits.latest) === 0
}

export function addPlace(found: Map<string, number[]>, key: string, place: number): void {
  const list = found.get(key)
  if (list === undefined) found.set(key, [place])
  else if (list.at(-1) !== place) list.push(place)
}
