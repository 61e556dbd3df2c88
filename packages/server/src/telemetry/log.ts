import { pino } from 'pino'
import type { Fields, Log } from '../runtime.ts'
import { scrubbed } from './scrub.ts'

export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical'

export interface LogOptions {
  level: LogLevel
  format: 'json' | 'text'
  now: () => number
  /** Where a line goes; the process's standard output in `serve`. */
  write: (line: string) => void
  /** False: what is told for the audit log is written by its level too. Default: true, at every level. */
  keepsAudit?: boolean
  /** Fields of every line: service, version, environment. */
  fields: Fields
}

const levels = { debug: 20, info: 30, warning: 40, error: 50, critical: 60 } as const

export interface LeveledLog extends Log {
  /** From now on, for every module. */
  setLevel(level: LogLevel): void
}

/** JSON lines `{level, timestamp, message, module, …}`. Texts are scrubbed of secrets and cut at 1 KB. */
export function createLog({ level, format, now, write, keepsAudit = true, fields }: LogOptions): LeveledLog {
  const threshold = { least: levels[level] as number, keepsAudit }
  const logger = pino(
    {
      level: 'debug',
      customLevels: levels,
      useOnlyCustomLevels: true,
      base: fields,
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: format === 'json' ? write : (line: string) => write(asText(line)) },
  )
  return {
    ...module(logger, threshold),
    setLevel(next) {
      threshold.least = levels[next]
    },
  }
}

type Logger = { [Level in keyof typeof levels]: (fields: Fields, message: string) => void } & {
  child(fields: Fields): unknown
}

interface Threshold {
  readonly least: number
  readonly keepsAudit: boolean
}

function module(given: unknown, threshold: Threshold): Log {
  const logger = given as Logger
  // Fields are cleaned only for a line that is written.
  const at = (level: keyof typeof levels) => (message: string, fields?: Fields) => {
    const isKept = levels[level] >= threshold.least || (threshold.keepsAudit && isAudit(fields))
    if (isKept) logger[level](clean(fields), message)
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warning'),
    error: at('error'),
    child: (name) => module(logger.child({ module: name }), threshold),
  }
}

/** What is told for the audit log is written at every level. */
const isAudit = (fields?: Fields) => typeof fields?.event === 'string' && fields.event.startsWith('audit.')

const fieldLengthMax = 1024

function clean(fields: Fields = {}): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cleanValue(value)]))
}

function cleanValue(value: unknown): unknown {
  if (value instanceof Error) return scrubbed(causes(value)).slice(0, fieldLengthMax * 4)
  if (typeof value === 'string') return scrubbed(value).slice(0, fieldLengthMax)
  if (value && typeof value === 'object') return scrubbedTree(value)
  return value
}

function scrubbedTree(value: object): unknown {
  const text = scrubbed(JSON.stringify(value))
  return text.length > fieldLengthMax * 4 ? text.slice(0, fieldLengthMax * 4) : (JSON.parse(text) as unknown)
}

/** The stack and what caused it; for our log alone. */
function causes(error: Error): string {
  const own = error.stack ?? `${error.name}: ${error.message}`
  return error.cause instanceof Error ? `${own}\ncaused by ${causes(error.cause)}` : own
}

function asText(line: string): string {
  const { level, timestamp, message, module: name, ...rest } = JSON.parse(line) as Record<string, unknown>
  const fields = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${timestamp} - ${name ?? 'main'} - ${String(level).toUpperCase()} - ${message} ${fields.join(' ')}\n`
}
