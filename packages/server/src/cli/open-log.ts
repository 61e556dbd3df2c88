import type { Config } from '../config/schema.ts'
import type { Metrics } from '../runtime.ts'
import { logFileSettingsOf } from '../settings/log-settings.ts'
import { createLog, type LeveledLog, type LogLevel } from '../telemetry/log.ts'
import { openLogFile } from '../telemetry/log-file.ts'
import type { Shell } from './shell.ts'

export interface OpenLog {
  log: LeveledLog
  /** Of another configuration. */
  adopt(config: Config): void
  /** Resolves when what was written is in the file. */
  close(): Promise<void>
}

const lossEveryMs = 60_000

/** The log of a server: standard error, and a file where one is named. `isPlaying`: nobody asks what happened here. */
export function openLog(shell: Shell, config: Config, metrics: Metrics, isPlaying: boolean): OpenLog {
  const settings = logFileSettingsOf(config, shell.folder)
  let toldAt = Number.NEGATIVE_INFINITY
  const lost = (reason: string) => {
    metrics.count('proxyapi_logs_dropped_total', { sink: 'file' })
    const now = shell.clock.monotonic()
    if (now - toldAt < lossEveryMs) return
    toldAt = now
    shell.writeError(`log lines are missing in ${settings?.path}: ${reason}\n`)
  }
  const file = settings && openLogFile(settings, shell.clock.now, lost)
  if (file) shell.onReopen?.(() => file.reopen())
  const log = createLog({
    level: levelOf(config, isPlaying),
    format: config.logging.format === 'text' || config.logging.format.includes('%(') ? 'text' : 'json',
    now: shell.clock.now,
    write(line) {
      shell.writeError(line)
      file?.write(line)
    },
    keepsAudit: !isPlaying,
    fields: { service: config.app.name, environment: config.app.environment },
  })
  return {
    log,
    adopt: (next) => log.setLevel(levelOf(next, isPlaying)),
    close: async () => file?.close(),
  }
}

const levelOf = ({ logging, app, server }: Config, isPlaying: boolean): LogLevel =>
  logging.level ??
  (app.debug || server.debug ? 'debug' : app.environment === 'production' || isPlaying ? 'warning' : 'info')
