import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, type Cursor, cursorAt, join, leave, type Placed } from './cursor.ts'

const row = (seq: number, channel: string | null = 'a'): Placed => ({ seq, channel })
const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => row(from + n))
const seqs = (cursor: Cursor, given: readonly Placed[]) => advance(cursor, given)?.wanted.map(({ seq }) => seq)

describe('a cursor', () => {
  it('begins after its place, and sends what it wants once', () => {
    const cursor = join(cursorAt(5), ['a'], 5)
    expect(seqs(cursor, rows(4, 8))).toEqual([6, 7, 8])
    const after = advance(cursor, rows(4, 8))?.cursor as Cursor
    expect(after.position).toBe(8)
    expect(seqs(after, rows(4, 8))).toEqual([])
  })

  it('takes nothing over a gap', () => {
    expect(advance(join(cursorAt(5), ['a'], 5), rows(7, 8))).toBeNull()
  })

  it('passes what it may not have, or does not want', () => {
    const cursor = join(cursorAt(0), ['a'], 0)
    expect(seqs(cursor, [row(1, null), row(2, 'b'), row(3)])).toEqual([3])
    expect(seqs(leave(cursor, ['a']), rows(1, 3))).toEqual([])
  })

  it('goes back for a channel that comes later, and repeats nothing of the others', () => {
    const first = advance(join(cursorAt(0), ['a'], 0), [row(1, 'a'), row(2, 'b'), row(3, 'a')])?.cursor as Cursor
    const both = join(first, ['a', 'b'], 0)
    expect(both.position).toBe(0)
    expect(seqs(both, [row(1, 'a'), row(2, 'b'), row(3, 'a'), row(4, 'a')])).toEqual([2, 4])
  })

  it('stays where it is when it had the channel already', () => {
    const cursor = join(cursorAt(7), ['a'], 7)
    expect(join(cursor, ['a'], 2)).toEqual(cursor)
  })
})

type Step =
  | { kind: 'append'; channel: string | null }
  /** The rows after some earlier place come: overlapping, exact, or with a gap. */
  | { kind: 'offer'; back: number }
  | { kind: 'read'; frames: number }
  | { kind: 'drop' }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('append' as const), channel: fc.constantFrom('a', 'b', 'other', null) }),
    fc.record({ kind: fc.constant('offer' as const), back: fc.nat(12) }),
    fc.record({ kind: fc.constant('read' as const), frames: fc.nat(5) }),
    fc.record({ kind: fc.constant('drop' as const) }),
  ),
  { maxLength: 200 },
)

it('in any interleaving of appends, reads, drops and resumes a client sees each event of its channels once, in order', () => {
  fc.assert(
    fc.property(steps, fc.nat(5), (all, before) => {
      const log: Placed[] = rows(1, before)
      const seen: number[] = []
      let place = before
      let onTheWay: number[] = []
      let cursor = cursorAt(0)
      const connect = () => {
        onTheWay = []
        cursor = join(cursorAt(log.length), ['a', 'b'], place)
      }
      const offer = (given: readonly Placed[]) => {
        const step = advance(cursor, given)
        if (step === null) return
        cursor = step.cursor
        onTheWay.push(...step.wanted.map(({ seq }) => seq))
      }
      const read = (frames: number) => {
        seen.push(...onTheWay.splice(0, frames))
        place = seen.at(-1) ?? before
      }
      const act = (step: Step) => {
        if (step.kind === 'append') log.push(row(log.length + 1, step.channel))
        else if (step.kind === 'offer') offer(log.slice(Math.max(0, log.length - step.back)))
        else if (step.kind === 'read') read(step.frames)
        else connect()
      }
      connect()
      for (const step of all) act(step)
      connect()
      offer(log.slice(cursor.position))
      read(Infinity)
      const due = log.filter(({ seq, channel }) => seq > before && (channel === 'a' || channel === 'b'))
      expect(seen).toEqual(due.map(({ seq }) => seq))
    }),
    { numRuns: 2_000 },
  )
})
