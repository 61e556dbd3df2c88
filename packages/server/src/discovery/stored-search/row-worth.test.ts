import { expect, it } from 'vitest'
import { builtinRows, row, viewOfRows } from '../../../test/discovery/rows.ts'
import { bandConditions, bandCount, bandOf } from '../../store/search-bands.ts'
import { search } from '../rank.ts'
import { rowTokens } from '../row-tokens.ts'
import { worthOf } from './row-worth.ts'

const ownWorth = (uid: string, facts: Parameters<typeof row>[1] = {}) => {
  const made = row(uid, facts)
  return worthOf(made, rowTokens(made.doc))
}

it('is better for the newer, the shorter, the live and the first party’s own', () => {
  const release_date = '2025-06-01'
  const own = ownWorth('openai:gpt-5', { release_date })
  expect(own).toBeLessThan(ownWorth('openai:gpt-5', { release_date: '2023-06-01' }))
  expect(own).toBeLessThan(ownWorth('openai:gpt-5-mini-chat', { release_date }))
  expect(own).toBeLessThan(ownWorth('openai:gpt-5', { release_date, status: 'retired' }))
  expect(own).toBeLessThan(ownWorth('host-1:openai/gpt-5', { release_date }))
})

it('is in one band, as the index of the band says', () => {
  const long = Array.from({ length: 40 }, (_, at) => `word${at}`).join('-')
  expect(bandOf(ownWorth(`host-1:${long}`, { status: 'retired' }))).toBe(bandCount - 1)
  expect(bandOf(ownWorth('openai:o1', { release_date: '2089-01-01' }))).toBe(0)
  const holds = (condition: string, worth: number) =>
    condition.split(' AND ').every((part) => {
      const edge = Number(part.split(' ').at(-1))
      return part.includes('>=') ? worth >= edge : worth < edge
    })
  for (const worth of [0, 2_199, 2_200, 2_499, 2_500, 2_899, 3_000, 3_299, 3_300, 4_500, 99_999])
    expect(bandConditions.flatMap((condition, band) => (holds(condition, worth) ? [band] : []))).toEqual([
      bandOf(worth),
    ])
})

it('of rows that fit one word the best answer stands in the better half', () => {
  const rows = builtinRows()
  const view = viewOfRows(rows)
  for (const word of ['gpt', 'claude', 'gemini', 'command', 'sonar', 'grok']) {
    const hits = search(view.index, word).flatMap(({ place }) => view.entries[place]?.row ?? [])
    const classes = hits.map((hit) => worthOf(hit, rowTokens(hit.doc)))
    const better = [...classes].sort((a, b) => a - b)[Math.floor(classes.length / 2)]
    expect([word, classes[0]]).toEqual([word, Math.min(classes[0] ?? Number.POSITIVE_INFINITY, better ?? 0)])
  }
})
