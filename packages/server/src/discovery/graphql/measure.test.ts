import { schemaText } from '@proxyapi/contract/graphql'
import { buildSchema, getOperationAST, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { measure } from './measure.ts'

const schema = buildSchema(schemaText)
const measured = (query: string, variables: Record<string, unknown> = {}, name?: string) => {
  const document = parse(query)
  return measure(document, getOperationAST(document, name)!, variables, schema)
}

describe('rows', () => {
  it.each([
    ['{ models { id } }', 1000],
    ['{ models(first: 7) { id } }', 7],
    ['{ searchModels(query: "x") { id } }', 20],
    ['{ modelPage { count } }', 50],
    ['{ modelChanges { seq } providers { name } }', 100],
    ['{ a: models(first: 3) { id } b: models(first: 4) { id } }', 7],
    ['{ models(first: 3) { id } models(first: 3) { name } }', 3],
    ['{ ...f ...f } fragment f on Query { models(first: 3) { id } }', 3],
    ['{ ... on Query { models(first: 3) { id } } }', 3],
    ['query($n: Int = 5) { models(first: $n) { id } }', 5],
    ['query($n: Int) { models(first: $n) { id } }', 1000],
    ['{ models(first: null) { id } }', 1000],
  ])('%s takes %i', (query, rows) => {
    expect(measured(query).rows).toBe(rows)
  })

  it('a variable counts with its value; null is the default', () => {
    const query = 'query($n: Int = 5) { models(first: $n) { id } }'
    expect(measured(query, { n: 9 }).rows).toBe(9)
    expect(measured(query, { n: null }).rows).toBe(1000)
  })

  it('of the operation that runs', () => {
    const query = 'query A { models(first: 1) { id } } query B { models(first: 2) { id } }'
    expect(measured(query, {}, 'B').rows).toBe(2)
  })
})

describe('cost', () => {
  it('objects count 2, values 1, each level half as much again', () => {
    expect(measured('{ __typename }').cost).toBe(1)
    expect(measured('{ providers { name brand } }').cost).toBe(2 + 1.5 * 2)
    expect(measured('{ modelPage { models { id } } }').cost).toBe(2 + 1.5 * (2 + 1.5))
  })

  it('a fragment counts wherever it is spread, in time that does not grow with that', () => {
    const levels = Array.from(
      { length: 40 },
      (_, at) => `fragment f${at} on ProviderStatus { ${at < 39 ? `...f${at + 1} ...f${at + 1}` : 'name'} }`,
    )
    expect(measured(`{ providers { ...f0 } } ${levels.join(' ')}`).cost).toBeGreaterThan(2 ** 40)
  })

  it('the schema is no part of it, an operation or fragment of its name is', () => {
    expect(measured('{ __schema { types { name } } }').cost).toBe(0)
    const { cost } = measured('query __schema { ...__schema } fragment __schema on Query { providers { name } }')
    expect(cost).toBe(1 + 1.5 * (2 + 1.5 * (2 + 1.5)))
  })
})
