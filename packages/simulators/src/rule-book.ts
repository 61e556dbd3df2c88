import { isObject } from './json.ts'

/** One planned failure: what it hits, what happens, and how often. */
export interface FaultRule<Name extends string = string> {
  match?: {
    method?: string
    /** `*` stands for any characters: `/api/v0/instances/*`. */
    path?: string
    model?: string
    image?: string
    /** From which of the matching requests on; the first is 1. */
    nth?: number
  }
  do: Name
  /** How many requests it hits (1); null for all that follow. */
  times?: number | null
  /** Mid-stream faults only: events sent before it strikes; half of the answer's tokens if left out. */
  afterEvents?: number
  /** Mid-stream faults only: bytes of the body sent before it strikes. */
  afterBytes?: number
  /** Of an answer that is an error: headers that it has besides, in lower case. */
  headers?: Record<string, string>
}

interface RequestFacts {
  method: string
  path: string
  model?: string | null
  image?: string | null
}

export interface RuleBook<Name extends string> {
  add(rule: FaultRule<Name>): void
  /** The oldest rule that is due for this request; the others stay due, so that rules of one match form a queue. */
  next(facts: RequestFacts): FaultRule<Name> | null
  clear(): void
}

/** The failures that a test has planned. Throws a TypeError for a rule that names no known failure. */
export function ruleBook<Name extends string>(names: readonly Name[]): RuleBook<Name> {
  let rules: { rule: FaultRule<Name>; seen: number; struck: number }[] = []
  return {
    add(rule) {
      if (!names.includes(rule.do)) throw new TypeError(`unknown fault "${rule.do}"; known: ${names.join(', ')}`)
      rules.push({ rule, seen: 0, struck: 0 })
    },
    next(facts) {
      const matching = rules.filter(({ rule }) => matches(rule, facts))
      for (const entry of matching) entry.seen++
      const due = matching.find(({ rule, seen }) => seen >= (rule.match?.nth ?? 1))
      if (!due) return null
      due.struck++
      if (due.struck >= times(due.rule)) rules = rules.filter((entry) => entry !== due)
      return due.rule
    },
    clear() {
      rules = []
    },
  }
}

/** A rule from JSON; the book itself judges its name. Throws a TypeError for anything else. */
export function asRule<Name extends string>(body: unknown): FaultRule<Name> {
  if (isObject(body) && typeof body.do === 'string') return body as unknown as FaultRule<Name>
  throw new TypeError('a fault is {"match":{…},"do":"<name>","times":1}')
}

function times({ times = 1 }: FaultRule): number {
  return times ?? Infinity
}

function matches({ match = {} }: FaultRule, facts: RequestFacts): boolean {
  return (
    (match.method === undefined || match.method === facts.method) &&
    (match.path === undefined || fits(match.path, facts.path)) &&
    (match.model === undefined || match.model === facts.model) &&
    (match.image === undefined || match.image === facts.image)
  )
}

function fits(pattern: string, path: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${literal.join('.*')}$`).test(path)
}
