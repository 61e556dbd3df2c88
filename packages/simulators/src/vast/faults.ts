import { type Answer, jsonAnswer, wholeAnswer } from '../answer.ts'
import type { Outcome } from '../cloud-server.ts'
import { isObject } from '../json.ts'
import type { Quirks } from './instance.ts'

export interface VastFault {
  /** Nothing is done, and this is what the caller gets. */
  refuse?: Outcome
  /** Somebody else was quicker: the ask is gone. */
  takesAsk?: true
  /** It is done, but this is what the caller gets. */
  instead?: (answer: Answer) => Outcome
  /** Of the instance that a create makes. */
  quirks?: Quirks
  /** The ask stays in the market, so that it can be rented again. */
  keepsAsk?: true
  /** The account is empty afterwards. */
  emptiesAccount?: true
}

const hourMs = 3_600_000

export function plain(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return wholeAnswer(status, text, { 'content-type': 'text/plain', ...headers })
}

export function failure(status: number, error: string, msg: string, more: object = {}): Answer {
  return jsonAnswer(status, { success: false, error, msg, ...more })
}

export function tooFrequent(threshold: number): Answer {
  return plain(429, `API requests too frequent: endpoint threshold=${threshold.toFixed(1)}`)
}

export const noSuchAsk = failure(
  410,
  'no_such_ask',
  'error 410/3907: no_such_ask  Instance type by that id is not available.',
)
export const lacksCredit = failure(400, 'insufficient_credit', 'Your account lacks credit; see the billing page.')
const serverError = plain(500, 'Internal Server Error')

const canonical = {
  vanish: { takesAsk: true },
  'no-balance': { refuse: lacksCredit },
  'balance-zero': { emptiesAccount: true },
  'accept-twice': { keepsAsk: true },
  'create-then-500': { instead: () => serverError },
  'create-then-hang': { instead: () => 'hang' },
  'create-then-reset': { instead: () => 'reset' },
  'refuse-then-appear': { instead: () => noSuchAsk, quirks: { visibleAfterMs: 30_000 } },
  'empty-body': { instead: () => plain(200, '') },
  'bad-json': { instead: (answer) => plain(200, `${answer.parts[0]?.text ?? ''}`.slice(0, -2)) },
  'html-502': {
    instead: () => plain(502, '<html><body>502 Bad Gateway</body></html>', { 'content-type': 'text/html' }),
  },
  'error-with-id': {
    instead: (answer) =>
      failure(400, 'invalid_price', 'bid too low', { new_contract: memberOf(answer, 'new_contract') }),
  },
  'error-500': { refuse: serverError },
  hang: { refuse: 'hang' },
  reset: { refuse: 'reset' },
  '429-text': { refuse: tooFrequent(4.5) },
  '429-retry-after': { refuse: plain(429, 'API requests too frequent', { 'retry-after': '12' }) },
  'list-500': { refuse: serverError },
  'list-empty-200': {
    instead: (answer) => edited(answer, { instances_found: 0, total_instances: 0, next_token: null, instances: [] }),
  },
  'page-drop': { instead: (answer) => edited(answer, { instances: [] }) },
  'list-lag': { quirks: { visibleAfterMs: 60_000 } },
  stuck: { quirks: { status: 'loading' } },
  'slow-pull': { quirks: { bootFactor: 5 } },
  'unknown-status': { quirks: { status: 'hibernating', statusMessage: 'hibernating' } },
  'oci-error': { quirks: { status: 'created', statusMessage: 'Error: OCI runtime create failed: no such device' } },
  'running-no-port': { quirks: { noPorts: true } },
  'wrong-gpu': { quirks: { gpuName: 'GTX 1050 Ti' } },
  'price-mismatch': { quirks: { priceFactor: 2 } },
  'price-up': { quirks: { priceUp: { afterMs: 10_000, endsAfterMs: hourMs, factor: 1.5 } } },
  outbid: { quirks: { outbidAfterMs: 10_000 } },
  'console-delete': { quirks: { deletedAfterMs: 10_000 } },
  'delete-500': { quirks: { refusesDeleteMs: hourMs } },
  'delete-404-then-alive': { quirks: { deniesMs: 60_000 } },
} satisfies Record<string, VastFault>

/** Everything that can go wrong, by name; as an image it is `sim/<name>`, which acts on the create alone. */
export const vastFaults = {
  ...canonical,
  'offer-gone': canonical.vanish,
  'create-timeout': canonical['create-then-hang'],
  'create-empty-body': canonical['empty-body'],
  'stuck-pull': canonical.stuck,
  'destroy-refused': canonical['delete-500'],
  '404-then-alive': canonical['delete-404-then-alive'],
} satisfies Record<string, VastFault>

export type VastFaultName = keyof typeof vastFaults
export const vastFaultNames = Object.keys(vastFaults) as VastFaultName[]

function memberOf(answer: Answer, name: string): unknown {
  const body: unknown = JSON.parse(String(answer.parts[0]?.text))
  return isObject(body) ? body[name] : undefined
}

function edited(answer: Answer, members: object): Answer {
  return jsonAnswer(answer.status, { ...JSON.parse(String(answer.parts[0]?.text)), ...members })
}
