/** The README and docs/: every `ts` block compiles, every relative link leads somewhere, the table of what is built is true. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { operations } from '../packages/contract/src/index.ts'
import { handlers } from '../packages/server/src/app.ts'
import { notImplemented } from '../packages/server/src/resources/not-implemented.ts'

const root = join(import.meta.dirname, '..')
/** Blocks are compiled as if they were examples, so that they import what a user can import. */
const virtualFolder = join(root, 'examples/docs-blocks')

const pages = [
  ...['README.md', 'CHANGELOG.md', 'openapi/README.md', 'packages/sdk/README.md', 'packages/mocks/README.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => join('docs', file)),
].filter((file) => file.endsWith('.md'))
const textOf = (page: string) => readFileSync(join(root, page), 'utf8')

test('every ts block compiles', { timeout: 120_000 }, () => {
  const blocks = new Map(pages.flatMap(tsBlocks))
  expect(blocks.size).toBeGreaterThan(10)
  expect(problemsOf(blocks)).toEqual([])
})

test.for(pages)('the links of %s', (page) => {
  expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([])
})

test('the README says what is built', () => {
  const table = /^\| tag \| built .*?\n\n/ms.exec(textOf('README.md'))![0]
  const rows = [...table.matchAll(/^\| ([a-z, ]+) \| (\d+ of \d+) \|/gm)].map(([, tags, built]) => [tags, built])
  expect(rows).toEqual(rows.map(([tags]) => [tags, builtOf(tags!.split(', '))]))
  const named = rows.flatMap(([tags]) => tags!.split(', '))
  expect(named.sort()).toEqual([...new Set(Object.values(operations).map(({ tag }) => tag))].sort())
})

function builtOf(tags: readonly string[]): string {
  const ids = Object.values(operations).filter(({ tag }) => tags.includes(tag))
  return `${ids.filter(({ id }) => handlers[id] !== notImplemented).length} of ${ids.length}`
}

/** Virtual file → text; the lines before the block stay as empty lines, so that positions are those of the page. */
function tsBlocks(page: string): [string, string][] {
  const lines = textOf(page).split('\n')
  return lines.flatMap((line, start): [string, string][] => {
    if (line !== '```ts' && line !== '```ts run') return []
    const end = lines.indexOf('```', start)
    const text = `${'\n'.repeat(start + 1)}${lines.slice(start + 1, end).join('\n')}\nexport {}\n`
    return [[join(virtualFolder, `${page.replaceAll('/', '--')}.${start + 1}.ts`), text]]
  })
}

function problemsOf(blocks: ReadonlyMap<string, string>): string[] {
  const config = ts.readConfigFile(join(root, '.config/tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, join(root, '.config'))
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false })
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (file) => blocks.has(file) || fileExists(file)
  host.readFile = (file) => blocks.get(file) ?? readFile(file)
  host.getSourceFile = (file, target, ...rest) => {
    const text = blocks.get(file)
    return text === undefined ? getSourceFile(file, target, ...rest) : ts.createSourceFile(file, text, target, true)
  }
  const program = ts.createProgram([...blocks.keys()], { ...options, noUnusedLocals: false }, host)
  return [...blocks.keys()].flatMap((file) => {
    const source = program.getSourceFile(file)!
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(toLine)
  })
}

function toLine({ file, start = 0, messageText }: ts.Diagnostic): string {
  const page = relative(virtualFolder, file?.fileName ?? '')
    .replaceAll('--', '/')
    .replace(/\.\d+\.ts$/, '')
  const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
  return `${page}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
}

const withoutCode = (text: string) => text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '')
const linksOf = (page: string) =>
  [...withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !/^\w+:/.test(link))

function leadsSomewhere(page: string, link: string): boolean {
  const [path, anchor] = link.split('#')
  const target = path ? resolve(root, dirname(page), path) : join(root, page)
  if (!existsSync(target)) return false
  return anchor === undefined || anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
}

const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
