/**
 * `pnpm gen`: openapi/ → everything that can be derived from it. `--check` writes nothing and fails where a file differs.
 * `--part a,b` judges the paths of those tags alone and writes nothing.
 */
import { join } from 'node:path'
import { attachExamples } from './attach-examples.ts'
import { readContract } from './bundle.ts'
import { deriveErrors } from './derive-errors.ts'
import { operationsOf } from './document.ts'
import { brokenRules } from './rules.ts'
import { emitter } from './zod-source.ts'

const root = join(import.meta.dirname, '../../..')
const argument = (name: string) => process.argv[process.argv.indexOf(name) + 1]
const parts = process.argv.includes('--part') ? argument('--part')!.split(',') : undefined

const contract = await readContract(root, parts)
const problems = brokenRules(contract.document)
const successes = new Map(
  operationsOf(contract.document).map(({ id, operation }) => [id, Object.keys(operation.responses).map(Number)]),
)
if (problems.length === 0) problems.push(...deriveErrors(contract.document), ...attachExamples(contract, !parts))
if (problems.length > 0) {
  console.error(problems.join('\n'))
  console.error(`\n${problems.length} problem(s) in openapi/`)
  process.exit(1)
}

if (parts) {
  const emit = emitter(contract.document)
  const schemas = emit.named()
  const operations = operationsOf(contract.document)
  for (const { parameters } of operations) for (const p of parameters) emit.parameter(p)
  console.log(
    `${parts.join(', ')}: ${operations.length} operations, ${schemas.length} schemas, all rules kept, every example valid`,
  )
} else {
  const { generate } = await import('./generate.ts')
  process.exitCode = await generate(root, contract, successes, process.argv.includes('--check'))
}
