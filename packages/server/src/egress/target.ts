import { ApiError } from '@proxyapi/contract/errors'
import { type Address, classify, parseAddress, sameAddress, type Verdict } from './addresses.ts'
import { type EgressClass, egressClasses } from './classes.ts'
import { MAX_URL_CHARACTERS } from './limits.ts'

/** A host as `URL.hostname` writes it, without brackets, and a port. */
export interface HostPort {
  readonly host: string
  readonly port: number
}

/** What the operator decides about the way out; it comes from the configuration, never from a request. */
export interface EgressRules {
  /** Exact hosts and ports that may be private, for one class or for all. Metadata addresses stay denied. */
  readonly allow?: readonly (HostPort & { readonly class?: EgressClass })[]
  /** Ports of class `target`, instead of those in its row. */
  readonly ports?: readonly number[]
  /** Where this server itself listens and is known: nothing may lead back to it. */
  readonly own?: readonly HostPort[]
  /** Webhooks may go out over plain http, also to port 80. Never set in production. */
  readonly plainWebhooks?: boolean
  /** The one UNIX socket: calls of class `cloud` to this origin go to it. */
  readonly unixSocket?: { readonly origin: string; readonly path: string }
}

/** Where the rented instance of one contract answers; `private` comes from the operator's cloud row. */
export interface Contract {
  readonly host: string
  readonly ports: readonly number[]
  readonly private: boolean
}

/** What a connection is made to. */
export interface Endpoint {
  /** A name, or an address without brackets. */
  readonly hostname: string
  readonly port: number
  readonly secure: boolean
  /** An operator rule or a contract names this host and port: private addresses may be connected to. */
  readonly opened: boolean
  readonly unixPath?: string
}

/** A URL that passed every check that needs no name resolution. */
export interface Target extends Endpoint {
  readonly url: URL
}

/**
 * An authority without userinfo, then path and query; no whitespace, control character, backslash or fragment anywhere.
 * The WHATWG parser would forgive all of these, and other readers of the same text would not agree with it.
 */
const URL_SHAPE = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^\s\p{Cc}\\#/?@]+(?:[/?][^\s\p{Cc}\\#]*)?$/u
const HOST_NAME = /^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/
const MAX_NAME_CHARACTERS = 253

/** Names that mean the inside wherever they resolve; names without a dot are the same. Addresses decide all others. */
const INSIDE_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home\.arpa)$/

/** Judges a URL as far as it can be without a packet; throws TARGET_URL_INVALID (400) or TARGET_BLOCKED (403). */
export function checkUrl(text: string, egressClass: EgressClass, rules: EgressRules, contract?: Contract): Target {
  const url = text.length <= MAX_URL_CHARACTERS && URL_SHAPE.test(text) ? URL.parse(text) : null
  if (url === null) throw invalid('not an absolute URL of the accepted form')
  const secure = url.protocol === 'https:'
  const plainHttp = egressClasses[egressClass].plainHttp || rules.plainWebhooks === true
  if (!secure && !(url.protocol === 'http:' && plainHttp)) throw invalid(`scheme ${url.protocol}`)

  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1)
  const hostname = bareHost(url.hostname)
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
  const literal = parseAddress(hostname)
  if (literal === null && !isHostName(hostname)) throw invalid('not a host name')
  const { unixSocket } = rules
  if (egressClass === 'cloud' && unixSocket !== undefined && unixSocket.origin === url.origin) {
    return { url, hostname, port, secure, opened: false, unixPath: unixSocket.path }
  }

  if (rules.own?.some((own) => own.host === hostname && own.port === port)) throw blocked('our own address')
  const opened = isOpened(hostname, port, egressClass, rules, contract)
  if (!opened && !mayUsePort(port, secure, egressClass, rules)) throw blocked(`port ${port}`)
  const reason = literal === null ? insideName(hostname, opened) : insideAddress(literal, port, opened, rules)
  if (reason !== null) throw blocked(reason)
  return { url, hostname, port, secure, opened }
}

/** Whether one address may be connected to: public, or private where a rule or contract opened host and port. */
export function judgeAddress(address: Address, port: number, opened: boolean, rules: EgressRules): Verdict {
  const own = rules.own?.some((entry) => entry.port === port && sameAddress(parseAddress(entry.host), address))
  if (own === true) return { allowed: false, reason: 'our own address', openable: false }
  const verdict = classify(address)
  return verdict.allowed || !(opened && verdict.openable) ? verdict : { allowed: true }
}

/** The refusal that says the same for every reason; the reason is its cause, for our log. */
export function blocked(reason: unknown): ApiError {
  return new ApiError('TARGET_BLOCKED', undefined, { cause: reason })
}

function invalid(reason: string): ApiError {
  return new ApiError('TARGET_URL_INVALID', undefined, { cause: reason })
}

function bareHost(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}

function isHostName(hostname: string): boolean {
  return hostname.length <= MAX_NAME_CHARACTERS && HOST_NAME.test(hostname)
}

function insideName(hostname: string, opened: boolean): string | null {
  const inside = !hostname.includes('.') || INSIDE_NAME.test(hostname)
  return inside && !opened ? `inside name ${hostname}` : null
}

function insideAddress(address: Address, port: number, opened: boolean, rules: EgressRules): string | null {
  const verdict = judgeAddress(address, port, opened, rules)
  return verdict.allowed ? null : verdict.reason
}

/** A contract narrows class `instance` to its host and ports, and may open them. */
function isOpened(
  hostname: string,
  port: number,
  egressClass: EgressClass,
  rules: EgressRules,
  contract?: Contract,
): boolean {
  if (egressClass === 'instance') {
    if (contract?.host !== hostname || !contract.ports.includes(port)) throw blocked('not the contract’s endpoint')
    if (contract.private) return true
  }
  return (
    rules.allow?.some(
      (rule) =>
        rule.host === hostname && rule.port === port && (rule.class === undefined || rule.class === egressClass),
    ) === true
  )
}

function mayUsePort(port: number, secure: boolean, egressClass: EgressClass, rules: EgressRules): boolean {
  const { ports } = egressClasses[egressClass]
  if (ports === 'any' || ports === 'contract') return port !== 0
  if (egressClass === 'webhook' && !secure && port === 80) return true
  return (egressClass === 'target' ? (rules.ports ?? ports) : ports).includes(port)
}
