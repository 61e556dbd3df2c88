import { ApiError } from '@proxyapi/contract/errors'
import { ConfigError, type ConfigProblem } from '../config/problem.ts'
import { type Asker, type Deed, operatorAtTheMachine } from '../identity/asker.ts'
import type { Clock, Log, Metrics } from '../runtime.ts'
import { type Change, changeOf, hashOf, type Reading, type Snapshot, snapshotOf } from './snapshot.ts'

/** Why the files are read again: asked for, SIGHUP, a file that changed, another process that did. */
export type ReloadCause = 'request' | 'signal' | 'file' | 'peer'

export interface ReloadWish {
  readonly cause: ReloadCause
  /** Reads and compares only. */
  readonly dryRun?: boolean
  /** Whom the audit log names; the operator at the machine unless given. */
  readonly asker?: Asker
}

/** As it is answered; key paths, never values. */
export interface Reloaded {
  result: 'applied' | 'unchanged' | 'valid'
  version: number
  hash: string
  applied: string[]
  needs_restart: string[]
  warnings: string[]
  duration_ms: number
}

export interface ReloaderParts {
  readonly first: Reading
  /** Reads everything anew. Throws ConfigError. */
  read(): Reading | Promise<Reading>
  /** Makes the new snapshot what all read from now on; resolves when those that had to be told have followed. */
  adopt(next: Snapshot, before: Snapshot): Promise<void>
  /** Other processes may want to look at their files. */
  announce(version: number): void
  note(asker: Asker, deed: Deed): Promise<void>
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

export interface Reloader {
  snapshot(): Snapshot
  /**
   * Takes over what the files say. Who asks before a run has begun shares it. Throws CONFIG_INVALID, and then nothing has
   * changed.
   */
  reload(wish: ReloadWish): Promise<Reloaded>
}

/** Replaces the running snapshot by what the files say, whole or not at all, and tells the log, the audit log and the metrics. */
export function createReloader(parts: ReloaderParts): Reloader {
  const { clock, log, metrics } = parts
  let running = snapshotOf(parts.first)
  const waiting = new Map<boolean, Promise<Reloaded>>()
  let last: Promise<unknown> = Promise.resolve()
  show([])

  return {
    snapshot: () => running,
    reload(wish) {
      const { dryRun = false } = wish
      const shared = waiting.get(dryRun)
      if (shared !== undefined) return shared
      const run = last.then(() => {
        waiting.delete(dryRun)
        return reload(wish, clock.monotonic())
      })
      waiting.set(dryRun, run)
      last = run.catch(() => undefined)
      return run
    },
  }

  async function reload({ cause, dryRun = false, asker }: ReloadWish, startedAt: number): Promise<Reloaded> {
    const before = running
    const tell = (deed: Told) => (dryRun ? undefined : told(deed, cause, asker ?? operatorAtTheMachine))
    try {
      const read = await parts.read()
      const change = changeOf(before, read)
      const isSame = hashOf(read) === before.hash
      if (!isSame && !dryRun) {
        const followed = parts.adopt(change.snapshot, before)
        running = change.snapshot
        await followed
        if (cause !== 'peer') parts.announce(running.version)
      }
      await tell({ result: isSame ? 'unchanged' : 'applied', change })
      return {
        result: dryRun ? 'valid' : isSame ? 'unchanged' : 'applied',
        version: running.version,
        hash: hashOf(read),
        applied: [...change.applied],
        needs_restart: [...change.needsRestart],
        warnings: [...read.warnings],
        duration_ms: Math.round(clock.monotonic() - startedAt),
      }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      await tell({ result: 'rejected', problems: error.problems })
      const details = error.problems.slice(0, detailsMax).map((problem) => ({
        path: problem.path,
        message: `${problem.message}${placeOf(problem)}`,
      }))
      throw new ApiError('CONFIG_INVALID', undefined, { details })
    }
  }

  async function told(deed: Told, cause: ReloadCause, asker: Asker): Promise<void> {
    metrics.count('proxyapi_config_reloads_total', { result: deed.result })
    if (deed.result === 'rejected') metrics.gauge('proxyapi_config_last_reload_success', 0)
    else show(deed.change.needsRestart)
    const details = { cause, ...(deed.result === 'rejected' ? refusalOf(deed.problems) : pathsOf(deed.change)) }
    const { event, text } = words[deed.result]
    log[deed.result === 'rejected' ? 'error' : 'info'](text, { event, ...details, version: running.version })
    if (cause === 'peer' && deed.result === 'unchanged') return
    const target = { type: 'config', id: running.hash.slice(0, hashShown) }
    const result = deed.result === 'rejected' ? 'failed' : 'success'
    await parts.note(asker, { action: event, target, userId: null, result, details }).catch((error: unknown) => {
      log.warn('A reload is missing in the audit log', { error })
    })
  }

  function show(needsRestart: readonly string[]): void {
    metrics.gauge('proxyapi_config_last_reload_success', 1)
    metrics.gauge('proxyapi_config_last_reload_timestamp_seconds', clock.now() / 1_000)
    metrics.gauge('proxyapi_config_restart_required', needsRestart.length)
    metrics.gauge('proxyapi_config_info', 1, { hash: running.hash.slice(0, hashShown) })
  }
}

type Told =
  | { readonly result: 'applied' | 'unchanged'; readonly change: Change }
  | { readonly result: 'rejected'; readonly problems: readonly ConfigProblem[] }

const detailsMax = 50
const hashShown = 12

const words = {
  applied: { event: 'config.reloaded', text: 'The configuration was reloaded' },
  unchanged: { event: 'config.reload_unchanged', text: 'The configuration is what runs' },
  rejected: { event: 'config.reload_rejected', text: 'The configuration has mistakes; the running one stays' },
} as const

const pathsOf = ({ applied, needsRestart }: Change) => ({ applied, needs_restart: needsRestart })

/** Where the mistakes are; their words could hold a value. */
const refusalOf = (problems: readonly ConfigProblem[]) => ({
  mistakes: problems.slice(0, detailsMax).map((problem) => `${problem.path}${placeOf(problem)}`),
})

/** ` (config.yaml, line 3, column 11)`; nothing where it is not known. */
function placeOf({ source, line, column }: ConfigProblem): string {
  const parts = [source, line === undefined ? undefined : `line ${line}, column ${column}`].filter(Boolean)
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}
