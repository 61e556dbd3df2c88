import type { Log } from '../runtime.ts'
import { createLog } from '../telemetry/log.ts'
import type { Shell } from './shell.ts'

/** Of a command: what goes wrong, and nothing else. */
export const quietLog = ({ clock, writeError }: Shell): Log =>
  createLog({ level: 'error', format: 'text', now: clock.now, write: writeError, fields: {} })
