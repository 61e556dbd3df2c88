/**
 * Holds the document against that of the last release: `openapi/released.json`. A break passes with a line of
 * `openapi/accepted-breaks.yaml` that says why, or with a major version (before 1.0: a minor one).
 * `--release` makes the present document the released one; `--bundle <file>` judges another.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Accepted, unacceptedBreaks } from './accepted-breaks.ts'
import type { Document } from './document.ts'

const root = join(import.meta.dirname, '../../..')
const releasedFile = join(root, 'openapi/released.json')
const acceptedFile = join(root, 'openapi/accepted-breaks.yaml')
const bundleFile = process.argv.includes('--bundle')
  ? process.argv[process.argv.indexOf('--bundle') + 1]!
  : join(root, 'packages/contract/src/generated/openapi.json')

const now = JSON.parse(await readFile(bundleFile, 'utf8')) as Document

if (process.argv.includes('--release')) {
  await writeFile(releasedFile, `${JSON.stringify(withoutWords(now), null, 1)}\n`)
  console.log(`The contract of ${now.info.version} is the one to keep; empty openapi/accepted-breaks.yaml.`)
} else {
  const released = JSON.parse(await readFile(releasedFile, 'utf8')) as Document
  const accepted = (parse(await readFile(acceptedFile, 'utf8')) ?? []) as Accepted[]
  const problems = unacceptedBreaks(released, now, accepted)
  if (problems.length > 0) {
    console.error(problems.join('\n'))
    console.error(
      `\n${problems.length} break(s) of the contract of ${released.info.version}; see openapi/README.md, Releases`,
    )
    process.exitCode = 1
  }
}

/** Without what no comparison reads. */
function withoutWords(node: unknown, names = false): unknown {
  if (Array.isArray(node)) return node.map((each) => withoutWords(each))
  if (typeof node !== 'object' || node === null) return node
  const words = names ? [] : ['description', 'summary', 'title', 'example', 'examples', 'x-errors']
  const kept = Object.entries(node).filter(([key]) => !words.includes(key))
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutWords(value, key === 'properties' && !names)]))
}
