/** The JSON Schema ideas that zod has no word for. Generated schemas call these. */
import * as z from 'zod'

/** JSON Schema counts code points; `String.length` counts UTF-16 units. */
export const codePoints = (min: number, max: number) => (payload: z.core.ParsePayload<string>) => {
  const { value, issues } = payload
  const count = value.length <= max && value.length >= min * 2 ? value.length : [...value].length
  if (count < min) issues.push({ code: 'too_small', origin: 'string', minimum: min, inclusive: true, input: value })
  if (count > max) issues.push({ code: 'too_big', origin: 'string', maximum: max, inclusive: true, input: value })
}

export const propertyCount = (min: number, max: number) => (payload: z.core.ParsePayload<object>) => {
  const { value, issues } = payload
  const count = Object.keys(value).length
  if (count < min) issues.push({ code: 'too_small', origin: 'object', minimum: min, inclusive: true, input: value })
  if (count > max) issues.push({ code: 'too_big', origin: 'object', maximum: max, inclusive: true, input: value })
}

export const uniqueItems = () => (payload: z.core.ParsePayload<unknown[]>) => {
  const { value, issues } = payload
  if (new Set(value.map((item) => JSON.stringify(item))).size < value.length) {
    issues.push({ code: 'custom', message: 'Items must be unique', input: value })
  }
}

/** RFC 3339, lower-case `t` and `z` and leap seconds included, as JSON Schema's `date-time` has it. */
export const dateTime = () =>
  z.string().refine((text) => {
    const parts = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-](\d\d):?(\d\d))$/.exec(text)
    if (!parts || text[10] === ' ') return false
    const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const days = [
      31,
      year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
      31,
      30,
      31,
      30,
      31,
      31,
      30,
      31,
      30,
      31,
    ]
    if (month < 1 || month > 12 || day < 1 || day > days[month - 1]!) return false
    return hour < 24 && minute < 60 && second < 60 && Number(parts[9] ?? 0) < 24 && Number(parts[10] ?? 0) < 60
  }, 'must be an RFC 3339 time such as 2026-11-20T10:30:00Z')
