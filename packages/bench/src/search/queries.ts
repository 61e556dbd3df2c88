import type { ModelQuery } from '@proxyapi/server/catalog-search'

/** What queries are made from. */
export interface Named {
  id: string
  name: string
}

/** Draws 0 ≤ x < 1, the same each time for the same seed. */
export function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** As many questions as a search box gets: beginnings as they are typed, typos, words of no model, filters. */
export function seededQueries(rows: readonly Named[], count: number, seed: number): ModelQuery[] {
  const draw = dice(seed)
  const below = (limit: number) => Math.floor(draw() * limit)
  return Array.from({ length: count }, (_, at) => {
    const { id, name } = rows[below(rows.length)] ?? { id: '', name: '' }
    const text = draw() < 0.5 ? id : name
    return makers[queryKinds[at % queryKinds.length] ?? 'words'](text, below)
  })
}

/** What the queries are, in turn. */
export const queryKinds = ['beginning', 'typo', 'miss', 'words', 'filter'] as const

type Maker = (text: string, below: (limit: number) => number) => ModelQuery

const makers: Record<(typeof queryKinds)[number], Maker> = {
  beginning: (text, below) => ({ q: text.slice(0, 1 + below(text.length)) }),
  typo: (text, below) => ({ q: withTypo(text, below) }),
  miss: (text) => ({ q: `zq${text.slice(2, 7)}xv` }),
  words: (text) => ({ q: text.replace(/[-./: ]/g, ' ') }),
  filter: (text, below) => ({
    q: text.split(/[-/ ]/).slice(0, 2).join(' '),
    ...(below(2) === 0 ? { supports_chat: true, min_context: 128_000 } : { max_cost: 0.005, capabilities: ['tools'] }),
  }),
}

/** One of the four edits, at some place. */
export function withTypo(text: string, below: (limit: number) => number): string {
  const at = below(Math.max(1, text.length - 1))
  const [before, here, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)]
  const edits = [
    `${before}q${after}`,
    `${before}${here}x${after}`,
    before + after,
    before + after.charAt(0) + here + after.slice(1),
  ]
  return edits[below(edits.length)] ?? text
}
