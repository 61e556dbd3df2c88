import { LineCounter, parseDocument, YAMLError } from 'yaml'
import type { ConfigProblem } from './problem.ts'

export interface ParsedFile {
  file: string
  value: unknown
  /** 1-based line and column of a value that stands in the file. */
  exactly(path: readonly PropertyKey[]): { line: number; column: number } | undefined
}

const bytesMax = 256 * 1024
const depthMax = 32
const aliasesMax = 100

/** Reads YAML or JSON as data: plain tags, unique keys, bounded. Positions are kept for messages. */
export function parseConfigFile(file: string, text: string): ParsedFile | { problems: ConfigProblem[] } {
  const refuse = (message: string, line?: number, column?: number) => ({
    problems: [{ path: '', message, source: file, ...(line !== undefined && { line, column }) } as ConfigProblem],
  })
  if (Buffer.byteLength(text) > bytesMax) return refuse(`is larger than ${bytesMax} bytes`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2', schema: 'core' })
  const error = document.errors[0] ?? document.warnings[0]
  if (error) return refuse(error.message.split('\n')[0]!, error.linePos?.[0].line, error.linePos?.[0].col)
  try {
    const value = (document.toJS({ maxAliasCount: aliasesMax }) ?? {}) as unknown
    if (depthOf(value) > depthMax) return refuse(`is nested deeper than ${depthMax} levels`)
    return { file, value, exactly: (path) => positionIn(document, lines, path) }
  } catch (thrown) {
    return refuse(thrown instanceof YAMLError || thrown instanceof ReferenceError ? thrown.message : 'cannot be read')
  }
}

function positionIn(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: readonly PropertyKey[]) {
  const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined
  if (!node?.range) return undefined
  const { line, col } = lines.linePos(node.range[0])
  return { line, column: col }
}

const depthOf = (value: unknown): number =>
  value && typeof value === 'object' ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
