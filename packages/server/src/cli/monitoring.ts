import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { metricsSettingsOf } from '../settings/metrics-settings.ts'
import { monitoringFiles } from '../telemetry/monitoring/monitoring-files.ts'
import { readConfigFiles } from './config-files.ts'
import type { Shell } from './shell.ts'

/** Where the headings of the rules are, unless an operator has them elsewhere. */
const guide = 'docs/guides/monitoring.md'

/** Adds `monitoring export`: rules and a dashboard for the metrics that this version has. */
export function addMonitoringCommand(program: Command, withConfig: (command: Command) => Command, shell: Shell): void {
  const monitoring = program.command('monitoring').description('files for monitoring systems')
  withConfig(monitoring.command('export'))
    .description('write alert rules for Prometheus and a dashboard for Grafana')
    .requiredOption('--dir <folder>', 'where to; made where it is not there')
    .option('--runbook <url>', 'the page that alerts lead to', guide)
    .action(({ dir, runbook, ...files }: { dir: string; runbook: string }) => {
      const { prefix } = metricsSettingsOf(readConfigFiles(shell, files).load()) ?? {}
      const folder = resolve(shell.folder, dir)
      mkdirSync(folder, { recursive: true })
      for (const [name, text] of Object.entries(monitoringFiles(runbook, prefix))) {
        writeFileSync(join(folder, name), text)
        shell.write(`${join(dir, name)}\n`)
      }
    })
}
