import { availableParallelism, totalmem } from 'node:os'
import type { Config } from '../config/schema.ts'
import { localGpus } from '../runner/gpus.ts'
import { machineFiles } from '../runner/machine-files.ts'
import { localProcesses } from '../runner/processes.ts'
import { createRunner, type Runner, type RunnerParts } from '../runner/runner.ts'
import type { Runtime } from '../runtime.ts'
import { runnerSettingsOf } from '../settings/cloud-settings.ts'

/** What this host gives to those who rent it. */
export interface HostMachines {
  /** Where a machine is remembered. */
  folder: string
  /** The command line that keeps one; its file is added. */
  keeper: readonly string[]
  /** Where programs are looked for. */
  path: string
}

/** The runner of this host; undefined where the operator rents nothing of it. */
export function openRunner(
  config: Config,
  host: HostMachines | undefined,
  { clock, random, log, sealer }: Pick<Runtime, 'clock' | 'random' | 'log'> & Pick<RunnerParts, 'sealer'>,
): Runner | undefined {
  const settings = runnerSettingsOf(config)
  if (settings === null || host === undefined) return undefined
  return createRunner({
    files: machineFiles(host.folder),
    processes: localProcesses(host.keeper, host.path),
    gpus: localGpus(clock),
    host: { cpuCores: availableParallelism(), ramGb: Math.round(totalmem() / 2 ** 30) },
    settings: () => settings,
    ...{ clock, random, log: log.child('runner'), sealer },
  })
}
