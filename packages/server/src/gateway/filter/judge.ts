import { ApiError } from '@proxyapi/contract/errors'
import type { Call, Part, TextPart, Turn } from '@proxyapi/providers'
import { Pace, type Work } from './pace.ts'
import type { FilterRule, Verdict } from './rule.ts'
import { isFound, merged, spansOf, withoutSpans } from './scan.ts'

export interface Judged<T> {
  /** The same value where no rule redacts anything. */
  readonly value: T
  /** One a rule that found something, in the order of the rules. */
  readonly verdicts: readonly Verdict[]
}

/** Judges what a caller says. Throws CONTENT_BLOCKED, and stops at the first rule that blocks. */
export function* judgeCall(call: Call, rules: readonly FilterRule[]): Work<Judged<Call>> {
  const judge = new Judge(rules)
  const system = yield* judge.each(call.system, (part) => judge.textPart(part))
  const turns = yield* judge.each(call.turns, (turn) => judge.turn(turn))
  const isSame = system === call.system && turns === call.turns
  // What was changed is written anew for every lane: the caller's own text still holds what must not go out.
  return { value: isSame ? call : { ...call, system, turns, raw: null }, verdicts: judge.verdicts() }
}

/** Judges plain texts: prompts, inputs to embed. Throws CONTENT_BLOCKED. */
export function* judgeTexts(texts: readonly string[], rules: readonly FilterRule[]): Work<Judged<readonly string[]>> {
  const judge = new Judge(rules)
  const value = yield* judge.each(texts, (text) => judge.text(text))
  return { value, verdicts: judge.verdicts() }
}

/** One judgement on one call or answer: what its rules found so far, and how texts look without it. */
export class Judge {
  readonly #rules: readonly FilterRule[]
  readonly #pace: Pace
  readonly found = new Set<FilterRule>()

  constructor(rules: readonly FilterRule[], pace = new Pace()) {
    this.#rules = rules
    this.#pace = pace
  }

  verdicts(): Verdict[] {
    return verdictsOf(this.#rules, this.found)
  }

  /** Null where a rule blocks. */
  *unlessBlocked<T>(work: (judge: this) => Work<T>): Work<T | null> {
    try {
      return yield* work(this)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'CONTENT_BLOCKED') return null
      throw error
    }
  }

  /** The text, redacted. Throws CONTENT_BLOCKED. */
  *text(text: string): Work<string> {
    if (text === '') return text
    const spans = []
    for (const rule of this.#rules) {
      if (rule.action === 'redact') {
        const before = spans.length
        for (const matcher of rule.matchers) spans.push(...(yield* spansOf(text, matcher, 0, false, this.#pace)))
        if (spans.length > before) this.found.add(rule)
      } else if (rule.action === 'block' || !this.found.has(rule)) {
        if (!(yield* isFound(text, rule, this.#pace))) continue
        this.found.add(rule)
        if (rule.action === 'block') throw blocked(rule)
      }
    }
    return spans.length === 0 ? text : withoutSpans(text, merged(spans))
  }

  /** The same array where nothing in it changed. */
  *each<T>(items: readonly T[], work: (item: T) => Work<T>): Work<T[]> {
    let changed: T[] | null = null
    for (const [index, item] of items.entries()) {
      const judged = yield* work(item)
      if (judged === item) continue
      changed ??= [...items]
      changed[index] = judged
    }
    return changed ?? (items as T[])
  }

  *turn(turn: Turn): Work<Turn> {
    const parts = yield* this.each(turn.parts, (part) => this.part(part))
    return parts === turn.parts ? turn : { ...turn, parts }
  }

  *textPart<P extends TextPart | Extract<Part, { type: 'refusal' }>>(part: P): Work<P> {
    const text = yield* this.text(part.text)
    return text === part.text ? part : { ...part, text }
  }

  *part(part: Part): Work<Part> {
    switch (part.type) {
      case 'text':
      case 'refusal':
        return yield* this.textPart(part)
      case 'reasoning': {
        const text = yield* this.text(part.text)
        // A signature vouches for the text as it was.
        const { signature: _, encrypted: __, ...unsigned } = part
        return text === part.text ? part : { ...unsigned, text }
      }
      case 'tool-call': {
        const json = yield* this.json(part.arguments)
        return json === part.arguments ? part : { ...part, arguments: json }
      }
      case 'tool-result': {
        const content = yield* this.each(part.content, (inner) => this.part(inner))
        return content === part.content ? part : { ...part, content }
      }
      case 'raw': {
        const value = yield* this.native(part.value)
        return value === part.value ? part : { ...part, value }
      }
      case 'image':
      case 'audio':
      case 'file':
        return part
    }
  }

  /** The texts in a JSON text; it stays one. What is no JSON is judged as a text. */
  *json(text: string): Work<string> {
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      // Callers may send what they like as arguments of a tool.
      return yield* this.text(text)
    }
    const judged = yield* this.value(parsed)
    return judged === parsed ? text : JSON.stringify(judged)
  }

  /** The texts and numbers in a value; a number that is redacted becomes a text. Names are not content. */
  value(value: unknown): Work<unknown> {
    return this.#value(value, none)
  }

  /** The texts in a part as its dialect writes it, but for words that only say what it is. */
  native(value: unknown): Work<unknown> {
    return this.#value(value, structural)
  }

  *#value(value: unknown, skipped: ReadonlySet<string>): Work<unknown> {
    if (typeof value === 'string') return yield* this.text(value)
    if (typeof value === 'number') {
      const text = String(value)
      const judged = yield* this.text(text)
      return judged === text ? value : judged
    }
    if (Array.isArray(value)) return yield* this.each<unknown>(value, (item) => this.#value(item, skipped))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    const judged = yield* this.each(entries, (entry) => this.#entry(entry, skipped))
    return judged === entries ? value : Object.fromEntries(judged)
  }

  *#entry(entry: [string, unknown], skipped: ReadonlySet<string>): Work<[string, unknown]> {
    const [name, member] = entry
    if (skipped.has(name)) return entry
    const judged = yield* this.#value(member, skipped)
    return judged === member ? entry : [name, judged]
  }
}

const none: ReadonlySet<string> = new Set()
const structural: ReadonlySet<string> = new Set([
  'type',
  'id',
  'tool_use_id',
  'call_id',
  'role',
  'status',
  'dialect',
  'signature',
  'encrypted_content',
  'data',
])

/** What rules found, in the order of the rules. */
export const verdictsOf = (rules: readonly FilterRule[], found: ReadonlySet<FilterRule>): Verdict[] =>
  rules.filter((rule) => found.has(rule)).map(({ name, action }) => ({ rule: name, action }))

const blocked = ({ name }: FilterRule): ApiError =>
  new ApiError('CONTENT_BLOCKED', `The content was refused by the rule '${name}' of this server.`, {
    headers: { 'x-proxyapi-content-filter': `block=${name}` },
  })
