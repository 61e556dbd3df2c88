import { extraPoints, formPoints } from '../rank.ts'
import { priorsOf } from '../row-priors.ts'
import { type IndexedDoc, part, type RowTokens, type SearchedRow } from '../row-tokens.ts'

const bestPoints = 200
const worthAPoint = 10

/**
 * How good an answer a row is to whatever query it fits, as far as it says so by itself: 0 is best. What a query asks for
 * of its name counts against it here, but so it does with every row that has all words of the query.
 */
export function worthOf(row: SearchedRow<IndexedDoc>, text: RowTokens): number {
  const points = Array.from(text.slug.parts, pointsOf).reduce((sum, some) => sum + some, 0)
  return Math.max(0, Math.round((bestPoints - (priorsOf([row], [text])[0] ?? 0) - points) * worthAPoint))
}

function pointsOf(is: number): number {
  if (is === part.date) return formPoints.dated
  return is === part.latest ? formPoints.latest : (extraPoints[is] ?? 0)
}
