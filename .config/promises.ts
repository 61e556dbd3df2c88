/** docs/promises.md: each claim names its proof, and the proof exists. Open promises are listed as open. */
import { existsSync, readFileSync } from 'node:fs'

const file = 'docs/promises.md'
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .map((line, i) => ({ cells: line.split('|').map((cell) => cell.trim()), line: i + 1 }))
  .filter(({ cells }) => cells.length >= 5 && !/^-+$/.test(cells[1] ?? '') && cells[1] !== 'promise')

const problems = rows.flatMap(({ cells, line }) => {
  const [, promise, proof = ''] = cells
  if (proof === 'open') return []
  const named = [...proof.matchAll(/`([^`]+)`/g)].map(([, text]) => text!)
  if (named.length === 0)
    return [`${file}:${line}: "${promise}" names no proof; write \`path\` or \`path\` "test name", or open`]
  return named.flatMap((path) => missing(path, line))
})

/** A path, or `path › part of a test's name`. */
function missing(reference: string, line: number): string[] {
  const [path, name] = reference.split(' › ')
  if (!existsSync(path!)) return [`${file}:${line}: ${path} does not exist`]
  if (name && !readFileSync(path!, 'utf8').includes(name)) return [`${file}:${line}: ${path} has no "${name}"`]
  return []
}

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exit(1)
}
console.log(`${rows.length} promises, ${rows.filter(({ cells }) => cells[2] === 'open').length} of them open`)
