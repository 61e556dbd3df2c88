import { gunzipSync, gzipSync } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import type { Clock, Random } from '../../runtime.ts'
import type { CacheTier } from './cache-tier.ts'

/** Binds what it seals to a place; `open` throws where the text was changed or belongs elsewhere. */
export interface Sealer {
  seal(text: string, place: string): string
  open(sealed: string, place: string): string
}

export interface CacheLimits {
  /** Of the values in memory. */
  readonly bytesMax: number
  readonly entriesMax: number
  /** Of each entry, give or take a tenth, so that what came together does not go together. */
  readonly ttlMs: number
}

/** What may change while it holds entries. */
export interface CacheTerms {
  readonly limits: CacheLimits
  /** Below memory, the nearest first. */
  readonly tiers: readonly CacheTier[]
  /** Below memory, from 4 KB on. */
  readonly compression: boolean
}

export interface CacheParts extends CacheTerms {
  /** `response` or `summary`: part of every key below memory. */
  readonly name: string
  readonly sealer: Sealer
  readonly clock: Clock
  readonly random: Random
}

const compressedFrom = 4_096
/** Writes to one tier that wait; further ones are left out, since a cache may forget. */
const waitingMax = 100

/**
 * Texts of one user each, in memory and, where configured, below it. Never throws: a tier that fails and an entry that
 * cannot be opened are misses. Entries below memory are sealed with user and key as their place.
 */
export class TieredCache {
  #parts: CacheParts
  /** Takes the room of all its entries at once, so it is made for the first one. */
  #memory: LRUCache<string, Buffer> | undefined
  readonly #reads = new Map<string, Promise<string | null>>()
  #waiting = 0
  #hits = 0
  #misses = 0

  constructor(parts: CacheParts) {
    this.#parts = parts
  }

  /** Other terms from now on; what no longer fits goes at once, the oldest first. */
  adopt(terms: CacheTerms): void {
    const before = this.#memory
    this.#parts = { ...this.#parts, ...terms }
    this.#memory = undefined
    for (const name of before?.rkeys() ?? []) {
      const text = before?.peek(name)
      const ttl = Math.min(terms.limits.ttlMs, before?.getRemainingTTL(name) ?? 0)
      if (text !== undefined && ttl > 0) this.#room().set(name, text, { ttl })
    }
  }

  /** Nothing is in memory any more. */
  clear(): void {
    this.#memory = undefined
  }

  /** What was kept for this user and key; at once where the memory has it or there is nothing below. */
  find(tenant: string, key: string): string | null | Promise<string | null> {
    const name = nameOf(tenant, key)
    const known = this.#memory?.get(name)
    if (known !== undefined) {
      this.#hits++
      return known.toString()
    }
    if (this.#parts.tiers.length > 0) return this.#findBelow(name)
    this.#misses++
    return null
  }

  /** Keeps a text; below memory that happens later. */
  keep(tenant: string, key: string, text: string, model: string): void {
    const { limits, clock, random, tiers } = this.#parts
    const name = nameOf(tenant, key)
    const ttlMs = Math.round(limits.ttlMs * (0.9 + 0.2 * random.float()))
    this.#room().set(name, Buffer.from(text), { ttl: ttlMs })
    if (tiers.length === 0 || this.#waiting >= waitingMax) return
    this.#waiting++
    const sealed = this.#sealed(name, text)
    const writes = tiers.map((tier) => tier.set(this.#placeOf(name), sealed, clock.now() + ttlMs, model))
    void Promise.all(writes).finally(() => {
      this.#waiting--
    })
  }

  /** Everything of one user. */
  async forget(tenant: string): Promise<void> {
    const prefix = nameOf(tenant, '')
    for (const name of this.#memory?.keys() ?? []) if (name.startsWith(prefix)) this.#memory?.delete(name)
    await Promise.all(this.#parts.tiers.map((tier) => tier.forget(this.#placeOf(prefix))))
  }

  /** Takes an entry of a lower tier into memory; false where it cannot be opened. */
  warm(place: string, sealed: string, expiresAt: number): boolean {
    const name = place.slice(this.#placeOf('').length)
    const text = this.#opened(name, sealed)
    if (text !== null) this.#remember(name, text, expiresAt)
    return text !== null
  }

  /** Frees what has run out. */
  sweep(): void {
    this.#memory?.purgeStale()
  }

  figures(): { size: number; bytes: number; hits: number; misses: number } {
    return {
      size: this.#memory?.size ?? 0,
      bytes: this.#memory?.calculatedSize ?? 0,
      hits: this.#hits,
      misses: this.#misses,
    }
  }

  #room(): LRUCache<string, Buffer> {
    const { limits, clock } = this.#parts
    this.#memory ??= new LRUCache<string, Buffer>({
      max: limits.entriesMax,
      maxSize: Math.max(1, limits.bytesMax),
      sizeCalculation: (value, key) => value.length + key.length,
      ttl: limits.ttlMs,
      ttlResolution: 0,
      // An entry of time 0 would have no end.
      perf: { now: () => 1 + clock.monotonic() },
    })
    return this.#memory
  }

  /** One read for all who ask for the same at the same time. */
  async #findBelow(name: string): Promise<string | null> {
    let read = this.#reads.get(name)
    if (read === undefined) {
      read = this.#readBelow(name).finally(() => this.#reads.delete(name))
      this.#reads.set(name, read)
    }
    const text = await read
    if (text === null) this.#misses++
    else this.#hits++
    return text
  }

  async #readBelow(name: string): Promise<string | null> {
    const place = this.#placeOf(name)
    for (const [index, tier] of this.#parts.tiers.entries()) {
      const found = await tier.get(place)
      if (found === null || found.expiresAt <= this.#parts.clock.now()) continue
      const text = this.#opened(name, found.sealed)
      if (text === null) continue
      this.#remember(name, text, found.expiresAt)
      for (const above of this.#parts.tiers.slice(0, index)) void above.set(place, found.sealed, found.expiresAt, '')
      return text
    }
    return null
  }

  #remember(name: string, text: string, expiresAt: number): void {
    const ttl = expiresAt - this.#parts.clock.now()
    if (ttl > 0) this.#room().set(name, Buffer.from(text), { ttl })
  }

  #placeOf(name: string): string {
    return `${this.#parts.name}:${name}`
  }

  #sealed(name: string, text: string): string {
    const isLong = this.#parts.compression && text.length >= compressedFrom
    const packed = isLong ? `z${gzipSync(text, { level: 1 }).toString('base64')}` : `t${text}`
    return this.#parts.sealer.seal(packed, this.#placeOf(name))
  }

  #opened(name: string, sealed: string): string | null {
    try {
      const packed = this.#parts.sealer.open(sealed, this.#placeOf(name))
      return packed.startsWith('z') ? gunzipSync(Buffer.from(packed.slice(1), 'base64')).toString() : packed.slice(1)
    } catch {
      // Changed, cut, or sealed by another key: as if it had never been there.
      return null
    }
  }
}

const nameOf = (tenant: string, key: string): string => `${tenant}:${key}`
