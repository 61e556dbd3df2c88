/** The fenced blocks of an answer in Markdown. https://spec.commonmark.org/0.31.2/#fenced-code-blocks */

export interface CodeBlock {
  readonly language: string | null
  /** What stands between the fences, as it was written. */
  readonly code: string
  readonly path: string | null
  /** False where the text ended before the closing fence. */
  readonly complete: boolean
}

const opening = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*?)[ \t]*$/
const pathLine = /^\s*(?:\/\/|#|--|;|%|\/\*|<!--)\s*file:\s*(\S.*?)\s*(?:\*\/|-->)?\s*$/i

/** Splits a text into its fenced blocks and what stands around them. */
export function codeBlocks(text: string): { blocks: CodeBlock[]; explanation: string } {
  const blocks: CodeBlock[] = []
  const around: string[] = []
  let open: { fence: string; indent: number; info: string; lines: string[] } | null = null
  for (const line of text.split(/\r?\n/)) {
    if (open === null) {
      const [, indent = '', fence, info = ''] = opening.exec(line) ?? []
      if (fence === undefined) around.push(line)
      else open = { fence, indent: indent.length, info, lines: [] }
    } else if (isClosing(line, open.fence)) {
      blocks.push(blockOf(open.info, open.lines, true))
      open = null
    } else open.lines.push(unindented(line, open.indent))
  }
  if (open !== null) blocks.push(blockOf(open.info, open.lines, false))
  const explanation = around
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  return { blocks, explanation }
}

/** A closing fence is of the same kind, at least as long, and has nothing behind it. */
function isClosing(line: string, fence: string): boolean {
  const mark = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1]
  return mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length
}

/** A block that is indented takes as many spaces off each of its lines. */
const unindented = (line: string, indent: number): string => line.replace(new RegExp(`^ {0,${indent}}`), '')

function blockOf(info: string, lines: readonly string[], complete: boolean): CodeBlock {
  const [word = ''] = info.split(/\s/, 1)
  const colon = word.indexOf(':')
  const language = colon < 0 ? word : word.slice(0, colon)
  const path = colon < 0 ? pathLine.exec(lines[0] ?? '')?.[1] : word.slice(colon + 1)
  return { language: language || null, code: lines.join('\n'), path: path || null, complete }
}
