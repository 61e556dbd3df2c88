/**
 * Path, query and header values arrive as text. These decode them: Python clients send `True`, `False`, `None`; for typed
 * parameters the texts `None`, `null`, `undefined` and the empty text mean absent.
 */
import * as z from 'zod'

const absent = new Set(['', 'None', 'none', 'null', 'undefined'])
const booleans: Record<string, boolean> = { true: true, '1': true, false: false, '0': false }
const decimal = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/

const typed = (decode: (text: string) => unknown) => (value: unknown) =>
  typeof value !== 'string' ? value : absent.has(value) ? undefined : decode(value)

/** An optional parameter absorbs `undefined` inside; `schema` already says whether it may be absent. */
export const numeric = <S extends z.ZodType>(schema: S) =>
  z.preprocess(
    typed((text) => (decimal.test(text) ? Number(text) : text)),
    schema,
  )

export const bool = <S extends z.ZodType>(schema: S) =>
  z.preprocess(
    typed((text) => booleans[text.toLowerCase()] ?? text),
    schema,
  )

/** Repeated (`?a=1&a=2`), comma-separated (`?a=1,2`), or both. */
export const list = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => {
    if (value === undefined || (typeof value === 'string' && absent.has(value))) return undefined
    return (Array.isArray(value) ? value : [value])
      .flatMap((text) => String(text).split(','))
      .map((text) => text.trim())
  }, schema)

/** Any other text. A word that means absent is taken as itself where the schema knows it. */
export const text = <S extends z.ZodType>(schema: S) =>
  z.preprocess(
    (value) => (typeof value === 'string' && absent.has(value) && !schema.safeParse(value).success ? undefined : value),
    schema,
  )
