/** Value types of the configuration that YAML has no word for. */
import { z } from 'zod'

const durationUnits: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** `500ms`, `30s`, `5m`, `1h`; a bare number is seconds. In milliseconds. */
export const duration = z
  .union([z.number(), z.string()])
  .transform((value, context) => {
    const text = String(value)
    const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text)
    if (parts) return Number(parts[1]) * durationUnits[parts[2] ?? 's']!
    context.addIssue({ code: 'custom', message: `'${text}' is not a duration such as 500ms, 30s, 5m or 1h` })
    return z.NEVER
  })
  .meta({ format: 'duration' })

/** `10MB` is 10 × 2²⁰; a bare number is bytes. */
export const size = z
  .union([z.number(), z.string()])
  .transform((value, context) => {
    const parts = /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB)?$/i.exec(String(value))
    const power = ['B', 'KB', 'MB', 'GB'].indexOf((parts?.[2] ?? 'B').toUpperCase())
    if (parts) return Math.round(Number(parts[1]) * 1024 ** power)
    context.addIssue({ code: 'custom', message: `'${value}' is not a size such as 10MB` })
    return z.NEVER
  })
  .meta({ format: 'size' })

/** As `size`, but a bare number is megabytes: for keys whose name ends so. In bytes. */
export const megabytes = z
  .union([z.number(), z.string()])
  .transform((value) => (/^\d+(?:\.\d+)?$/.test(String(value)) ? `${value}MB` : value))
  .pipe(size)
  .meta({ format: 'size' })

const spoken: Record<string, boolean> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
}

/** The words that YAML 1.1 took as booleans, in any case: the seeds' loader read them so. */
export const flag = z.preprocess((value) => spoken[String(value).toLowerCase()] ?? value, z.boolean())

/** A whole number, also as text: environment values are text. */
export const integer = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value),
    z.int().min(min).max(max),
  )

export const decimal = (min: number, max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value),
    z.number().min(min).max(max),
  )

/** A text that no message repeats. */
export const secretText = z.unknown().transform((value, context) => {
  if (typeof value === 'string' && value !== '') return value
  context.addIssue({ code: 'custom', message: 'must be a text that is not empty' })
  return z.NEVER
})
