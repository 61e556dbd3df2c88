import type { Command, Redis } from 'ioredis'
import type { Clock, Log } from '../runtime.ts'

export interface RedisSettings {
  readonly url: string
  readonly keyPrefix: string
  readonly commandTimeoutMs: number
}

const connectTimeoutMs = 2_000
const reconnectMaxMs = 5_000
const startMaxMs = 1_000

/** A connection that nobody waits for: without one, and beyond the time of a command, commands fail at once. */
export async function openRedis({ url, keyPrefix, commandTimeoutMs }: RedisSettings, log: Log): Promise<Redis> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, {
    keyPrefix,
    commandTimeout: commandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 100, reconnectMaxMs),
  })
  const send = redis.sendCommand.bind(redis)
  redis.sendCommand = (command, ...rest) => {
    command.setTimeout = (ms) => giveUpAfter(command, ms)
    return send(command, ...rest)
  }
  let isDown = false
  redis.on('error', (error) => {
    if (!isDown) log.warn('Redis does not answer', { error })
    isDown = true
  })
  redis.on('ready', () => {
    isDown = false
  })
  return redis
}

/** An answer that is in the socket already counts, however long this process was too busy to read it. */
function giveUpAfter(command: Command, ms: number): void {
  // Timers run before the sockets are read, and immediates after.
  const timer = setTimeout(() => setImmediate(() => command.reject(new Error('Command timed out'))), ms)
  const clear = () => clearTimeout(timer)
  command.promise.then(clear, clear)
}

/** Throws unless what is written can be read again, each within the time of a command. */
export async function pingRedis(redis: Redis): Promise<void> {
  await redis.set('health', '1', 'PX', 10_000)
  if ((await redis.get('health')) !== '1') throw new Error('Redis does not keep what it is given')
}

/** Resolves when the connection can be used, after 1 s in any case: a server starts without it, too. */
export async function connected(redis: Redis, clock: Pick<Clock, 'sleep'>): Promise<void> {
  const over = new AbortController()
  redis.once('ready', () => over.abort())
  if (redis.status !== 'ready') await clock.sleep(startMaxMs, over.signal)
}
