import { createHash } from 'node:crypto'
import type { Call } from '@proxyapi/providers'
import { canonicalJson } from '../../canonical-json.ts'
import type { Principal } from '../../identity/principal.ts'

/** Raised whenever an older entry would be read wrongly. */
const version = 1

/** What an answer depends on beside the call itself. */
export interface KeyFacts {
  readonly fallbacks: readonly string[]
  readonly requireParameters: boolean
  /** All lanes that may answer, each with the dialect it is asked in. */
  readonly lanes: readonly string[]
  /** Of the object that the answer has to be. */
  readonly shape?: unknown
}

type Asker = Pick<Principal, 'kind' | 'userId' | 'modelsAllow'>

/** Whose entries they are: no two users share one, and nobody shares with those whom nobody knows. */
export const tenantOf = ({ kind, userId }: Asker): string => (userId === null ? kind : userId)

/**
 * SHA-256 in hex of all that decides an answer; calls with equal keys may get each other's answers. How it is told (whole,
 * streamed, in which dialect) and whom the caller asks for do not count.
 */
export function cacheKey(asker: Asker, call: Call, { fallbacks, requireParameters, lanes, ...more }: KeyFacts): string {
  const scope = { kind: asker.kind, modelsAllow: asker.modelsAllow }
  const where = { lanes: [...lanes].sort(), fallbacks, requireParameters, ...more }
  const text = canonicalJson([version, tenantOf(asker), scope, call.operation, where])
  return createHash('sha256').update(text).update(saidBy(call)).digest('hex')
}

/** What the caller says of the end user and of the way back stands among the fields of a dialect, too. */
const untold = new Set(['stream', 'stream_options', 'user', 'metadata', 'proxyapi'])
/** A field that only one dialect knows, at any level: it may mean something else to another. */
const ownField = /"(?:extra|exact|raw|headers)":\{"/

function saidBy(call: Call): string {
  const { model, system, turns, tools, toolChoice, parallelToolCalls, output, sampling, reasoning } = call
  const text = canonicalJson({
    ...{ model, system, turns, tools, toolChoice, parallelToolCalls, output, sampling, reasoning },
    extra: told(call.extra),
    exact: told(call.exact),
    headers: told(call.headers ?? {}),
    nativeOnly: call.nativeOnly,
  })
  return ownField.test(text) ? `${call.from}${text}` : text
}

/** A header that says in which version of its dialect the caller speaks is part of the way back. */
const told = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !untold.has(name) && !name.endsWith('-version')))
