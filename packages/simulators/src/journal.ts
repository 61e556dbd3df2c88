import type { ServerResponse } from 'node:http'
import type { Part } from './answer.ts'
import { type End, play } from './play.ts'
import type { Received } from './receive.ts'
import type { Script } from './script.ts'

/** A request as it arrived, and what became of it. */
export interface Seen extends Readonly<Received> {
  /** Counted from 1. */
  readonly n: number
  /** By the simulator's clock. */
  readonly at: number
  readonly model: string | null
  /** The planned failure that hit it. */
  readonly fault: string | null
  /** null while no header has been sent. */
  status: number | null
  /** Bytes of the body that were written. */
  bytes: number
  /** `aborted`: the caller left; `broken`: the simulator cut it. */
  end: 'open' | End
}

export interface Journal {
  open(received: Received, facts: Pick<Seen, 'at' | 'model' | 'fault'>): Seen
  /** Plays the answer of a request and writes down what became of it. */
  play(seen: Seen, script: Script, response: ServerResponse, onPart?: (part: Part) => void): Promise<void>
  requests(): readonly Seen[]
  /** Resolves as soon as the predicate holds for the requests; looked at after each change. */
  until(predicate: (requests: readonly Seen[]) => boolean): Promise<void>
  clear(): void
}

/** What a simulator has seen, newest last; beyond `maxEntries` the older half is forgotten. */
export function journal(maxEntries: number): Journal {
  let seen: Seen[] = []
  let count = 0
  let waiting: (() => boolean)[] = []
  const changed = () => {
    waiting = waiting.filter((isDone) => !isDone())
  }
  return {
    open(received, facts) {
      const record: Seen = { ...received, ...facts, n: ++count, status: null, bytes: 0, end: 'open' }
      seen.push(record)
      if (seen.length > maxEntries) seen = seen.slice(-maxEntries / 2)
      changed()
      return record
    },
    async play(record, script, response, onPart) {
      record.status = script.head?.status ?? null
      record.end = await play(script, response, (part) => {
        record.bytes += Buffer.byteLength(part.text)
        onPart?.(part)
        changed()
      })
      changed()
    },
    requests: () => seen,
    until: (predicate) =>
      new Promise((resolve, reject) => {
        const isDone = () => {
          try {
            if (!predicate(seen)) return false
            resolve()
          } catch (error) {
            reject(error)
          }
          return true
        }
        if (!isDone()) waiting.push(isDone)
      }),
    clear() {
      seen = []
      count = 0
    },
  }
}
