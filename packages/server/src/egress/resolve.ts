import { lookup, Resolver } from 'node:dns/promises'
import { ApiError } from '@proxyapi/contract/errors'
import { type Address, parseAddress } from './addresses.ts'
import { MAX_ANSWERS_PER_NAME, RESOLVE_LIMIT_MS } from './limits.ts'
import { blocked, type EgressRules, type Endpoint, judgeAddress } from './target.ts'

/** Every address of a name, A and AAAA; rejects with an error whose `code` is a DNS code. Stops when `signal` aborts. */
export type LookUp = (name: string, signal: AbortSignal) => Promise<readonly string[]>

/**
 * Asks the DNS itself, at the servers of the system or at these (address and port): names that a caller chose can be
 * given up, and do not hold the thread pool of the process.
 */
export const dnsLookUp =
  (servers?: readonly string[]): LookUp =>
  async (name, signal) => {
    const resolver = new Resolver({ timeout: RESOLVE_LIMIT_MS / 2, tries: 2 })
    if (servers !== undefined) resolver.setServers(servers)
    const cancel = () => resolver.cancel()
    signal.addEventListener('abort', cancel)
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
 * The addresses to connect to, all judged: one bad answer refuses the name. Throws ApiError TARGET_BLOCKED, also for a name
 * that does not exist, or TARGET_UNRESOLVABLE when the DNS failed, said too much or took longer than 5 s.
 */
export async function resolveEndpoint(
  endpoint: Endpoint,
  rules: EgressRules,
  lookUp: LookUp | undefined,
  signal: AbortSignal,
): Promise<readonly Address[]> {
  const answers = await answersOf(endpoint, signal, lookUp)
  if (answers.length === 0) throw blocked('no address')
  if (answers.length > MAX_ANSWERS_PER_NAME) throw unresolvable(`${answers.length} answers`)
  return alternateFamilies(answers.map((answer) => judged(answer, endpoint, rules)))
}

/** For a URL that is only stored: throws TARGET_BLOCKED where an answer points inside, nothing where there is none. */
export async function admitEndpoint(endpoint: Endpoint, rules: EgressRules, lookUp?: LookUp): Promise<void> {
  if (endpoint.unixPath !== undefined) return
  // A name without an answer is judged at each use; examples must work on a machine without DNS.
  const answers = await answersOf(endpoint, new AbortController().signal, lookUp).catch(() => [])
  for (const answer of answers) judged(answer, endpoint, rules)
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

function judged(answer: string, { port, opened }: Endpoint, rules: EgressRules): Address {
  const address = parseAddress(answer)
  if (address === null) throw blocked(`unreadable address ${answer}`)
  const verdict = judgeAddress(address, port, opened, rules)
  if (!verdict.allowed) throw blocked(`${answer}: ${verdict.reason}`)
  return address
}

async function answersOf(
  { hostname, opened }: Endpoint,
  signal: AbortSignal,
  lookUp: LookUp = opened ? systemLookUp : dnsLookUp(),
): Promise<readonly string[]> {
  if (parseAddress(hostname) !== null) return [hostname]
  try {
    return await withinLimit(async (asking) => lookUp(hostname, asking), signal)
  } catch (error) {
    throw isMissing(error) ? blocked(error) : unresolvable(error)
  }
}

function withinLimit<T>(ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const asking = new AbortController()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    }
    const giveUp = () => {
      end()
      reject(new Error('given up'))
      asking.abort()
    }
    const timer = setTimeout(giveUp, RESOLVE_LIMIT_MS)
    signal.addEventListener('abort', giveUp)
    ask(asking.signal).then(resolve, reject).finally(end)
  })
}

const MISSING_CODES: readonly unknown[] = ['ENOTFOUND', 'ENODATA', 'EBADNAME']

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING_CODES.includes(error.code)
}

function unresolvable(cause: unknown): ApiError {
  return new ApiError('TARGET_UNRESOLVABLE', undefined, { cause })
}
