import { type Answer, wholeAnswer } from '../answer.ts'
import type { Outcome } from '../cloud-server.ts'
import type { Quirks } from './rental.ts'

export interface CloudFault {
  /** Nothing is done, and this is what the caller gets. */
  refuse?: Outcome
  /** It is done, but this is what the caller gets. */
  instead?: (answer: Answer) => Outcome
  /** Of the machine that a create makes. */
  quirks?: Quirks
  /** The account is empty afterwards. */
  emptiesAccount?: true
}

/** How a cloud words what has gone wrong. */
export interface CloudWording {
  noStock: Answer
  noBalance: Answer
  tooMany: Answer
  /** Its list, with nothing in it. */
  emptyList: Answer
}

export function plain(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return wholeAnswer(status, text, { 'content-type': 'text/plain', ...headers })
}

const hourMs = 3_600_000
const serverError = plain(500, 'Internal Server Error')

/** Everything that can go wrong, by name; as an image it is `sim/<name>`, which acts on the create alone. */
export const cloudFaults = (words: CloudWording) =>
  ({
    vanish: { refuse: words.noStock },
    'no-balance': { refuse: words.noBalance },
    'balance-zero': { emptiesAccount: true },
    'create-then-500': { instead: () => serverError },
    'create-then-hang': { instead: () => 'hang' },
    'create-then-reset': { instead: () => 'reset' },
    'refuse-then-appear': { instead: () => words.noStock, quirks: { visibleAfterMs: 30_000 } },
    'empty-body': { instead: () => plain(200, '') },
    'bad-json': { instead: (answer) => plain(200, `${answer.parts[0]?.text ?? ''}`.slice(0, -2)) },
    'html-502': {
      instead: () => plain(502, '<html><body>502 Bad Gateway</body></html>', { 'content-type': 'text/html' }),
    },
    'error-500': { refuse: serverError },
    hang: { refuse: 'hang' },
    reset: { refuse: 'reset' },
    '429-text': { refuse: plain(429, 'Too Many Requests') },
    '429-retry-after': { refuse: { ...words.tooMany, headers: { ...words.tooMany.headers, 'retry-after': '12' } } },
    'list-500': { refuse: serverError },
    'list-empty-200': { refuse: words.emptyList },
    'list-lag': { quirks: { visibleAfterMs: 60_000 } },
    stuck: { quirks: { stays: 'stuck' } },
    'slow-pull': { quirks: { bootFactor: 5 } },
    'unknown-status': { quirks: { stays: 'strange' } },
    'running-no-port': { quirks: { noPorts: true } },
    'wrong-gpu': { quirks: { isOtherGpu: true } },
    'price-mismatch': { quirks: { priceFactor: 2 } },
    'console-delete': { quirks: { deletedAfterMs: 10_000 } },
    'delete-500': { quirks: { refusesDeleteMs: hourMs } },
    'delete-404-then-alive': { quirks: { deniesMs: 60_000 } },
  }) satisfies Record<string, CloudFault>

export type CloudFaultName = keyof ReturnType<typeof cloudFaults>
