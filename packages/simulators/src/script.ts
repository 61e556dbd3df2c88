import type { Answer, Part } from './answer.ts'

export type Step = { do: 'send'; part: Part } | { do: 'wait'; ms: number } | { do: 'fin' | 'reset' | 'silence' }

/** What really happens on the socket; after the last step the answer ends as HTTP wants it. */
export interface Script {
  /** null: no header is ever sent. */
  head: { status: number; headers: Record<string, string> } | null
  steps: Step[]
}

/** Failures that a vendor answers with an error of its own shape. */
export const errorFaults = [
  'overloaded',
  'error-500',
  'rate-limited',
  'rate-limited-bare',
  'no-quota',
  'bad-key',
  'not-found',
  'context-length',
  'content-policy',
] as const
export type ErrorFault = (typeof errorFaults)[number]

/** How a vendor words what has gone wrong. */
export interface Wording {
  errors: Record<ErrorFault, Answer>
  /** An error as an event of a stream. */
  errorEvent: string
  /** An event that is no JSON. */
  brokenEvent: string
}

/** What a failure is made of. */
interface Scene {
  answer: Answer
  isStream: boolean
  /** The parts before and after the point where a failure in mid-stream strikes. */
  before: Part[]
  after: Part[]
  wording: Wording
  slowMs: number
}

/** Where a failure in mid-stream strikes; half of the answer's tokens if neither is given. */
export interface Strike {
  afterEvents?: number | undefined
  afterBytes?: number | undefined
}

const silence: Step = { do: 'silence' }

/** Failures of the connection or of the framing, as changes of the script. */
const spoilers = {
  /** RST before any header. */
  reset: () => ({ head: null, steps: [{ do: 'reset' }] }),
  /** Accepted, never answered. */
  hang: () => ({ head: null, steps: [silence] }),
  /** Headers, then nothing. */
  silent: ({ answer }) => ({ head: answer, steps: [silence] }),
  /** Headers and SSE comments, never an event. */
  comments: ({ answer }) => ({ head: answer, steps: [send(frame(': waiting\n\n: still waiting\n\n')), silence] }),
  /** Everything before the first token, then nothing. */
  'role-then-silent': ({ answer }) => ({ head: answer, steps: [...untilFirstToken(answer.parts).map(send), silence] }),
  /** Headers, then RST. */
  'headers-then-reset': ({ answer }) => ({ head: answer, steps: [{ do: 'reset' }] }),
  /** Everything before the first token, then RST. */
  'role-then-reset': ({ answer }) => ({
    head: answer,
    steps: [...untilFirstToken(answer.parts).map(send), { do: 'reset' }],
  }),
  'slow-first-token': ({ answer, slowMs }) => delayed(script(answer), slowMs),
  /** Silence in mid-stream. */
  stall: (scene) => brokenBy(scene, silence),
  /** FIN in mid-stream: HTTP sees that the body is short. */
  cut: (scene) => brokenBy(scene, { do: 'fin' }),
  /** A body that ends in mid-stream as if it were complete: only the protocol sees that it is short. */
  truncated: (scene) => unmeasured(brokenBy(scene)),
  'reset-mid': (scene) => brokenBy(scene, { do: 'reset' }),
  /** One event that is no JSON; then the stream goes on. */
  garbage: (scene) =>
    scene.isStream
      ? brokenBy(scene, send(frame(scene.wording.brokenEvent)), ...scene.after.map(send))
      : instead(scene, '{"id":"broken","cho', 'application/json'),
  'error-mid-stream': (scene) =>
    scene.isStream ? brokenBy(scene, send(frame(scene.wording.errorEvent))) : errorIn200(scene),
  'error-in-200': (scene) => errorIn200(scene),
  /** The finish is seen, the family's end marker is not. */
  'no-end-marker': ({ answer }) => script({ ...answer, parts: answer.parts.filter((part) => part.kind !== 'end') }),
  html: (scene) => instead(scene, '<html><body><h1>The service is starting</h1></body></html>', 'text/html'),
  empty: ({ answer }) => unmeasured({ head: answer, steps: [] }),
} satisfies Record<string, (scene: Scene) => Script>

export type TransportFault = keyof typeof spoilers
export const transportFaults = Object.keys(spoilers) as TransportFault[]

export function script(answer: Answer): Script {
  return { head: answer, steps: answer.parts.map(send) }
}

/** The script of an answer that fails in this way; `slowMs` is how late a slow first token is. */
export function spoiled(
  answer: Answer,
  fault: TransportFault,
  wording: Wording,
  strike: Strike,
  slowMs: number,
): Script {
  const isStream = answer.parts[0]?.kind !== 'whole'
  return spoilers[fault]({ answer, isStream, ...split(answer.parts, strike), wording, slowMs })
}

/** The same script, with a pause before its first token, or before its whole body. */
export function delayed(original: Script, ms: number): Script {
  const first = original.steps.findIndex((step) => step.do === 'send' && step.part.kind !== 'frame')
  if (first < 0 || ms <= 0) return original
  return { ...original, steps: original.steps.toSpliced(first, 0, { do: 'wait', ms }) }
}

/** The same script, with a pause after each token. */
export function paced(original: Script, ms: number): Script {
  if (ms <= 0) return original
  const steps = original.steps.flatMap((step): Step[] =>
    step.do === 'send' && step.part.kind === 'token' ? [step, { do: 'wait', ms }] : [step],
  )
  return { ...original, steps }
}

export function isTransportFault(fault: string): fault is TransportFault {
  return Object.hasOwn(spoilers, fault)
}

export function isErrorFault(fault: string): fault is ErrorFault {
  return errorFaults.some((name) => name === fault)
}

function send(part: Part): Step {
  return { do: 'send', part }
}

function frame(text: string): Part {
  return { kind: 'frame', text, tokens: 0 }
}

function brokenBy({ answer, before }: Scene, ...then: Step[]): Script {
  return { head: answer, steps: [...before.map(send), ...then] }
}

function errorIn200(scene: Scene): Script {
  if (scene.isStream) return instead(scene, scene.wording.errorEvent, 'text/event-stream')
  return instead(scene, String(scene.wording.errors.overloaded.parts[0]?.text), 'application/json')
}

/** Something else than the answer: a frame, because nobody pays for it. */
function instead({ answer }: Scene, text: string, type: string): Script {
  return script({
    status: 200,
    headers: { ...measureless(answer.headers), 'content-type': type },
    parts: [frame(text)],
  })
}

function unmeasured({ head, steps }: Script): Script {
  return { head: head && { ...head, headers: measureless(head.headers) }, steps }
}

/** Without the length, so that Node sends what there is in chunks. */
function measureless(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-length'))
}

function untilFirstToken(parts: Part[]): Part[] {
  const first = parts.findIndex((part) => part.kind !== 'frame')
  return parts.slice(0, first < 0 ? parts.length : first)
}

function split(parts: Part[], { afterEvents, afterBytes }: Strike): { before: Part[]; after: Part[] } {
  if (afterBytes !== undefined) return splitAtByte(parts, afterBytes)
  const [only] = parts
  if (only?.kind === 'whole') return splitAtByte(parts, Math.floor(Buffer.byteLength(only.text) / 2))
  const at = afterEvents ?? middle(parts)
  return { before: parts.slice(0, at), after: parts.slice(at) }
}

/** Behind half of the tokens, or before the finish of an answer that has none. */
function middle(parts: Part[]): number {
  const tokenAt = parts.flatMap((part, index) => (part.kind === 'token' ? [index] : []))
  const half = tokenAt[Math.ceil(tokenAt.length / 2) - 1]
  if (half !== undefined) return half + 1
  const finish = parts.findIndex((part) => part.kind === 'finish')
  return finish < 0 ? parts.length : finish
}

function splitAtByte(parts: Part[], bytes: number): { before: Part[]; after: Part[] } {
  let left = bytes
  for (const [index, part] of parts.entries()) {
    const whole = Buffer.from(part.text)
    if (left < whole.length) {
      const before = [...parts.slice(0, index), { ...part, text: whole.subarray(0, left) }]
      return { before, after: [{ ...part, text: whole.subarray(left), tokens: 0 }, ...parts.slice(index + 1)] }
    }
    left -= whole.length
  }
  return { before: parts, after: [] }
}
