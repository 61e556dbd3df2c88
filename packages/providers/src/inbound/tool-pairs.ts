import { ApiError } from '@proxyapi/contract/errors'
import { isRecord, parseJson } from '../lenient.ts'

/** A 400 that names one place of the body, for both kinds of readers: `messages[2].content` and `/messages/2/content`. */
export function invalidAt(param: string, message: string): ApiError {
  const path = `/${param.replaceAll('[', '/').replaceAll(']', '').replaceAll('.', '/')}`
  return new ApiError('INVALID_REQUEST', `${param}: ${message}`, { param, details: [{ path, message }] })
}

/** Pairs tool results with the calls before them. */
export interface ToolPairs {
  called(id: string): void
  /** Throws INVALID_REQUEST for a result that no call before it asked for. */
  answered(id: string, param: string): void
}

export function toolPairs(): ToolPairs {
  const ids = new Set<string>()
  return {
    called: (id) => void ids.add(id),
    answered(id, param) {
      if (!ids.has(id)) throw invalidAt(param, 'no tool call before it has this id')
    },
  }
}

/** Arguments of a call as the JSON text of an object; none, in whatever spelling, is `{}`. Throws INVALID_REQUEST. */
export function argumentsText(json: unknown, param: string): string {
  const trimmed = typeof json === 'string' ? json.trim() : json
  if (trimmed === undefined || trimmed === null || trimmed === '' || trimmed === 'null') return '{}'
  if (typeof json === 'string' && isRecord(parseJson(json))) return json
  throw invalidAt(param, 'not the JSON text of an object')
}
