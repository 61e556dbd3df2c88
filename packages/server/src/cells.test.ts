import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  accessOf,
  type BreakerSettings,
  begun,
  type Cell,
  defaultBreaker,
  failed,
  freshCell,
  released,
  succeeded,
} from './cells.ts'

const settings = defaultBreaker
const steps = { failed, succeeded, begun } as const

/** A cell after steps at given times. */
const after = (...done: [keyof typeof steps, number][]): Cell =>
  done.reduce((cell, [step, now]) => steps[step](cell, now, settings), freshCell)

const failures = (count: number, at: number, every = 0) =>
  Array.from({ length: count }, (_, index): [keyof typeof steps, number] => ['failed', at + index * every])

describe('opening', () => {
  test('five in a row', () => {
    expect(after(...failures(4, 0)).state).toBe('closed')
    expect(after(...failures(5, 0)).state).toBe('open')
  })

  test('a success between them begins anew', () => {
    expect(after(...failures(4, 0), ['succeeded', 1], ...failures(4, 2)).state).toBe('closed')
  })

  test('three, and nothing but failures for a second', () => {
    expect(after(['failed', 0], ['failed', 500], ['failed', 999]).state).toBe('closed')
    expect(after(['failed', 0], ['failed', 500], ['failed', 1_000]).state).toBe('open')
  })

  test('FU08 half of twenty in ten seconds', () => {
    const mixed = Array.from({ length: 20 }, (_, index): [keyof typeof steps, number] => [
      index % 2 ? 'failed' : 'succeeded',
      index * 100,
    ])
    expect(after(...mixed.slice(0, 19)).state).toBe('closed')
    expect(after(...mixed).state).toBe('open')
  })

  test('half of twenty, but over a longer time', () => {
    const slow = Array.from({ length: 40 }, (_, index): [keyof typeof steps, number] => [
      index % 2 ? 'failed' : 'succeeded',
      index * 900,
    ])
    expect(after(...slow).state).toBe('closed')
  })
})

describe('recovery', () => {
  const open = after(...failures(5, 0))

  test('closed off for 60 s, then one probe at a time', () => {
    expect(accessOf(open, 59_999, settings)).toBe('closed-off')
    expect(accessOf(open, 60_000, settings)).toBe('probe')
    const probing = begun(open, 60_000, settings)
    expect(accessOf(probing, 60_001, settings)).toBe('closed-off')
    expect(accessOf(released(probing), 60_001, settings)).toBe('probe')
  })

  test('three successes close it, one failure opens it for twice as long', () => {
    let cell = open
    for (const now of [60_000, 60_001]) cell = succeeded(begun(cell, now, settings), now, settings)
    expect(cell.state).toBe('half-open')
    expect(succeeded(begun(cell, 60_002, settings), 60_002, settings)).toEqual(freshCell)
    const again = failed(begun(cell, 60_002, settings), 60_002, settings)
    expect(accessOf(again, 60_002 + 119_999, settings)).toBe('closed-off')
    expect(accessOf(again, 60_002 + 120_000, settings)).toBe('probe')
  })

  test('a last resort that fails leaves the recovery where it was', () => {
    expect(accessOf(failed(open, 30_000, settings), 60_000, settings)).toBe('probe')
  })

  test('a probe that never reported is forgotten', () => {
    const lost = begun(open, 60_000, settings)
    expect(accessOf(lost, 700_000, settings)).toBe('probe')
  })
})

test('switched off, it only counts', () => {
  const off: BreakerSettings = { ...settings, enabled: false }
  expect(accessOf(after(...failures(9, 0)), 1, off)).toBe('ready')
})

test('FU08 any calls, any outcomes: never two probes at once, and a healthy upstream always closes it again', () => {
  const event = fc.record({ wait: fc.nat(30_000), outcome: fc.constantFrom('ok', 'bad', 'none', 'lost') })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 80 }), (events) => {
      let cell = freshCell
      let now = 0
      let probes = 0
      for (const { wait, outcome } of events) {
        now += wait
        const access = accessOf(cell, now, settings)
        if (access === 'closed-off') continue
        if (access === 'probe') probes = cell.probeSince === null ? 1 : probes
        cell = begun(cell, now, settings)
        if (cell.state === 'half-open') expect(accessOf(cell, now, settings)).toBe('closed-off')
        if (outcome === 'ok') cell = succeeded(cell, now, settings)
        if (outcome === 'bad') cell = failed(cell, now, settings)
        if (outcome === 'none') cell = released(cell)
        expect(probes).toBeLessThanOrEqual(1)
      }
      for (let tries = 0; tries < 10 && cell.state !== 'closed'; tries++) {
        now += 32 * settings.recoveryMs + 600_000
        expect(accessOf(cell, now, settings)).toBe('probe')
        cell = succeeded(begun(cell, now, settings), now, settings)
      }
      expect(accessOf(cell, now, settings)).toBe('ready')
    }),
  )
})
