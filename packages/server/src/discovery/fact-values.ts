/** Reads single values that sources state. What is not usable reads as absent, so that no row carries an invented fact. */

const limitMax = 1_000_000_000
const datePattern = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:[T ].*)?$/
const firstYear = 2015
const lastYear = 2089

/** Tokens: a positive whole number; 0, negative and non-finite mean unknown. */
export function limitOf(value: number | null | undefined): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 1) return undefined
  return Math.min(Math.trunc(value), limitMax)
}

/** A date as precise as it was stated. `implausible` is a sentinel: before 2015 or from 2090. */
export function dateOf(text: string | null | undefined): string | 'implausible' | undefined {
  const match = datePattern.exec(text?.trim() ?? '')
  if (match === null) return undefined
  const [, year = '', month, day] = match
  if (Number(year) < firstYear || Number(year) > lastYear) return 'implausible'
  const parts = [year, month, day].filter((part) => part !== undefined).join('-')
  return Number.isNaN(Date.parse(parts)) ? undefined : parts
}

/** A date to the day; what is less precise is no day. */
export function dayOf(text: string | null | undefined): string | 'implausible' | undefined {
  const date = dateOf(text)
  return date === undefined || date === 'implausible' || date.length === 10 ? date : undefined
}

export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const idCharactersMax = 300

/** Whether a provider's id can be a row: not empty, at most 300 characters, no control characters. */
export const isUsableId = (id: string): boolean =>
  id.trim() !== '' && id.length <= idCharactersMax && !/\p{Cc}/u.test(id) && id.isWellFormed()

/** A short text without control characters; undefined where nothing is left. */
export function shortText(text: string | null | undefined, charactersMax: number): string | undefined {
  const clean = text
    ?.toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, charactersMax)
    .toWellFormed()
  return clean === undefined || clean === '' ? undefined : clean
}
