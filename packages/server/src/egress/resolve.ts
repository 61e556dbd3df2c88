import { lookup, Resolver } from 'node:dns/promises'
import { type Address, parseAddress } from './addresses.ts'
import { EgressFailure } from './failure.ts'
import { MAX_ANSWERS_PER_NAME, RESOLVE_LIMIT_MS } from './limits.ts'
import { blocked, type Endpoint, type EgressRules, judgeAddress } from './target.ts'

/** Every address of a name, A and AAAA; rejects with an error whose `code` is a DNS code. Stops when `signal` aborts. */
export type LookUp = (name: string, signal: AbortSignal) => Promise<readonly string[]>

/** Asks the DNS itself: names that a caller chose can be given up, and do not hold the thread pool of the process. */
export const dnsLookUp: LookUp = async (name, signal) => {
  const resolver = new Resolver({ timeout: RESOLVE_LIMIT_MS / 2, tries: 2 })
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const answers = await Promise.allSettled([resolver.resolve6(name), resolver.resolve4(name)])
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
    if (found.length > 0) return found
    const errors = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
    throw errors.find((error) => !isMissing(error)) ?? errors[0]
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** Asks the operating system, hosts file and search domains included: for names that an operator rule opened. */
export const systemLookUp: LookUp = async (name) => {
  const answers = await lookup(name, { all: true, order: 'verbatim' })
  return answers.map(({ address }) => address)
}

/**
 * The addresses to connect to, all judged: one bad answer refuses the name. Rejects with an EgressFailure: `blocked` also
 * for a name that does not exist, `unresolvable` when the DNS failed, said too much or took longer than 5 s.
 */
export async function resolveEndpoint(
  endpoint: Endpoint,
  rules: EgressRules,
  lookUp: LookUp | undefined,
  signal: AbortSignal,
): Promise<readonly Address[]> {
  const literal = parseAddress(endpoint.hostname)
  const ask = lookUp ?? (endpoint.opened ? systemLookUp : dnsLookUp)
  const texts = literal === null ? await answersOf(endpoint.hostname, ask, signal) : [endpoint.hostname]
  if (texts.length > MAX_ANSWERS_PER_NAME) throw unresolvable(`${texts.length} answers`)
  const addresses = texts.map((text) => judged(text, endpoint, rules))
  if (addresses.length === 0) throw refusal('no address')
  return alternateFamilies(addresses)
}

/** IPv6 and IPv4 in turn, so that a host whose one family is dead costs one waiting time and not one an address. */
export function alternateFamilies(addresses: readonly Address[]): Address[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family)
  const second = addresses.filter(({ family }) => family !== addresses[0]?.family)
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) => [
    ...first.slice(index, index + 1),
    ...second.slice(index, index + 1),
  ]).flat()
}

function judged(text: string, { port, opened }: Endpoint, rules: EgressRules): Address {
  const address = parseAddress(text)
  if (address === null) throw refusal(`unreadable address ${text}`)
  const verdict = judgeAddress(address, port, opened, rules)
  if (!verdict.allowed) throw refusal(`${text}: ${verdict.reason}`)
  return address
}

function answersOf(name: string, lookUp: LookUp, signal: AbortSignal): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const asking = new AbortController()
    const giveUp = (failure: EgressFailure) => {
      end()
      asking.abort()
      reject(failure)
    }
    const onAbort = () => giveUp(new EgressFailure({ phase: 'resolve', kind: 'aborted', sent: false }))
    const timer = setTimeout(() => giveUp(unresolvable('no answer in time')), RESOLVE_LIMIT_MS)
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    lookUp(name, asking.signal).then(
      (answers) => {
        end()
        resolve(answers)
      },
      (error: unknown) => {
        end()
        reject(isMissing(error) ? refusal(error) : unresolvable(error))
      },
    )
  })
}

const MISSING_CODES: readonly unknown[] = ['ENOTFOUND', 'ENODATA', 'EBADNAME']

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING_CODES.includes(error.code)
}

function refusal(reason: unknown): EgressFailure {
  return new EgressFailure({ phase: 'resolve', kind: 'blocked', sent: false, cause: blocked(reason) })
}

function unresolvable(cause: unknown): EgressFailure {
  return new EgressFailure({ phase: 'resolve', kind: 'unresolvable', sent: false, cause })
}
