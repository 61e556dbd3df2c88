import type { Answer } from '../answer.ts'
import { type CloudOptions, type CloudSimulator, serveCloud } from '../cloud-server.ts'
import { type CloudFault, type CloudFaultName, type CloudWording, cloudFaults, plain } from './faults.ts'
import { type Order, type Rental, type RentalRules, Rentals } from './rental.ts'

/** A request as a route sees it. */
export interface RouteCall<Kind> {
  rentals: Rentals<Kind>
  /** What the path's pattern has caught, decoded; empty where there is nothing. */
  id: string
  query: URLSearchParams
  body: unknown
  fault: CloudFault
  /** The address of the simulator itself, for links in answers. */
  url: string
  /** Container port → loopback port. */
  portsOf(rental: Rental<Kind>): Map<number, number>
}

export interface Pace {
  name: string
  requests: number
  windowMs: number
}

export interface CloudRoute<Kind> {
  method: string
  pattern: RegExp
  /** The limit that it counts for; none beside that of all routes. */
  pace?: Pace
  answer(call: RouteCall<Kind>): Answer
}

/** One cloud as its wire: what it sells, how it is asked, and in which words it answers. */
export interface CloudBrand<Kind> {
  rules: RentalRules<Kind>
  routes: readonly CloudRoute<Kind>[]
  words: CloudWording
  keyOf(headers: Record<string, string>): string | null
  badKey: Answer
  notFound: Answer
  /** Of all routes together. */
  pace?: Pace
  imageOf(body: unknown): string | null
  /** The loopback address at which a machine keeps its port numbers, where the cloud maps none. */
  hostOf?(rental: Rental<Kind>): string
  /** Headers of every answer to who is known. */
  headers?(): Record<string, string>
}

/** A simulated cloud without spot or bids: its kinds of machines, rented by name. */
export function simulateCloud<Kind>(
  brand: CloudBrand<Kind>,
  options: CloudOptions,
): Promise<CloudSimulator<CloudFaultName>> {
  const { seed = 'sim', bootMs = 2_000, credit = 100_000 } = options
  const faults: Record<CloudFaultName, CloudFault> = cloudFaults(brand.words)
  return serveCloud(options, (now) => {
    const rentals = new Rentals(brand.rules, { seed, bootMs, creditUsd: credit, now })
    const violates = pacer(now)
    return {
      faultNames: Object.keys(faults) as CloudFaultName[],
      imageOf: ({ body }) => brand.imageOf(body),
      answer({ seen, fault: name, ports }) {
        const fault = name === null ? {} : faults[name]
        if (fault.refuse) return fault.refuse
        const path = seen.path
        const route = brand.routes.find(({ method, pattern }) => method === seen.method && pattern.test(path))
        if (!route) return brand.notFound
        const key = brand.keyOf(seen.headers)
        if (!key || (options.keys && !options.keys.includes(key))) return brand.badKey
        const isPaced = options.paces !== false
        if (isPaced && [brand.pace, route.pace].some((pace) => pace && violates(pace))) return brand.words.tooMany
        const call: RouteCall<Kind> = {
          rentals,
          id: decodeURIComponent(route.pattern.exec(path)?.[1] ?? ''),
          query: new URLSearchParams(seen.query),
          body: seen.body,
          fault,
          url: `http://${seen.headers.host}`,
          portsOf: ({ id }) => ports.of(id),
        }
        const reply = withHeaders(route.answer(call), brand.headers?.())
        return fault.instead ? fault.instead(reply) : reply
      },
      settle: () => rentals.settle(),
      running: () =>
        new Map(
          [...rentals.all.values()]
            .filter((rental) => rentals.isRunning(rental) && !rental.quirks.noPorts)
            .map((rental) => [rental.id, reachable(brand, rental)]),
        ),
      bill: () => rentals.bill(),
      instances: () => rentals.instances(),
      foreign: (count) => rentals.foreign(count),
      balance: () => rentals.balance(),
    }
  })
}

/** Rents what a create asks for, with what its fault does to it. */
export function rentAs<Kind>({ rentals, fault }: RouteCall<Kind>, kind: Kind, order: Order, perHour: number) {
  const rental = rentals.rent(kind, order, perHour, fault.quirks)
  if (fault.emptiesAccount) rentals.empty()
  return rental
}

/** The answer to an end that was asked for. */
export function endAs<Kind>({ rentals, id }: RouteCall<Kind>, done: Answer, notFound: Answer): Answer {
  const rental = rentals.found(id)
  if (!rental) return notFound
  const what = rentals.end(rental)
  return what === 'done' ? done : what === 'denied' ? notFound : plain(500, 'Internal Server Error')
}

function reachable<Kind>({ hostOf }: CloudBrand<Kind>, rental: Rental<Kind>) {
  return { container: rental, ports: rental.ports, ...(hostOf ? { host: hostOf(rental) } : {}) }
}

function withHeaders(answer: Answer, headers: Record<string, string> | undefined): Answer {
  return headers ? { ...answer, headers: { ...answer.headers, ...headers } } : answer
}

/** Says whether a call is one too many; a call that passes counts. */
function pacer(now: () => number): (pace: Pace) => boolean {
  const turns = new Map<string, number[]>()
  return ({ name, requests, windowMs }) => {
    const recent = (turns.get(name) ?? []).filter((at) => at > now() - windowMs)
    turns.set(name, recent)
    if (recent.length >= requests) return true
    recent.push(now())
    return false
  }
}
