import { extraPoints, formPoints } from '../rank.ts'
import { priorsOf } from '../row-priors.ts'
import { part, type RowTokens, type SearchedRow } from '../row-tokens.ts'

/** Rows of a class are about as good; those of class 0 are the best. */
export const worthClasses = 60
const bestWorth = 200
const pointsAClass = 10

/**
 * How good an answer a row is to whatever query it fits, as far as it says so by itself: 0 is best. What a query asks for
 * of its name counts against it here, but so it does with every row that has all words of the query.
 */
export function worthClass(row: SearchedRow, text: RowTokens): number {
  const points = Array.from(text.slug.parts, pointsOf).reduce((sum, some) => sum + some, 0)
  const worth = (priorsOf([row], [text])[0] ?? 0) + points
  return Math.min(worthClasses - 1, Math.max(0, Math.floor((bestWorth - worth) / pointsAClass)))
}

function pointsOf(is: number): number {
  if (is === part.date) return formPoints.dated
  return is === part.latest ? formPoints.latest : (extraPoints[is] ?? 0)
}
