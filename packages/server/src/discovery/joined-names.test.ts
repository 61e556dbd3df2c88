import { expect, it } from 'vitest'
import { row } from '../../test/discovery/rows.ts'
import { joinedNames } from './joined-names.ts'
import { rowTokens } from './row-tokens.ts'

const ids = ['m-1', 'm-1-2025-01-01', 'n-latest', 'n-2025-01-01', 'o-2025-01-01', 'p-latest', 'q-2.0', 'r-1-preview']

const answering = (name: string) => {
  const rows = ids.map((id) => row(`openai:${id}`))
  const { squeezed } = joinedNames(rows.map(({ doc }) => rowTokens(doc)))
  return (squeezed.get(name) ?? []).map((place) => ids[place])
}

it.each([
  ['its own id', 'm120250101', ['m-1-2025-01-01']],
  ['a plain id is its own name', 'm1', ['m-1']],
  ['latest stands for its snapshots', 'n', ['n-latest']],
  ['a snapshot that is alone stands for the model', 'o', ['o-2025-01-01']],
  ['latest of a line is no model', 'p', []],
  ['.0 need not be said', 'q2', ['q-2.0']],
  ['nor preview', 'r1', ['r-1-preview']],
])('%s', (_, name, found) => {
  expect(answering(name)).toEqual(found)
})

it('latest stands for snapshots that others have', () => {
  const rows = [row('openai:s-latest'), row('reseller:openai/s-2508'), row('openai:t-latest')]
  const { squeezed } = joinedNames(rows.map(({ doc }) => rowTokens(doc)))
  expect([squeezed.get('s'), squeezed.get('t')]).toEqual([[0, 1], undefined])
})

it('a snapshot is one only beside its model', () => {
  const rows = ids.map((id) => row(`openai:${id}`))
  const { snapshots } = joinedNames(rows.map(({ doc }) => rowTokens(doc)))
  expect([...snapshots].map((place) => ids[place])).toEqual(['m-1-2025-01-01', 'n-2025-01-01'])
})
