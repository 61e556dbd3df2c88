/** What main.ts gives to everything below it instead of the process: clock, dice, log, metrics. */

export interface Clock {
  /** Wall clock, milliseconds since 1970. For what is stored and shown. */
  now(): number
  /** Milliseconds that never jump. For waits, deadlines and limits. */
  monotonic(): number
  /** Resolves after `ms`, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface Random {
  /** 0 ≤ x < 1; for jitter and draws, never for secrets. */
  float(): number
  /** Unpredictable bytes. */
  bytes(length: number): Uint8Array
}

export type Fields = Record<string, unknown>

export interface Log {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  /** `error` in the fields is written with its causes; it never reaches a caller. */
  error(message: string, fields?: Fields): void
  child(module: string): Log
}

export type Labels = Record<string, string>

/** Names, labels and budgets are declared in telemetry/catalog.ts; an undeclared name is a bug and throws in tests. */
export interface Metrics {
  count(name: string, labels?: Labels, by?: number): void
  observe(name: string, value: number, labels?: Labels): void
  gauge(name: string, value: number, labels?: Labels): void
}

export interface Runtime {
  clock: Clock
  random: Random
  log: Log
  metrics: Metrics
}
