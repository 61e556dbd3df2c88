import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import bundle from '../src/generated/openapi.json' with { type: 'json' }
import * as generated from '../src/generated/schemas.ts'
import type { Document } from '../tools/document.ts'
import { arbitraryOf, mutantOf } from './arbitrary.ts'

const document = bundle as unknown as Document
const ajv = new Ajv2020({ strict: false })
addFormats.default(ajv, { mode: 'full' })
ajv.addFormat('binary', true)
ajv.addSchema({ ...bundle, $id: 'document' })
const of = arbitraryOf(document)
const schemas = generated as unknown as Record<string, () => z.ZodType>

/** 1 in every run; 20 for the full gate of 200 values and 1,000 mutants a schema. */
const runs = Number(process.env.PROPERTY_RUNS ?? 1)

/** The document's validators and an independent one give the same verdict: a dropped constraint would be a hole in the door. */
test.each(Object.keys(schemas))('%s: zod accepts exactly what ajv accepts', (name) => {
  const zod = schemas[name]!()
  const judge = ajv.getSchema(`document#/components/schemas/${name}`)!
  const valid = of(document.components.schemas[name]!)
  const agree = (value: unknown) => {
    const verdict = zod.safeParse(value)
    expect(
      verdict.success,
      `${JSON.stringify(value)}\nzod: ${JSON.stringify(verdict.error?.issues)}\najv: ${JSON.stringify(judge.errors)}`,
    ).toBe(judge(value))
  }
  fc.assert(
    fc.property(valid, (value) => void expect(judge(value), JSON.stringify([value, judge.errors])).toBe(true)),
    { numRuns: 10 * runs, seed: 42 },
  )
  fc.assert(fc.property(valid, agree), { numRuns: 10 * runs, seed: 42 })
  fc.assert(fc.property(valid.chain(mutantOf), agree), { numRuns: 50 * runs, seed: 42 })
})
