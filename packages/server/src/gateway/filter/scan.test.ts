import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keywordMatcher } from './keywords.ts'
import { Pace, stepsPerTurn, Turns, type Work } from './pace.ts'
import { patternMatcher } from './pattern.ts'
import type { Matcher, Span } from './rule.ts'
import { merged, spansOf, withoutSpans } from './scan.ts'

const pattern = (source: string) => {
  const matcher = patternMatcher(source)
  if ('error' in matcher) throw new Error(matcher.error)
  return matcher
}

/** The result, and the most steps that were taken in one turn; `taken` is what the matcher itself looked at. */
function watched(text: string, matcher: Matcher) {
  let inTurn = 0
  let most = 0
  const counting: Matcher = {
    ...matcher,
    find(piece, from) {
      const found = matcher.find(piece, from)
      const seen = found === null || matcher.looksFar ? piece.length : found.end + matcher.width - from
      inTurn += Math.min(seen, piece.length) * matcher.stepsPerCharacter
      most = Math.max(most, inTurn)
      return found
    },
  }
  const work = spansOf(text, counting, 0, false, new Pace())
  let turns = 1
  for (;;) {
    const step = work.next()
    if (step.done) return { spans: step.value, most, turns }
    turns++
    inTurn = 0
  }
}

function run<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

describe('no pattern keeps the loop', () => {
  const million = 1_000_000
  const repeated = (text: string) => text.repeat(Math.ceil(million / text.length))
  test.each([
    ['(a+)+$', `${repeated('a')}!`],
    ['\\d+x', repeated('1')],
    ['(x+x+)+y', repeated('x')],
    ['(?:a?){100}a{100}[bc]', repeated('a')],
    ['(a|b|ab)*c', repeated('ab')],
    ['.*.*.*=.*', repeated('ab')],
    ['\\b\\d{16}\\b', repeated('1')],
    ['[a-z]{1,30}@[a-z]{1,30}\\.com', repeated('a@')],
  ])('%s over a million characters stops after its share of a turn', (source, text) => {
    const { most, turns } = watched(text, pattern(source))
    // The share, the slice that uses it up, and no more.
    expect(most).toBeLessThan(3 * stepsPerTurn)
    expect(turns).toBeGreaterThan(text.length / 100_000)
  })

  test('nor do a thousand keywords, found everywhere', () => {
    const matcher = keywordMatcher(Array.from({ length: 1_000 }, (_, index) => `word${index}`))
    const { most, turns, spans } = watched('word7 '.repeat(100_000), matcher)
    expect(spans).toHaveLength(100_000)
    expect(most).toBeLessThan(3 * stepsPerTurn)
    expect(turns).toBeGreaterThan(10)
  })
})

describe('spans', () => {
  test('of a text in slices are those of the whole', () => {
    const matchers = [
      keywordMatcher(['key', 'the end']),
      pattern('\\b\\d{4}\\b'),
      pattern('(?i)secret\\s\\w'),
      pattern('^x'),
    ]
    const piece = fc.constantFrom('key ', 'the end', '1234 ', '12345', 'SECRET a', 'x', ' ')
    const filler = fc.integer({ min: 0, max: 9_000 }).map((length) => '. '.repeat(length))
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, filler), { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        for (const matcher of matchers) {
          const whole: Span[] = []
          for (let at = 0; ; ) {
            const span = matcher.find(text, at)
            if (span === null) break
            whole.push(span)
            at = span.end
          }
          expect(run(spansOf(text, matcher, 0, false, new Pace()))).toEqual(whole)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('only the first, where that is enough', () => {
    expect(run(spansOf('a a a', keywordMatcher(['a']), 0, true, new Pace()))).toEqual([{ start: 0, end: 1 }])
  })

  test('that overlap are hidden as one, others each for itself', () => {
    const spans = merged([
      { start: 4, end: 6 },
      { start: 0, end: 2 },
      { start: 1, end: 3 },
      { start: 3, end: 4 },
    ])
    expect(spans.map(({ start, end }) => [start, end])).toEqual([
      [0, 3],
      [3, 4],
      [4, 6],
    ])
    expect(withoutSpans('abcdefg', spans)).toBe('[redacted][redacted][redacted]g')
  })
})

describe('turns', () => {
  function* counted(log: string[], name: string, steps: number): Work<string> {
    for (let step = 1; step < steps; step++) {
      log.push(`${name}${step}`)
      yield
    }
    log.push(`${name}${steps}`)
    return name
  }

  test('work that fits into one is done at once', () => {
    expect(new Turns().run(counted([], 'a', 1))).toBe('a')
  })

  test('are given in order, one a turn of the loop, with others between', async () => {
    const log: string[] = []
    const turns = new Turns()
    const works = [turns.run(counted(log, 'a', 3)), turns.run(counted(log, 'b', 2))]
    expect(log).toEqual(['a1', 'b1'])
    const seen = new Promise<string[]>((resolve) => setImmediate(() => resolve([...log])))
    expect(await seen).toEqual(['a1', 'b1', 'a2'])
    expect(await Promise.all(works)).toEqual(['a', 'b'])
    expect(log).toEqual(['a1', 'b1', 'a2', 'b2', 'a3'])
  })

  test('work that throws fails alone', async () => {
    const turns = new Turns()
    function* failing(): Work<void> {
      yield
      throw new Error('it broke')
    }
    const failed = turns.run(failing())
    const other = turns.run(counted([], 'b', 4))
    await expect(failed).rejects.toThrow('it broke')
    expect(await other).toBe('b')
  })
})
