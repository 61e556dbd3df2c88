import type { Redis } from 'ioredis'
import type { Draw, LimitStore, Slot, Taken } from './limit-store.ts'

/** A place that nobody renews is free again after this. */
const leaseMs = 60_000

/** The law of `gcra.ts`, where all processes see it; the time is Redis'. */
const level = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local function levelOf(key, limit, window)
  local kept = redis.call('GET', key)
  if not kept then return 0 end
  local blank = string.find(kept, ' ')
  local drained = math.max(0, now - tonumber(string.sub(kept, blank + 1))) * limit / window
  return math.max(0, tonumber(string.sub(kept, 1, blank - 1)) - drained)
end
local function keep(key, level, limit, window)
  local lasts = math.ceil(level * window / limit)
  if lasts < 1 then redis.call('DEL', key)
  else redis.call('SET', key, string.format('%.17g %.0f', level, now), 'PX', lasts) end
end
`

/** Of buckets and slots, in that order: ARGV is the number of buckets, holder, lease, four numbers a bucket, one a slot. */
const take = `${level}
local n, holder, lease = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local function at(i, what) return tonumber(ARGV[3 + (i - 1) * 4 + what]) end
local levels, admitted, full = {}, 1, 0
for i = 1, n do
  levels[i] = levelOf(KEYS[i], at(i, 1), at(i, 2))
  if levels[i] + math.min(at(i, 4), at(i, 3)) > at(i, 3) + 1e-6 then admitted = 0 end
end
for i = n + 1, #KEYS do
  if admitted == 1 then
    redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
    if redis.call('ZCARD', KEYS[i]) >= tonumber(ARGV[3 + n * 3 + i]) then admitted, full = 0, i - n end
  end
end
if admitted == 1 then
  for i = 1, n do
    if at(i, 4) > 0 then
      levels[i] = levels[i] + at(i, 4)
      keep(KEYS[i], levels[i], at(i, 1), at(i, 2))
    end
  end
  for i = n + 1, #KEYS do
    redis.call('ZADD', KEYS[i], now + lease, holder)
    redis.call('PEXPIRE', KEYS[i], lease)
  end
end
local said = { admitted, full }
for i = 1, n do said[i + 2] = string.format('%.17g', levels[i]) end
return said
`

const correct = `${level}
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
keep(KEYS[1], math.max(0, levelOf(KEYS[1], limit, window) + tonumber(ARGV[3])), limit, window)
`

const renew = `${level}
for i = 1, #KEYS do
  redis.call('ZADD', KEYS[i], now + tonumber(ARGV[2]), ARGV[1])
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
`

interface Scripts {
  takeLimits(keys: number, ...rest: (string | number)[]): Promise<[admitted: number, full: number, ...levels: string[]]>
  correctLimits(keys: number, ...rest: (string | number)[]): Promise<unknown>
  renewLimits(keys: number, ...rest: (string | number)[]): Promise<unknown>
}

/** Limits of all processes together. Rejects where Redis does not answer in time; what was to be given back then lapses. */
export class RedisLimits implements LimitStore {
  readonly #redis: Redis
  readonly #scripts: Scripts
  readonly #open = new Map<string, readonly Slot[]>()

  constructor(redis: Redis) {
    redis.defineCommand('takeLimits', { lua: take })
    redis.defineCommand('correctLimits', { lua: correct })
    redis.defineCommand('renewLimits', { lua: renew })
    this.#redis = redis
    this.#scripts = redis as unknown as Scripts
  }

  async take(draws: readonly Draw[], slots: readonly Slot[], holder: string): Promise<Taken> {
    const keys = [...draws, ...slots].map(({ key }) => key)
    const numbers = draws.flatMap(({ rate, weight }) => [rate.limit, rate.windowMs, rate.burst, weight])
    const rest = [draws.length, holder, leaseMs, ...numbers, ...slots.map(({ limit }) => limit)]
    const [admitted, full, ...levels] = await this.#scripts.takeLimits(keys.length, ...keys, ...rest)
    if (admitted === 1 && slots.length > 0) this.#open.set(holder, slots)
    return { isAdmitted: admitted === 1, levels: levels.map(Number), full: slots[full - 1] ?? null }
  }

  free(slots: readonly Slot[], holder: string): void {
    this.#open.delete(holder)
    for (const { key } of slots) this.#redis.zrem(key, holder).catch(lapses)
  }

  correct(draws: readonly Draw[], by: number): void {
    for (const { key, rate } of draws) this.#scripts.correctLimits(1, key, rate.limit, rate.windowMs, by).catch(lapses)
  }

  /** Keeps the places of calls that are still open. */
  async renew(): Promise<void> {
    for (const [holder, slots] of this.#open) {
      const keys = slots.map(({ key }) => key)
      await this.#scripts.renewLimits(keys.length, ...keys, holder, leaseMs)
    }
  }
}

/** A place lapses with its lease, a bucket drains: nothing stays wrong for long. */
function lapses(): void {}
