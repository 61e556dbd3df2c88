import type { Offer } from '@proxyapi/clouds'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import type { GpuAttemptRow } from '../store/gpu-tables.ts'
import { needsOf } from './check-launch.ts'
import { chooseOffer, machineKey } from './choose-offer.ts'
import { againAfterMs, consequenceOf, type Failure, type FailureCause, failureOf } from './failures.ts'
import { type Launch, launchOf } from './launch.ts'
import type { Listing, Market } from './market.ts'
import { tagOf } from './tag.ts'

/** Why an attempt failed, as its row keeps it. */
export interface AttemptError extends Failure {
  cause: FailureCause
}

export const attemptError = (cause: FailureCause): string => JSON.stringify({ cause, ...failureOf(cause) })

export const readAttemptError = (text: string | null): AttemptError | null =>
  text === null ? null : (JSON.parse(text) as AttemptError)

/** What an attempt rents, as it was seen: with the cloud's own prices. */
export const offerOf = ({ offer }: Pick<GpuAttempt, 'offer'>): Offer => JSON.parse(offer) as Offer

/** The row of a try that is not sent yet. */
export function newAttempt(
  tag: { install: string; contractId: string; n: number },
  { cost }: Listing,
  now: number,
  dueAt: number,
): GpuAttemptRow {
  return {
    id: tagOf(tag.install, tag.contractId, tag.n),
    contract_id: tag.contractId,
    n: tag.n,
    provider: cost.provider,
    offer_id: cost.id,
    offer: JSON.stringify(cost),
    machine: cost.machine,
    phase: 'intent',
    provider_id: null,
    error: null,
    discard: 0,
    orphan: 0,
    created_at: now,
    sent_at: null,
    accepted_at: null,
    running_at: null,
    ready_at: null,
    ended_at: null,
    searches: 0,
    searches_empty: 0,
    look: 0,
    progress: '',
    progress_at: null,
    probe_passes: 0,
    probe_misses: 0,
    seen_at: null,
    misses: 0,
    missed_at: null,
    destroy_tries: 0,
    destroy_sent_at: null,
    destroy_since: null,
    gone_at: null,
    gone_source: null,
    gone_uncertainty_ms: null,
    due_at: dueAt,
    lease_until: null,
    fence: 0,
  }
}

const attemptsMax = 25
const tryForMs = 30 * 60_000
const imageErrorsMax = 3

/** The next offer and when it may be tried, or why there is none. */
export type Next = { listing: Listing; dueAt: number } | { end: Failure }

/** What follows a failed attempt, the last of `attempts`. Pure: the market is what is known of offers now. */
export function nextAttempt(
  contract: GpuInstance,
  attempts: readonly GpuAttempt[],
  market: Market,
  usable: readonly string[],
  now: number,
): Next {
  const last = attempts.at(-1)
  const error = readAttemptError(last?.error ?? null)
  if (!last || !error) return { end: failureOf('no_capacity') }
  const launch = launchOf(contract)
  const { next } = consequenceOf(error.cause)
  const round = attempts.slice(attempts.findLastIndex(({ ready_at }) => ready_at !== null) + 1)
  const isLate = attempts.length >= attemptsMax || now - (round[0]?.created_at ?? now) > tryForMs
  if (isLate) return { end: failureOf('no_capacity') }
  if (next === 'nothing' || count(attempts, 'image_error') >= imageErrorsMax) return { end: error }
  if (next === 'same offer') {
    const listing = market.byId.get(last.offer_id)
    if (listing?.offer.available) return { listing, dueAt: now + againAfterMs(trailing(attempts, error.cause)) }
  }
  if (launch.failover === 'none') return { end: error }
  const listing = chooseOffer(
    market,
    wantedOf(contract, launch, attempts, providersOf(launch, last, next, usable)),
    now,
  )
  return listing ? { listing, dueAt: now } : { end: failureOf('no_capacity') }
}

function providersOf({ failover }: Launch, last: GpuAttempt, next: string, usable: readonly string[]): Set<string> {
  const allowed = failover === 'any_cloud' ? usable : usable.filter((provider) => provider === last.provider)
  return new Set(allowed.filter((provider) => next !== 'other cloud' || provider !== last.provider))
}

function wantedOf(contract: GpuInstance, launch: Launch, attempts: readonly GpuAttempt[], providers: Set<string>) {
  const [first] = attempts
  const pricing = first
    ? (JSON.parse(first.offer) as { pricing: 'on_demand' | 'spot' | 'prepaid' }).pricing
    : 'on_demand'
  const failed = attempts.filter(
    ({ error }) => consequenceOf(readAttemptError(error)?.cause ?? 'ambiguous').next !== 'same offer',
  )
  return {
    gpuModel: contract.gpu_model,
    gpuCount: contract.gpu_count,
    vram: contract.vram,
    diskGb: launch.diskGb,
    pricing,
    priceMax: contract.price_max,
    image: launch.image,
    needs: needsOf(launch, pricing),
    providers,
    tried: new Set(
      failed.flatMap(({ offer_id, provider, machine }) =>
        machine === null ? [offer_id] : [offer_id, machineKey(provider, machine)],
      ),
    ),
  }
}

const count = (attempts: readonly GpuAttempt[], cause: FailureCause): number =>
  attempts.filter(({ error }) => readAttemptError(error)?.cause === cause).length

/** How many of the last attempts failed for this reason, one after the other. */
function trailing(attempts: readonly GpuAttempt[], cause: FailureCause): number {
  const other = attempts.findLastIndex(({ error }) => readAttemptError(error)?.cause !== cause)
  return attempts.length - 1 - other
}
