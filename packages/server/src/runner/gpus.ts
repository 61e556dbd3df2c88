import { execFile } from 'node:child_process'
import type { Clock } from '../runtime.ts'
import type { Gpu } from './offers.ts'

const fields = 'index,name,memory.total,compute_cap'
const args = [`--query-gpu=${fields}`, '--format=csv,noheader,nounits']
const limitMs = 5_000
const freshMs = 10_000

/** The GPUs that the driver of this host knows, asked at most every ten seconds; none where there is no driver. */
export function localGpus(clock: Pick<Clock, 'now'>): () => Promise<readonly Gpu[]> {
  let known: { at: number; gpus: Promise<readonly Gpu[]> } | null = null
  return () => {
    if (known === null || clock.now() - known.at > freshMs) known = { at: clock.now(), gpus: asked() }
    return known.gpus
  }
}

const asked = (): Promise<readonly Gpu[]> =>
  new Promise((resolve) => {
    execFile('nvidia-smi', args, { timeout: limitMs }, (error, output) => resolve(error ? [] : gpusIn(output)))
  })

/** The lines of the driver's report; one that is not understood is left out. */
export function gpusIn(report: string): Gpu[] {
  return report.split('\n').flatMap((line) => {
    const [index, name, memory, capability] = line.split(',').map((cell) => cell.trim())
    const [number, ramMb, computeCapability] = [index, memory, capability].map(Number)
    if (!name || !Number.isInteger(number) || !Number.isFinite(ramMb)) return []
    const cap = Number.isFinite(computeCapability) ? (computeCapability ?? null) : null
    return [{ index: number ?? 0, name, ramMb: ramMb ?? 0, computeCapability: cap }]
  })
}
