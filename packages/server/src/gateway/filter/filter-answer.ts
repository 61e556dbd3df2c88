import type { AnswerEvent } from '@proxyapi/providers'
import { TextGate } from './gate.ts'
import { Judge, verdictsOf } from './judge.ts'
import { Pace, type Work } from './pace.ts'
import type { FilterRule, Verdict } from './rule.ts'

type Told = Extract<AnswerEvent, { type: 'text' | 'reasoning' | 'refusal' }>
type ToolCall = Extract<AnswerEvent, { type: 'tool-call' }>
type Citation = Extract<AnswerEvent, { type: 'citation' }>
type Native = Extract<AnswerEvent, { type: 'raw' }>

/**
 * Judges an answer as its events come. Texts are held back for as long as a match may still begin in them, the arguments of
 * a tool until they are whole. A choice that is blocked says nothing more; it ends where the upstream ends it, as
 * `content_filter`, so that its usage is known.
 */
export class AnswerFilter {
  readonly #rules: readonly FilterRule[]
  readonly #found = new Set<FilterRule>()
  #choices = new Map<number, ChoiceFilter>()

  constructor(rules: readonly FilterRule[]) {
    this.#rules = rules
  }

  verdicts(): Verdict[] {
    return verdictsOf(this.#rules, this.#found)
  }

  *pushAll(events: readonly AnswerEvent[]): Work<readonly AnswerEvent[]> {
    const passed: AnswerEvent[] = []
    for (const event of events) passed.push(...(yield* this.push(event)))
    return passed
  }

  /** What of the answer may go on now that this event came. */
  *push(event: AnswerEvent): Work<readonly AnswerEvent[]> {
    switch (event.type) {
      case 'start':
        this.#choices = new Map()
        return [event]
      case 'usage':
      case 'error':
        return [event]
      case 'text':
      case 'reasoning':
      case 'refusal':
      case 'tool-call':
      case 'citation':
      case 'media':
      case 'logprobs':
      case 'raw':
      case 'finish': {
        let choice = this.#choices.get(event.choice)
        if (choice === undefined) {
          choice = new ChoiceFilter(event.choice, this.#rules, this.#found)
          this.#choices.set(event.choice, choice)
        }
        return yield* choice.push(event)
      }
    }
  }
}

/** One of the answers that were asked for. */
class ChoiceFilter {
  readonly #choice: number
  readonly #found: Set<FilterRule>
  readonly #flags: readonly FilterRule[]
  readonly #others: readonly FilterRule[]
  readonly #rules: readonly FilterRule[]
  readonly #pace = new Pace()
  /** The part that texts are being added to. */
  #part: { type: Told['type']; flags: TextGate; others: TextGate; isChanged: boolean } | null = null
  /** Arguments so far, by the index of their call. */
  readonly #calls = new Map<number, Pick<ToolCall, 'arguments' | 'signature'>>()
  #isBlocked = false

  constructor(choice: number, rules: readonly FilterRule[], found: Set<FilterRule>) {
    this.#choice = choice
    this.#rules = rules
    this.#found = found
    this.#flags = rules.filter(({ action }) => action === 'flag')
    this.#others = rules.filter(({ action }) => action !== 'flag')
  }

  *push(event: Exclude<AnswerEvent, { type: 'start' | 'usage' | 'error' }>): Work<AnswerEvent[]> {
    const events: AnswerEvent[] = []
    if (!continues(this.#part?.type, event) && !this.#isBlocked) events.push(...(yield* this.#closePart()))
    if (endsCalls(event) && !this.#isBlocked) events.push(...(yield* this.#closeCalls()))
    if (this.#isBlocked) {
      if (event.type === 'finish') events.push({ ...event, reason: 'content_filter', native: null })
      return events
    }
    switch (event.type) {
      case 'text':
      case 'reasoning':
      case 'refusal':
        events.push(...(yield* this.#told(event)))
        break
      case 'tool-call':
        events.push(...this.#called(event))
        break
      case 'citation':
      case 'raw':
        events.push(...(yield* this.#whole(event)))
        break
      case 'logprobs':
        // They spell out the text, also what was taken out of it.
        if (this.#others.length === 0) events.push(event)
        break
      case 'media':
      case 'finish':
        events.push(event)
    }
    return events
  }

  *#told(event: Told): Work<AnswerEvent[]> {
    if (event.type === 'reasoning' && event.encrypted !== undefined) return [event]
    this.#part ??= {
      type: event.type,
      flags: new TextGate(this.#flags, this.#pace),
      others: new TextGate(this.#others, this.#pace),
      isChanged: false,
    }
    const part = this.#part
    const isLast = event.type === 'reasoning' && event.signature !== undefined
    const text = yield* this.#through(event.text, isLast)
    if (isLast) this.#part = null
    if (event.type !== 'reasoning' || event.signature === undefined || this.#isBlocked)
      return text === '' ? [] : [{ type: event.type, choice: this.#choice, text }]
    // A signature vouches for the text as it was.
    const { signature, ...unsigned } = event
    return [part.isChanged ? { ...unsigned, text } : { ...unsigned, text, signature }]
  }

  /** A text on its way: up to where a rule blocks, without what rules redact. */
  *#through(text: string, isLast: boolean): Work<string> {
    const part = this.#part
    if (part === null) return text
    if (this.#flags.length > 0) this.#note((yield* part.flags.push(text, isLast)).found)
    if (this.#others.length === 0) return text
    const passed = yield* part.others.push(text, isLast)
    this.#note(passed.found)
    part.isChanged ||= passed.found.length > 0
    const isBlocking = passed.found.some(({ action }) => action === 'block')
    this.#isBlocked ||= isBlocking
    return isBlocking ? '' : passed.text
  }

  *#closePart(): Work<AnswerEvent[]> {
    const part = this.#part
    if (part === null) return []
    const text = yield* this.#through('', true)
    this.#part = null
    return text === '' ? [] : [{ type: part.type, choice: this.#choice, text }]
  }

  /** Who is called is told at once, with what only when it is whole. */
  #called(event: ToolCall): AnswerEvent[] {
    const known = this.#calls.get(event.index)
    const { signature = known?.signature } = event
    const more = { arguments: (known?.arguments ?? '') + event.arguments, ...(signature && { signature }) }
    this.#calls.set(event.index, more)
    const { signature: _, ...first } = event
    return known === undefined ? [{ ...first, arguments: '' }] : []
  }

  *#closeCalls(): Work<AnswerEvent[]> {
    const events: AnswerEvent[] = []
    for (const [index, call] of this.#calls) {
      const judged = yield* this.#judged((judge) => judge.json(call.arguments))
      if (judged === null) break
      events.push({ ...call, type: 'tool-call', choice: this.#choice, index, arguments: judged })
    }
    this.#calls.clear()
    return events
  }

  *#whole(event: Citation | Native): Work<AnswerEvent[]> {
    const judged = yield* this.#judged((judge) => judge.native(event.type === 'raw' ? event.value : event.citation))
    if (judged === null) return []
    if (event.type === 'raw') return [judged === event.value ? event : { ...event, value: judged }]
    return [judged === event.citation ? event : { ...event, citation: judged as Citation['citation'] }]
  }

  /** Null where a rule blocks. */
  *#judged<T>(work: (judge: Judge) => Work<T>): Work<T | null> {
    const judge = new Judge(this.#rules, this.#pace)
    const judged = yield* judge.unlessBlocked(work)
    this.#note(judge.found)
    if (judged === null) this.#isBlocked = true
    return judged
  }

  #note(rules: Iterable<FilterRule>): void {
    for (const rule of rules) this.#found.add(rule)
  }
}

const continues = (type: Told['type'] | undefined, event: AnswerEvent): boolean =>
  type === undefined || type === event.type || event.type === 'logprobs'

const endsCalls = ({ type }: AnswerEvent): boolean => type !== 'tool-call' && type !== 'logprobs'
