/**
 * docs/limits.md: the limits of contract, server and SDK, read out of the constants that they are. `node .config/limits.ts`
 * writes it; `--check` fails where the page says what the code does not, and lets a new limit wait for the next writing. A limit
 * is a constant of a file whose name ends in `Max` or `Min` and whose value is a number.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const page = join(root, 'docs/limits.md')
const folders = ['packages/contract/src', 'packages/server/src', 'packages/sdk/src']
const declared = /^(?:\/\*\* (.*?) \*\/\n)?(?:export )?const (\w+(?:Max|Min)) = ([\d_.* ]+)$/gm

interface Limit {
  file: string
  name: string
  value: number
  words: string
}

/** In the order of folders and files. */
export function limitsOf(): Limit[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|generated\//.test(file))
      .sort()
      .flatMap((file) => limitsIn(join(folder, file))),
  )
}

function limitsIn(file: string): Limit[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(declared)].map(([, words = '', name, value]) => ({
    file,
    name: name!,
    value: productOf(value!),
    words,
  }))
}

/** `64 * 2 ** 20` and `10_000`. */
const productOf = (text: string): number =>
  text
    .replaceAll('_', '')
    .split(/(?<!\*)\*(?!\*)/)
    .map((factor) => {
      const [base, exponent = '1'] = factor.split('**')
      return Number(base) ** Number(exponent)
    })
    .reduce((product, factor) => product * factor, 1)

/** `bodyBytesMax` is “body bytes, at most”; the unit stands last in a name. */
const readable = (name: string) =>
  `${name
    .replace(/(Max|Min)$/, '')
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()}, at ${name.endsWith('Max') ? 'most' : 'least'}`

/** `server/gateway`, `server`, `sdk/core`. */
function roomOf(file: string): string {
  const [, name, , ...path] = file.split('/')
  return path.length > 1 ? `${name}/${path[0]}` : name!
}

const rowOf = ({ file, name, value, words }: Limit) =>
  `| ${readable(name)} | ${value.toLocaleString('en')} | [${basename(file)}](../${file}) | ${words.replaceAll('|', '\\|')} |`

export function limitsPage(limits: readonly Limit[]): string {
  const rooms = Object.entries(Object.groupBy(limits, ({ file }) => roomOf(file)))
  const sections = rooms.map(
    ([room, own]) => `## ${room}\n\n| limit | value | of | |\n|---|---|---|---|\n${own!.map(rowOf).join('\n')}\n`,
  )
  return `# Limits

Written by \`node .config/limits.ts\` from the constants themselves, and compared by \`pnpm check\`. What an operator may set is
in [configuration](configuration.md).

${sections.join('\n')}`
}

if (process.argv[1] === import.meta.filename) {
  const written = limitsPage(limitsOf())
  if (process.argv.includes('--check')) {
    const lines = new Set(written.split('\n'))
    const untrue = readFileSync(page, 'utf8')
      .split('\n')
      .filter((line) => !lines.has(line))
    if (untrue.length > 0)
      console.error(`docs/limits.md is not what the code says (run \`node .config/limits.ts\`):\n${untrue.join('\n')}`)
    process.exitCode = untrue.length > 0 ? 1 : 0
  } else writeFileSync(page, written)
}
