export type LogLevel = 'off' | 'error' | 'warn' | 'info' | 'debug'

export interface Logger {
  error(message: string, ...rest: unknown[]): void
  warn(message: string, ...rest: unknown[]): void
  info(message: string, ...rest: unknown[]): void
  debug(message: string, ...rest: unknown[]): void
}

const order: LogLevel[] = ['off', 'error', 'warn', 'info', 'debug']

/** Bodies and credentials are never handed to it. */
export function levelled(logger: Logger, level: LogLevel): Logger {
  const most = order.indexOf(level)
  const silent = () => {}
  const at = (name: Exclude<LogLevel, 'off'>) =>
    order.indexOf(name) <= most
      ? (message: string, ...rest: unknown[]) => logger[name](`proxyapi: ${message}`, ...rest)
      : silent
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') }
}
