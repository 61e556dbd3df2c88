/** What the name of a model tells: the parts of an id that are a date, a version, a variant. */

/** `-20250929`, `-2025-09-29`, `-0613`, `@20250929` and the like at the end of an id. */
const dateSuffix = /[-@](?:20\d{6}|20\d{2}-\d{2}-\d{2}|\d{2}-20\d{2}|\d{4})$/

/** An id without a date at its end. */
export const withoutDate = (id: string): string => id.replace(dateSuffix, '')

/** Vendor prefixes of ids at aggregators that are not spelled like the author. */
const authorsByPrefix: Readonly<Record<string, string>> = {
  'x-ai': 'xai',
  'meta-llama': 'meta',
  mistralai: 'mistral',
}

/** The part of an id that names the model: without vendor path, `~` of a moving alias, and `:variant`. */
function slugOf(id: string): string {
  const path = id.replace(/^~/, '')
  const last = path.slice(path.lastIndexOf('/') + 1)
  return last.replace(/:[^:]*$/, '')
}

/** Who made a model, as its id says: the vendor before the last slash. */
function authorInId(id: string): string | undefined {
  const parts = id.replace(/^~/, '').toLowerCase().split('/')
  const vendor = parts.at(-2)
  if (vendor === undefined || vendor === '') return undefined
  return Object.hasOwn(authorsByPrefix, vendor) ? authorsByPrefix[vendor] : vendor
}

/**
 * `author/model`, the same at every provider: lower case, dots as dashes. The date stays unless `names` holds the same id
 * without it. Undefined where no author is known.
 */
export function canonicalIdOf(id: string, author: string | undefined, names: readonly string[]): string | undefined {
  const maker = authorInId(id) ?? author
  if (maker === undefined) return undefined
  const slug = slugOf(id)
  const undated = withoutDate(slug)
  const name = undated !== slug && names.includes(undated) ? undated : slug
  return `${maker}/${name.toLowerCase().replaceAll('.', '-')}`
}

export const authorOf = (id: string, author: string | undefined): string | undefined => authorInId(id) ?? author

/** The line that a model belongs to: its id without versions, dates, sizes and variants, e.g. `claude-sonnet`. */
export function familyOf(id: string): string | undefined {
  const words = withoutDate(slugOf(id).toLowerCase())
    .split(/[-_. ]+/)
    .map((word, at) => (at === 0 ? word.replace(/\d.*$/, '') : word))
    .filter((word) => /^\p{L}+$/u.test(word) && !variantWords.has(word))
  return words.length > 0 ? words.join('-') : undefined
}

/** Words that name a state of a model or a way to call it, and not a line. */
const variantWords: ReadonlySet<string> = new Set(['latest', 'preview', 'exp', 'experimental', 'beta', 'free', 'v'])
