import type { LogLine } from '@proxyapi/clouds'
import { ApiError } from '@proxyapi/contract/errors'
import { currentGpuAttempt } from '../store/gpu-attempts.ts'
import { type GpuInstance, gpuInstanceOf } from '../store/gpu-instances.ts'
import { Turns } from '../store/turns.ts'
import { cloudErrorOf } from './drive.ts'
import { unsupported } from './launch.ts'
import { isFinal, type Status } from './lifecycle.ts'
import { newLines } from './new-lines.ts'
import { accountOf } from './parts.ts'
import type { Room } from './room.ts'

export interface InstanceLogs {
  /** Its last lines, none before it runs. Throws NOT_FOUND, UNSUPPORTED_PARAMETER, UPSTREAM_ERROR, UPSTREAM_UNAVAILABLE. */
  tail(userId: string, id: string, lines: number): Promise<LogLine[]>
  /**
   * The same, and then each time it was looked what has come since, which may be nothing, until the instance or the wish for
   * it ends. Throws as `tail` does, on the way only what lasts.
   */
  follow(userId: string, id: string, lines: number, signal: AbortSignal): Promise<AsyncIterable<LogLine[]>>
}

const lookEveryMs = 5_000
/** More lines between two looks than this are told from their end on. */
const seenLines = 1_000
const failuresMax = 3

export function createInstanceLogs(room: Room): InstanceLogs {
  const { store, clock, drive } = room
  // The pace of a cloud is for its machines first: whoever follows waits for other followers here.
  const lookers = new Turns()

  async function owned(userId: string, id: string): Promise<GpuInstance> {
    const row = await gpuInstanceOf(store.db, userId, id)
    if (!row) throw new ApiError('NOT_FOUND')
    return row
  }

  async function read(row: GpuInstance, lines: number): Promise<LogLine[]> {
    const account = accountOf(room, row.provider)
    const { logs } = account.cloud
    if (!logs) throw unsupported('path.contract_id', `${account.cloud.id} has no logs.`)
    const { provider_id, phase } = await currentGpuAttempt(store.db, row.id)
    if (provider_id === null || phase !== 'live') return []
    try {
      return await drive.run(account, 'logs', logs(provider_id, lines))
    } catch (error) {
      const failure = cloudErrorOf(error)
      if (!failure) throw error
      const code = failure.code === 'rate_limited' ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_ERROR'
      throw new ApiError(code, undefined, { cause: error })
    }
  }

  /** What is there now, and whether nothing more will come. */
  async function look(userId: string, id: string) {
    const row = await owned(userId, id)
    const isOver = isFinal(row.status as Status) || row.desired === 'terminated'
    const lines = isOver ? [] : await lookers.take(row.provider, () => read(row, seenLines))
    return { lines, isOver }
  }

  async function* rest(userId: string, id: string, first: LogLine[], signal: AbortSignal): AsyncGenerator<LogLine[]> {
    let seen = first
    let failures = 0
    for (;;) {
      await clock.sleep(lookEveryMs, signal)
      if (signal.aborted) return
      try {
        const { lines, isOver } = await look(userId, id)
        if (isOver) return
        yield newLines(seen, lines)
        seen = lines
        failures = 0
      } catch (error) {
        failures += 1
        if (failures >= failuresMax) throw error
        yield []
      }
    }
  }

  return {
    tail: async (userId, id, lines) => read(await owned(userId, id), lines),
    async follow(userId, id, lines, signal) {
      const first = await read(await owned(userId, id), Math.max(lines, seenLines))
      return (async function* () {
        yield lines === 0 ? [] : first.slice(-lines)
        yield* rest(userId, id, first, signal)
      })()
    },
  }
}
