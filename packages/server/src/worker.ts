import type { Clock, Log } from './runtime.ts'

/** Work that becomes due: each run claims rows, works, applies. */
export interface Job {
  name: string
  /** The poll; `wake` runs it at once. */
  everyMs: number
  /** Returns how many rows it worked on. While that is more than 0 it is run again without waiting. */
  run(signal: AbortSignal): Promise<number>
}

export interface Worker {
  /** Runs a job now, or again after its present run. */
  wake(name: string): void
  /** Starts nothing new and waits for what runs. */
  stop(): Promise<void>
}

/** One loop a job; a job that throws is logged and tried again at its next time. */
export function startWorker(jobs: readonly Job[], clock: Clock, log: Log): Worker {
  const stopping = new AbortController()
  const naps = new Map<string, AbortController>()
  const woken = new Set<string>()

  const loops = jobs.map(async (job) => {
    while (!stopping.signal.aborted) {
      woken.delete(job.name)
      const worked = await job.run(stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error('A job failed', { job: job.name, error })
        return 0
      })
      if (worked > 0 || woken.has(job.name) || stopping.signal.aborted) continue
      const nap = new AbortController()
      naps.set(job.name, nap)
      await clock.sleep(job.everyMs, AbortSignal.any([nap.signal, stopping.signal]))
      naps.delete(job.name)
    }
  })

  return {
    wake(name) {
      woken.add(name)
      naps.get(name)?.abort()
    },
    async stop() {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}
