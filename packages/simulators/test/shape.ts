import { existsSync, readFileSync } from 'node:fs'

const folder = new URL('../../../../shared/fixtures/', import.meta.url)

/** Recorded traffic lies beside the checkout, and only there. */
export const hasRecordings = existsSync(folder)

export function recordedJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8'))
}

/** Data payloads of a recorded stream: raw SSE, or one payload a line. */
export function recordedEvents(path: string): unknown[] {
  const lines = readFileSync(new URL(path, folder), 'utf8').split('\n')
  const payloads = lines.flatMap((line) =>
    line.startsWith('data: ') ? [line.slice(6)] : line.startsWith('{') ? [line] : [],
  )
  return payloads.filter((payload) => payload !== '[DONE]').map((payload) => JSON.parse(payload))
}

/**
 * Paths of a recording that ours does not have, or has with another JSON type. An item of a recorded array is covered by
 * any item of ours. `except` names members, as paths with `[]` for items, that are left out on purpose.
 */
export function uncovered(recorded: unknown, ours: unknown, except: readonly string[] = [], path = '$'): string[] {
  if (except.includes(path)) return []
  if (typeOf(recorded) !== typeOf(ours)) return [`${path}: ${typeOf(recorded)} recorded, ${typeOf(ours)} here`]
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    return recorded.flatMap((item) =>
      best(
        ours.map((candidate) => uncovered(item, candidate, except, `${path}[]`)),
        path,
      ),
    )
  }
  if (typeOf(recorded) !== 'object') return []
  const here = ours as Record<string, unknown>
  return Object.entries(recorded as object).flatMap(([name, value]) =>
    uncovered(value, here[name], except, `${path}.${name}`),
  )
}

function best(attempts: string[][], path: string): string[] {
  return attempts.reduce<string[]>(
    (least, attempt) => (attempt.length < least.length ? attempt : least),
    [...(attempts[0] ?? []), `${path}[]: no such item here`],
  )
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
