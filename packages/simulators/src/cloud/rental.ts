import type { CloudBillRow, Segment, SimulatedInstance } from '../cloud-server.ts'
import { type Random, seeded } from '../seeded.ts'
import type { Container } from './container.ts'

/** What is wrong with a rental from its birth. Times are milliseconds of the simulator's clock. */
export interface Quirks {
  /** Never gets further than this. */
  stays?: 'stuck' | 'strange'
  bootFactor?: number
  visibleAfterMs?: number
  /** Reports another GPU than the one that was sold. */
  isOtherGpu?: boolean
  priceFactor?: number
  noPorts?: boolean
  /** Deleted in the console so long after the creation. */
  deletedAfterMs?: number
  /** The end fails with 500 so long after it was first asked for. */
  refusesDeleteMs?: number
  /** It is said not to exist so long after its end was first asked for. */
  deniesMs?: number
}

/** What a renter wants. */
export interface Order extends Omit<Container, 'createdAt'> {
  name: string | null
  image: string
  ports: number[]
  diskGb: number
}

/** A rented machine of some kind of the cloud's own. Money is micro-USD an hour. */
export interface Rental<Kind> extends Order, Container {
  id: string
  isForeign: boolean
  kind: Kind
  perHour: number
  /** When its end was asked for and granted. */
  endedAt: number | null
  wish: 'running' | 'stopped'
  /** Stretches in which the GPU is held; the last one is open, and begins in the future while the machine boots. */
  runs: { from: number; to: number | null }[]
  firstDeleteAt: number | null
  /** Until when it was paid for in advance. */
  paidUntil: number
  quirks: Quirks
}

/** How a cloud charges: from when on, how much at least, and in which steps. */
export interface Billing {
  from: 'creation' | 'running'
  leastMs: number
  stepMs: number
}

export type Phase = 'new' | 'booting' | 'running' | 'stopped' | 'stuck' | 'strange' | 'ending' | 'gone'

export interface RentalRules<Kind> {
  billing: Billing
  /** It ends when what was paid in advance is used up. */
  isPrepaid?: true
  /** How long a machine whose end was asked for is still shown. */
  endingMs: number
  newId(random: Random): string
  /** What others rent in the same account. */
  foreignKind: Kind
  machineOf(kind: Kind): string
}

export interface RentalOptions {
  seed: string
  bootMs: number
  creditUsd: number
  now: () => number
}

const foreignNames = [
  null,
  'training-run-7',
  'gpzzzz-01jd8zzzzzzzzzzzzzzzzzzzzz-00',
  'gp-01jd8zzzzzzzzzzzzzzzzzzzzz-00',
  'gp7f3a_01jd8zzzzzzzzzzzzzzzzzzzzz_00',
]

/** The rented machines of a cloud: its own truth; replies are views of it. */
export class Rentals<Kind> {
  readonly all = new Map<string, Rental<Kind>>()
  readonly now: () => number
  readonly #random: Random
  readonly #bootMs: number
  readonly #rules: RentalRules<Kind>
  #credit: number

  constructor(rules: RentalRules<Kind>, { seed, bootMs, creditUsd, now }: RentalOptions) {
    this.now = now
    this.#random = seeded(seed, 'ids')
    this.#bootMs = bootMs
    this.#rules = rules
    this.#credit = Math.round(creditUsd * 1e6)
  }

  rent(kind: Kind, order: Order, perHour: number, quirks: Quirks = {}): Rental<Kind> {
    const now = this.now()
    const rental: Rental<Kind> = {
      ...order,
      id: this.#rules.newId(this.#random),
      isForeign: false,
      kind,
      perHour: Math.round(perHour * (quirks.priceFactor ?? 1)),
      createdAt: now,
      endedAt: null,
      wish: 'stopped',
      runs: [],
      firstDeleteAt: null,
      paidUntil: now + this.#rules.billing.leastMs,
      quirks: { ...quirks },
    }
    this.all.set(rental.id, rental)
    this.start(rental)
    return rental
  }

  start(rental: Rental<Kind>): void {
    if (rental.wish === 'running') return
    rental.wish = 'running'
    if (rental.quirks.stays) return
    rental.runs.push({ from: this.now() + this.#bootMs * (rental.quirks.bootFactor ?? 1), to: null })
  }

  stop(rental: Rental<Kind>, at = this.now()): void {
    rental.wish = 'stopped'
    const last = rental.runs.at(-1)
    if (last && last.to === null) last.to = Math.max(last.from, at)
  }

  /** What became of the wish to end it. */
  end(rental: Rental<Kind>): 'done' | 'failed' | 'denied' {
    const now = this.now()
    rental.firstDeleteAt ??= now
    if (this.isDenied(rental)) return 'denied'
    if (now < rental.firstDeleteAt + (rental.quirks.refusesDeleteMs ?? 0)) return 'failed'
    this.#close(rental, now)
    return 'done'
  }

  #close(rental: Rental<Kind>, at: number): void {
    this.stop(rental, at)
    rental.endedAt ??= at
  }

  isDenied({ quirks, firstDeleteAt }: Rental<Kind>): boolean {
    return quirks.deniesMs !== undefined && firstDeleteAt !== null && this.now() < firstDeleteAt + quirks.deniesMs
  }

  /** One that its renter may see by its id. */
  found(id: string): Rental<Kind> | null {
    const rental = this.all.get(id)
    return rental && this.phase(rental) !== 'gone' && !this.isDenied(rental) ? rental : null
  }

  /** What a list shows: in the order of creation, and some later than they exist. */
  visible(): Rental<Kind>[] {
    const now = this.now()
    return [...this.all.values()].filter(
      (rental) => this.phase(rental) !== 'gone' && now >= rental.createdAt + (rental.quirks.visibleAfterMs ?? 0),
    )
  }

  phase(rental: Rental<Kind>): Phase {
    const now = this.now()
    if (rental.endedAt !== null) return now < rental.endedAt + this.#rules.endingMs ? 'ending' : 'gone'
    if (this.isRunning(rental)) return 'running'
    if (rental.wish === 'stopped') return 'stopped'
    if (rental.quirks.stays) return rental.quirks.stays
    const whole = this.#bootMs * (rental.quirks.bootFactor ?? 1)
    return (rental.runs.at(-1)?.from ?? now) - now > whole * 0.9 ? 'new' : 'booting'
  }

  isRunning({ runs }: Rental<Kind>): boolean {
    const last = runs.at(-1)
    return last !== undefined && last.from <= this.now() && last.to === null
  }

  /** What is due by itself: ends in the console, and an empty account that ends what runs. */
  settle(): void {
    const now = this.now()
    for (const rental of this.#live()) {
      const paidUntil = this.#rules.isPrepaid ? rental.paidUntil : Infinity
      const at = Math.min(paidUntil, rental.createdAt + (rental.quirks.deletedAfterMs ?? Infinity))
      if (now >= at) this.#close(rental, at)
    }
    if (this.balance() <= 0) for (const rental of this.#live()) this.#close(rental, now)
  }

  #live(): Rental<Kind>[] {
    return [...this.all.values()].filter(({ endedAt }) => endedAt === null)
  }

  #segments(rental: Rental<Kind>): Segment[] {
    const { from, leastMs, stepMs } = this.#rules.billing
    const now = Math.min(this.now(), rental.endedAt ?? Infinity)
    const stretches = from === 'creation' ? [{ from: rental.createdAt, to: null }] : rental.runs
    const segments = stretches.flatMap(({ from, to }): Segment[] => {
      const end = Math.min(to ?? now, now)
      const isReal = end > from || (end === from && leastMs > 0 && rental.endedAt !== null)
      return isReal ? [{ kind: 'gpu', from, to: end, microUsdPerHour: rental.perHour }] : []
    })
    const last = segments.at(-1)
    const used = segments.reduce((sum, { from, to }) => sum + to - from, 0)
    if (last) last.to += Math.max(leastMs, Math.ceil(used / stepMs) * stepMs) - used
    return segments
  }

  bill(): CloudBillRow[] {
    return [...this.all.values()].map((rental) => {
      const segments = this.#segments(rental)
      const { id, name, isForeign } = rental
      return { instance_id: id, label: name, foreign: isForeign, micro_usd: microUsd(segments), segments }
    })
  }

  balance(): number {
    return this.bill().reduce((left, { micro_usd }) => left - micro_usd, this.#credit)
  }

  empty(): void {
    this.#credit -= this.balance()
  }

  instances(): Omit<SimulatedInstance, 'ports'>[] {
    return [...this.all.values()].map((rental) => ({
      id: rental.id,
      label: rental.name,
      foreign: rental.isForeign,
      state: stateOf(this.phase(rental)),
      machine_id: this.#rules.machineOf(rental.kind),
    }))
  }

  foreign(count: number): string[] {
    const { foreignKind } = this.#rules
    return Array.from({ length: count }, (_, index) => {
      const name = foreignNames[index % foreignNames.length] ?? null
      const order = { name, image: 'pytorch/pytorch:latest', env: {}, args: [], onstart: null, ports: [], diskGb: 16 }
      const rental = this.rent(foreignKind, order, 250_000, { noPorts: true })
      rental.isForeign = true
      rental.paidUntil = Infinity
      return rental.id
    })
  }
}

function stateOf(phase: Phase): SimulatedInstance['state'] {
  if (phase === 'ending' || phase === 'gone') return 'destroyed'
  return phase === 'running' || phase === 'stopped' ? phase : 'booting'
}

const msPerHour = 3_600_000n

/** The sum of the segments, exact, then rounded half up once. */
export function microUsd(list: Segment[]): number {
  const sum = list.reduce(
    (total, { from, to, microUsdPerHour }) => total + BigInt(to - from) * BigInt(microUsdPerHour),
    0n,
  )
  return Number((sum + msPerHour / 2n) / msPerHour)
}
