import { isObject } from '../json.ts'
import type { VastFault } from './faults.ts'
import type { Instance } from './instance.ts'
import type { World } from './world.ts'

/** A request as a route sees it. */
export interface VastCall {
  world: World
  /** The number in the path, 0 where there is none. */
  id: number
  query: URLSearchParams
  body: unknown
  fault: VastFault
  /** The address of the simulator itself, for links in answers. */
  url: string
  hostPorts(instance: Instance): Map<number, number>
}

/** A cursor behind this id. */
export function tokenOf(id: number): string {
  return Buffer.from(JSON.stringify({ id })).toString('base64url')
}

/** The id behind a token, 0 for none, null for a token that is not ours. */
export function afterOf(token: string | null): number | null {
  if (!token) return 0
  const value = parsed(Buffer.from(token, 'base64url').toString())
  return isObject(value) && typeof value.id === 'number' ? value.id : null
}

/** JSON of a query parameter; undefined for a text that is none, null for none. */
export function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    // The caller's text is wrong; the route answers so.
    return undefined
  }
}
