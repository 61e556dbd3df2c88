/** What a model says of labels, as scores that callers can rely on. */

import type { AnswerShape } from '../question.ts'
import { closedObject } from './closed-object.ts'
import { judgeValue } from './judge-value.ts'
import type { Schemas } from './task-parts.ts'

type Score = Schemas['AiLabelScore']
type Classification = Schemas['AiClassification']

interface Told {
  readonly labels: readonly Score[]
}

/** Values of all enumerations of a schema that models take. */
const enumeratedMax = 1_000
const decimals = 10_000

/** Under this name the model tells of a text. */
export const textName = (index: number): string => `t${index + 1}`

/** One list of scores for each text, of labels of the set alone. */
export function scoresShape(labels: readonly string[], texts: number, isMulti: boolean): AnswerShape {
  const isListed = labels.length * texts <= enumeratedMax
  const schema = shapeOf(texts, isListed ? { type: 'string', enum: labels } : { type: 'string' })
  const judged = isListed ? schema : shapeOf(texts, { type: 'string', enum: labels })
  const problems = (value: unknown) => {
    const mistakes = judgeValue(judged, value, '')
    return mistakes.length > 0 || isMulti ? mistakes : unscored(value as Record<string, Told>)
  }
  return { name: 'labels', schema, isClosed: true, problems }
}

function shapeOf(texts: number, label: Readonly<Record<string, unknown>>) {
  const score = closedObject({ label, score: { type: 'number', description: 'From 0 to 1.' } })
  const one = closedObject({ labels: { type: 'array', items: score } })
  return closedObject(Object.fromEntries(Array.from({ length: texts }, (_, index) => [textName(index), one])))
}

const unscored = (told: Readonly<Record<string, Told>>): string[] =>
  Object.entries(told)
    .filter(([, { labels }]) => !labels.some(({ score }) => score > 0))
    .map(([name]) => `/${name}/labels: no label has a score above 0`)

/** All labels of the set, the best first; those of which nothing is said have 0. Without `isMulti` their scores sum to 1. */
export function classificationOf(told: unknown, labels: readonly string[], isMulti: boolean): Classification {
  const said = new Map<string, number>()
  for (const { label, score } of (told as Told).labels)
    said.set(label, Math.max(said.get(label) ?? 0, Math.max(0, score)))
  const raw = labels.map((label) => ({ label, score: said.get(label) ?? 0 }))
  const scores = (isMulti ? raw.map(capped) : shares(raw)).sort((a, b) => b.score - a.score)
  return { label: scores[0]?.label ?? '', labels: scores }
}

const capped = ({ label, score }: Score): Score => ({ label, score: rounded(Math.min(1, score)) })

/** Rounded down so that they still make one whole: what that leaves is the best label's, which so stays the best. */
function shares(scores: readonly Score[]): Score[] {
  const best = Math.max(...scores.map(({ score }) => score))
  // As parts of the largest, so that no sum is beyond what numbers can hold.
  const sum = scores.reduce((total, { score }) => total + score / best, 0)
  const parts = scores.map(({ label, score }) => ({ label, score: floored(score / best / sum) }))
  const left = 1 - parts.reduce((total, { score }) => total + score, 0)
  const first = scores.findIndex(({ score }) => score === best)
  return parts.map((part, index) => (index === first ? { ...part, score: rounded(part.score + left) } : part))
}

/** What is a hair below a step, since numbers are binary, is on it. */
const floored = (score: number): number => Math.floor(score * decimals + 1e-6) / decimals
const rounded = (score: number): number => Math.round(score * decimals) / decimals
