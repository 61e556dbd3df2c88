/** Which providers answer a question that costs nothing. Times are milliseconds of the monotonic clock. */

export interface CheckSettings {
  readonly isEnabled: boolean
  readonly intervalMs: number
  readonly timeoutMs: number
  /** Misses in a row that make a provider degraded. */
  readonly unhealthyThreshold: number
}

export const defaultCheckSettings: CheckSettings = {
  isEnabled: true,
  intervalMs: 30_000,
  timeoutMs: 5_000,
  unhealthyThreshold: 3,
}

interface Checked {
  readonly misses: number
  /** When it was asked last, or answered a call. */
  readonly at: number
}

/** While something is closed off, a provider is asked this often. */
const closedOffEveryMs = 10_000

/** The memory of checks, a row for each configured provider. */
export class ProviderChecks {
  #checked = new Map<string, Checked>()
  #threshold = Number.POSITIVE_INFINITY

  isDegraded(provider: string): boolean {
    return (this.#checked.get(provider)?.misses ?? 0) >= this.#threshold
  }

  /** A call was answered: no question is needed for a while. */
  heard(provider: string, now: number): void {
    if (this.#checked.has(provider)) this.#checked.set(provider, { misses: 0, at: now })
  }

  /** Which of the providers are to be asked now; the others are forgotten. */
  due(providers: readonly string[], closedOff: ReadonlySet<string>, settings: CheckSettings, now: number): string[] {
    this.#threshold = settings.isEnabled ? settings.unhealthyThreshold : Number.POSITIVE_INFINITY
    this.#checked = new Map(providers.map((name) => [name, this.#checked.get(name) ?? { misses: 0, at: now }]))
    return providers.filter((name) => {
      const waited = now - (this.#checked.get(name)?.at ?? now)
      if (closedOff.has(name)) return waited >= closedOffEveryMs
      return settings.isEnabled && waited >= settings.intervalMs
    })
  }

  /** How a check ended. */
  ended(provider: string, isAnswered: boolean, now: number): void {
    const known = this.#checked.get(provider)
    if (known !== undefined) this.#checked.set(provider, { misses: isAnswered ? 0 : known.misses + 1, at: now })
  }
}
