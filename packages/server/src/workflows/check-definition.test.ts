import { describe, expect, test } from 'vitest'
import { checkDefinition } from './check-definition.ts'
import type { Definition, Step } from './definition.ts'
import { judgeWith } from './judge-with.ts'

const now = Date.UTC(2026, 10, 20)
const define = (steps: unknown, more: object = {}) =>
  ({ name: 'n', timeout_seconds: 60, on_timeout: 'cancel', compensate_on_failure: false, steps, ...more }) as Definition
const check = (steps: unknown, more: object = {}) => checkDefinition(define(steps, more), now, judgeWith)
const ask = (id: string, prompt: unknown = 'Hi', more: object = {}) => ({
  id,
  type: 'generate',
  with: { prompt, ...more },
})
const ref = (pointer: string) => ({ $ref: pointer })
const rest = (id: string) => ({ id, type: 'wait', seconds: 1 })

const example = {
  name: 'burst-batch',
  input: { text: '…' },
  steps: [
    {
      id: 'gpu',
      type: 'gpu.create',
      with: { filter: { gpu_model: 'RTX 4090', max_price: 0.6 }, config: { image: 'a:1' } },
    },
    { id: 'up', type: 'gpu.wait', with: { contract_id: ref('/steps/gpu/contract_id'), timeout_seconds: 1200 } },
    {
      id: 'sum',
      type: 'chat',
      with: { messages: [{ role: 'user', content: { $join: ['Sum: ', ref('/input/text')] } }] },
    },
    {
      ...{ id: 'big', type: 'condition', if: { $gt: [ref('/steps/sum/usage/output_tokens'), 200] } },
      then: [
        {
          ...{ id: 'tell', type: 'http' },
          with: {
            integration_id: 'crm',
            method: 'POST',
            endpoint: '/v1/notes',
            data: { text: ref('/steps/sum/result') },
          },
        },
      ],
    },
    { id: 'down', type: 'gpu.destroy', with: { contract_id: ref('/steps/gpu/contract_id') } },
  ],
  output: ref('/steps/sum/result'),
}

test('the example of the document is good', () => {
  check(example.steps, example)
})

describe('what is refused, with its place', () => {
  test.each<[string, unknown, string, object?]>([
    [
      'an id twice',
      [rest('a'), { id: 'c', type: 'condition', if: { $eq: [1, 1] }, then: [rest('a')] }],
      '/steps/1/then/0/id',
    ],
    ['a reference to itself', [ask('a', ref('/steps/a/result'))], '/steps/0/with/prompt'],
    ['a reference to what comes later', [ask('a', ref('/steps/b/result')), ask('b')], '/steps/0/with/prompt'],
    ['a reference to nothing', [ask('a', { $join: ['x', ref('/steps/no')] })], '/steps/0/with/prompt/$join/1'],
    ['no pointer', [ask('a', ref('steps/a'))], '/steps/0/with/prompt'],
    ['another root', [ask('a', ref('/env/HOME'))], '/steps/0/with/prompt'],
    ['an input that is not given', [ask('a', ref('/input/text'))], '/steps/0/with/prompt', { input: {} }],
    ['members beside a reference', [ask('a', { $ref: '/input', b: 1 })], '/steps/0/with/prompt'],
    ['a join of no list', [ask('a', { $join: 'x' })], '/steps/0/with/prompt/$join'],
    ['an output that no step has', [ask('a')], '/output', { output: { a: [ref('/steps/b')] } }],
    [
      'another branch',
      [{ id: 'p', type: 'parallel', branches: [{ steps: [ask('a')] }, { steps: [ask('b', ref('/steps/a'))] }] }],
      '/steps/0/branches/1/steps/0/with/prompt',
    ],
    [
      'the other arm',
      [{ id: 'c', type: 'condition', if: { $eq: [1, 1] }, then: [ask('a')], else: [ask('b', ref('/steps/a'))] }],
      '/steps/0/else/0/with/prompt',
    ],
    [
      'a test of the future',
      [{ id: 'c', type: 'condition', if: { $not: { $eq: [ref('/steps/a'), 1] } }, then: [rest('a')] }],
      '/steps/0/if/$not/$eq/0',
    ],
    ['a wait of nothing', [{ id: 'w', type: 'wait' }], '/steps/0'],
    ['a wait of a year', [{ id: 'w', type: 'wait', until: '2027-11-20T00:00:00Z' }], '/steps/0/until'],
    ['an unknown argument', [ask('a', 'Hi', { stream: true })], '/steps/0/with/stream'],
    [
      'a wrong argument beside a reference',
      [rest('r'), ask('a', ref('/steps/r'), { max_tokens: 0 })],
      '/steps/1/with/max_tokens',
    ],
    ['no argument', [{ id: 'a', type: 'generate', with: {} }], '/steps/0/with/prompt'],
    ['no offer', [{ id: 'g', type: 'gpu.create', with: {} }], '/steps/0/with'],
    [
      'two offers',
      [{ id: 'g', type: 'gpu.create', with: { provider: 'x', instance_id: 'y', filter: {} } }],
      '/steps/0/with',
    ],
    [
      'a wrong image',
      [{ id: 'g', type: 'gpu.create', with: { filter: {}, config: { image: 7 } } }],
      '/steps/0/with/config/image',
    ],
    [
      'a wrong filter',
      [{ id: 'g', type: 'gpu.create', with: { filter: { max_price: -1 } } }],
      '/steps/0/with/filter/max_price',
    ],
    ['a wrong contract', [{ id: 'g', type: 'gpu.destroy', with: { contract_id: 'x' } }], '/steps/0/with/contract_id'],
    [
      'a wrong compensation',
      [
        {
          id: 'h',
          type: 'http',
          with: { integration_id: 'a', method: 'GET', endpoint: '/' },
          compensate: { type: 'http', with: { x: 1 } },
        },
      ],
      '/steps/0/compensate/with',
    ],
  ])('%s', (_, steps, path, more = {}) => {
    expect(() => check(steps, more)).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        options: expect.objectContaining({
          details: [expect.objectContaining({ path: expect.stringMatching(`^${escaped(path)}`) })],
        }),
      }),
    )
  })

  test('more steps, levels or text than fit', () => {
    const nested = (depth: number): unknown[] =>
      depth === 0 ? [rest('z')] : [{ id: `c${depth}`, type: 'condition', if: { $eq: [1, 1] }, then: nested(depth - 1) }]
    check(nested(3))
    expect(() => check(nested(4))).toThrow('deeper than 4')
    check(Array.from({ length: 50 }, (_, n) => rest(`w${n}`)))
    expect(() =>
      check([
        { id: 'p', type: 'parallel', branches: [{ steps: Array.from({ length: 50 }, (_, n) => rest(`w${n}`)) }] },
      ]),
    ).toThrow('51 in all')
    expect(() => check([rest('a')], { input: { text: 'x'.repeat(65_536) } })).toThrow('64 KB')
  })
})

describe('what is good', () => {
  test.each<[string, unknown[]]>([
    [
      'a branch that has ended',
      [{ id: 'p', type: 'parallel', branches: [{ steps: [ask('a')] }] }, ask('b', ref('/steps/a/result'))],
    ],
    [
      'an arm that may not be taken',
      [{ id: 'c', type: 'condition', if: { $eq: [1, 1] }, then: [ask('a')] }, ask('b', ref('/steps/a/result'))],
    ],
    [
      'what may not be in the input',
      [{ id: 'c', type: 'condition', if: { $exists: ref('/input/maybe') }, then: [rest('a')] }],
    ],
    ['vectors without ids', [{ id: 'v', type: 'vectors.upsert', with: { collection: 'c', items: [{ values: [1] }] } }]],
    [
      'a compensation that names what it undoes',
      [
        {
          id: 'h',
          type: 'http',
          with: { integration_id: 'a', method: 'POST', endpoint: '/' },
          compensate: {
            type: 'http',
            with: { integration_id: 'a', method: 'DELETE', endpoint: { $join: ['/', ref('/steps/h/body/id')] } },
          },
        },
      ],
    ],
    ['a refresh of everything', [{ id: 'r', type: 'models.refresh' }]],
  ])('%s', (_, steps) => {
    check(steps as Step[])
  })
})

const escaped = (text: string) => text.replace(/[$.*+?^()[\]{}|\\]/g, '\\$&')
