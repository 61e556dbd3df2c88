/** Which turns of a conversation give way to a summary, without effects. */
import { type Call, noExtra, type Part, type Turn } from '@proxyapi/providers'

export interface CondensePlan {
  /** The turns that go, oldest first, in pieces that are summarized each for itself. */
  readonly pieces: readonly (readonly Turn[])[]
  /** The turns that stay, as they were. */
  readonly kept: readonly Turn[]
  /** Index in `kept` where the summary will stand. */
  readonly at: number
}

export interface CondenseGoal {
  /** How much of the turns has to go, by this measure. */
  readonly excess: number
  measure(turn: Turn): number
  /** Turns a piece. */
  readonly batchSize: number
  /** Nothing goes where all that may go is not enough. */
  readonly isStrict: boolean
}

/**
 * The oldest turns that may go, until enough goes; null where nothing does. What stays in any case: system turns, the last
 * turn in which the user says something and all that follows, turns with a signature. A tool call and its result go together
 * or stay together.
 */
export function condensePlan({ turns }: Pick<Call, 'turns'>, goal: CondenseGoal): CondensePlan | null {
  const going = new Set<number>()
  const units: number[][] = []
  let gone = 0
  for (const unit of unitsOf(turns, lastSpoken(turns))) {
    if (gone >= goal.excess) break
    units.push(unit)
    for (const index of unit) {
      going.add(index)
      gone += goal.measure(turns[index] as Turn)
    }
  }
  if (going.size === 0 || (goal.isStrict && gone < goal.excess)) return null
  const first = Math.min(...going)
  return {
    pieces: inPieces(units, goal.batchSize).map((piece) => piece.map((index) => turns[index] as Turn)),
    kept: turns.filter((_, index) => !going.has(index)),
    at: turns.filter((_, index) => index < first && !going.has(index)).length,
  }
}

/** The call with a turn of the user in place of those that went; a lane of any dialect gets it newly written. */
export function condensedCall(call: Call, { kept, at }: CondensePlan, text: string): Call {
  const summary: Turn = { role: 'user', parts: [{ type: 'text', text, extra: noExtra }], extra: noExtra }
  return { ...call, turns: [...kept.slice(0, at), summary, ...kept.slice(at)], raw: null }
}

/** Where the user last said something, rather than giving results of tools; 0 where nobody did, so that nothing goes. */
const lastSpoken = (turns: readonly Turn[]): number =>
  Math.max(
    0,
    turns.findLastIndex(({ role, parts }) => role === 'user' && parts.some(({ type }) => type !== 'tool-result')),
  )

/** The turns before `end` that may go, as indexes, in groups that cannot be parted; oldest first. */
function unitsOf(turns: readonly Turn[], end: number): number[][] {
  const joined = joinedByTools(turns)
  const groups = new Map<number, number[]>()
  for (const [index, root] of joined.entries()) {
    const group = groups.get(root)
    if (group === undefined) groups.set(root, [index])
    else group.push(index)
  }
  return [...groups.values()].filter((group) => group.every((index) => index < end && mayGo(turns[index] as Turn)))
}

const mayGo = ({ role, parts }: Turn): boolean => role !== 'system' && !parts.some(isSigned)

function isSigned(part: Part): boolean {
  if (part.type === 'reasoning') return part.signature !== undefined || part.encrypted !== undefined
  return part.type === 'tool-call' && part.signature !== undefined
}

/** For each turn the first one that it belongs to: a result belongs to the last call of its id. */
function joinedByTools(turns: readonly Turn[]): number[] {
  const joined = turns.map((_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    while (joined[root] !== root) root = joined[root] as number
    return root
  }
  const callers = new Map<string, number>()
  for (const [index, { parts }] of turns.entries()) {
    for (const part of parts) {
      if (part.type === 'tool-call') callers.set(part.id, index)
      const caller = part.type === 'tool-result' ? callers.get(part.id) : undefined
      if (caller === undefined) continue
      const roots = [rootOf(caller), rootOf(index)]
      for (const root of roots) joined[root] = Math.min(...roots)
    }
  }
  return joined.map((_, index) => rootOf(index))
}

/** Whole units in pieces of at least `size` turns; cut from the oldest on, so that a longer history has the same first ones. */
function inPieces(units: readonly (readonly number[])[], size: number): number[][] {
  const pieces: number[][] = []
  let piece: number[] = []
  for (const unit of units) {
    piece.push(...unit)
    if (piece.length < size) continue
    pieces.push(piece)
    piece = []
  }
  if (piece.length > 0) pieces.push(piece)
  return pieces.map((indexes) => indexes.sort((a, b) => a - b))
}
