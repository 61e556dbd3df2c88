import { createHash } from 'node:crypto'
import { parse, tokenize } from '@huggingface/jinja'
import { checked, type TreeRules } from './tree.ts'

/** What templates may use beyond the language itself. */
export interface TemplateOptions {
  readonly filters: { readonly json_encode: boolean; readonly base64_encode: boolean; readonly hash: boolean }
  readonly functions: { readonly now: boolean; readonly uuid: boolean; readonly random: boolean }
}

/** A prompt of the operator, parsed and checked. */
export interface Template {
  readonly name: string
  /** The first 16 hex digits of the SHA-256 of its text. */
  readonly hash: string
  readonly program: object
}

export interface TemplateProblem {
  readonly message: string
  /** From 1. */
  readonly line: number
}

const sourceMax = 65_536
const namePattern = /^[a-z0-9_-]{1,64}$/

/** Reads a template. What it cannot render within bounds, it refuses, with the line where that stands. */
export function readTemplate(name: string, source: string, options: TemplateOptions): Template | TemplateProblem {
  if (!namePattern.test(name))
    return { message: 'is not called by 1 to 64 lower-case letters, digits, dashes or underscores', line: 1 }
  if (source.length > sourceMax) return { message: `is longer than ${sourceMax} characters`, line: 1 }
  let program: Template['program']
  try {
    program = parsed(source)
  } catch (error) {
    return { message: `cannot be read: ${(error as Error).message.slice(0, 200)}`, line: lineOfMistake(source) }
  }
  const problem = checked(program, rulesOf(options))
  if (problem !== null) return { message: problem.message, line: lineOf(source, source.search(problem.at)) }
  return { name, hash: createHash('sha256').update(source).digest('hex').slice(0, 16), program }
}

const parsed = (source: string) => parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true }))

const rulesOf = ({ filters, functions }: TemplateOptions): TreeRules => ({
  filters: new Set(Object.entries(filters).flatMap(([name, isOn]) => (isOn ? [name] : []))),
  functions: new Set(['range', ...Object.entries(functions).flatMap(([name, isOn]) => (isOn ? [name] : []))]),
})

const lineOf = (source: string, at: number): number => source.slice(0, Math.max(0, at)).split('\n').length

const opening = /^(if|for|set|macro|call|filter|generation)\b/
const closing: Readonly<Record<string, string>> = { if: 'endif', for: 'endfor', set: 'endset' }

/** The parser does not say where it stopped: the first tag that cannot be read by itself, else the last that is not closed. */
function lineOfMistake(source: string): number {
  const open: { word: string; at: number }[] = []
  for (const { 0: tag, index } of source.matchAll(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g)) {
    const inner = tag.slice(2, -2).replace(/^-|-$/g, '').trim()
    if (tag.startsWith('{{') ? !isReadable(tag) : !isTagReadable(tag, inner)) return lineOf(source, index)
    if (tag.startsWith('{{')) continue
    const word = opening.exec(inner)?.[1]
    if (word !== undefined && !(word === 'set' && inner.includes('='))) open.push({ word, at: index })
    else if (inner.startsWith('end') && open.pop()?.word !== inner.slice(3)) return lineOf(source, index)
  }
  return lineOf(source, open.at(-1)?.at ?? source.search(/\{[{%#](?![\s\S]*[}%#]\})/))
}

function isTagReadable(tag: string, inner: string): boolean {
  const word = opening.exec(inner)?.[1]
  if (/^(?:else|elif|end)/.test(inner)) return true
  return isReadable(
    word === undefined || (word === 'set' && inner.includes('='))
      ? tag
      : `${tag}{% ${closing[word] ?? `end${word}`} %}`,
  )
}

function isReadable(source: string): boolean {
  try {
    parsed(source)
    return true
  } catch {
    // That it cannot be read is the answer.
    return false
  }
}
