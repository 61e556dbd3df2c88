import { newestGpuUlid } from '../store/gpu-attempts.ts'
import { ensureGpuCloud, gpuInstallation } from '../store/gpu-clouds.ts'
import type { ComputeParts } from './parts.ts'
import { drawInstall } from './tag.ts'

/** What this process knew of its database when it started. */
export interface Origin {
  /** The four characters in our tags. */
  install: string
  /** ULID of the newest contract in lower case; a machine of a newer one was rented by a later state of this database. */
  newestUlid: string | null
}

/** Reads it once; the first process of a database draws its four characters. */
export function originOf({ store, clock, random, accounts }: ComputeParts): () => Promise<Origin> {
  let known: Promise<Origin> | undefined
  const read = () =>
    store.write(async (tx) => {
      for (const { cloud } of accounts) await ensureGpuCloud(tx, cloud.id, clock.now())
      const install = await gpuInstallation(tx, drawInstall(random))
      return { install, newestUlid: await newestGpuUlid(tx) }
    })
  return () => {
    known ??= read().catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
}
