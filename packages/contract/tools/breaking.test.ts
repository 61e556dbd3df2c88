import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import contract from '../../../openapi/released.json' with { type: 'json' }
import bundle from '../src/generated/openapi.json' with { type: 'json' }
import { unacceptedBreaks } from './accepted-breaks.ts'
import { breakingChanges } from './breaking.ts'
import { type Document, operationsOf, type Schema } from './document.ts'

const whole = contract as unknown as Document

/** One operation with every kind of part, small enough to read. */
const small: Document = {
  openapi: '3.1.0',
  info: { title: 'small', version: '1.0.0' },
  servers: [],
  tags: [{ name: 'things' }],
  paths: {
    '/things': {
      post: {
        operationId: 'createThing',
        tags: ['things'],
        summary: 'Create a thing',
        'x-sdk': 'things.create',
        'x-permission': 'things:write',
        'x-idempotent': true,
        parameters: [
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
          },
        ],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NewThing' } } } },
        responses: {
          '201': {
            description: '',
            headers: { Location: { schema: { type: 'string' } } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          '409': { description: '' },
        },
      },
    },
    '/trial': {
      get: {
        operationId: 'tryThing',
        tags: ['things'],
        summary: 'Try',
        'x-stability': 'experimental',
        responses: { '200': { description: '' } },
      },
    },
  },
  webhooks: {
    'thing.made': {
      post: {
        operationId: 'thingMade',
        tags: ['things'],
        summary: 'Made',
        'x-channel': 'account_events',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
        responses: {},
      },
    },
  },
  components: {
    schemas: {
      NewThing: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', maxLength: 40 },
          color: { type: ['string', 'null'], enum: ['red', 'green', null] },
          size: { oneOf: [{ type: 'string' }, { type: 'number' }] },
          parent: { $ref: '#/components/schemas/NewThing' },
          tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
        },
      },
      Thing: {
        allOf: [
          { $ref: '#/components/schemas/Named' },
          {
            type: 'object',
            required: ['state'],
            properties: {
              state: { type: 'string', enum: ['new', 'old'] },
              kind: { type: 'string', enum: ['a'], 'x-open-enum': true },
              share: { type: 'number', minimum: 0, maximum: 1 },
              made_at: { type: 'string', format: 'date-time' },
              extra: { type: 'object', additionalProperties: { type: 'string' } },
            },
          },
        ],
      },
      Named: { type: 'object', required: ['id'], properties: { id: { type: 'string', pattern: '^t_' } } },
    },
  },
}

const root = join(import.meta.dirname, '../../..')
const post = '#/paths/~1things/post'
const schemaOf = (document: Document, name: string) => document.components.schemas[name]!
const propertiesOf = (document: Document, name: string) => schemaOf(document, name).properties!
const own = (document: Document): Record<string, Schema> => schemaOf(document, 'Thing').allOf![1]!.properties!
const thing = (document: Document) => document.paths['/things']!.post!

const breaks: [name: string, edit: (document: Document) => unknown, pointer: string, what: string][] = [
  ['an operation', (d) => delete d.paths['/things'], post, 'was removed'],
  ['an event', (d) => delete d.webhooks!['thing.made'], '#/webhooks/thing.made', 'was removed'],
  ['a status', (d) => delete thing(d).responses['409'], `${post}/responses/409`, 'was removed'],
  ['a new status', (d) => (thing(d).responses['402'] = { description: '' }), `${post}/responses/402`, 'is a status'],
  [
    'an answer’s header',
    (d) => (thing(d).responses['201']!.headers = {}),
    `${post}/responses/201/headers/Location`,
    'removed',
  ],
  [
    'an answer’s media type',
    (d) => (thing(d).responses['201']!.content = {}),
    `${post}/responses/201/content/application~1json`,
    'removed',
  ],
  ['an operationId', (d) => (thing(d).operationId = 'makeThing'), `${post}/operationId`, 'is "makeThing"'],
  ['a method’s name', (d) => (thing(d)['x-sdk'] = 'things.make'), `${post}/x-sdk`, 'is "things.make"'],
  ['a permission', (d) => (thing(d)['x-permission'] = 'admin'), `${post}/x-permission`, 'is "admin"'],
  ['a price', (d) => (thing(d)['x-spends'] = true), `${post}/x-spends`, 'is true'],
  ['an idempotency key', (d) => delete thing(d)['x-idempotent'], `${post}/x-idempotent`, 'honors no'],
  [
    'a channel',
    (d) => (d.webhooks!['thing.made']!.post!['x-channel'] = 'x'),
    '#/webhooks/thing.made/x-channel',
    'is "x"',
  ],
  ['a parameter', (d) => (thing(d).parameters = []), `${post}/parameters/limit`, 'was removed'],
  [
    'a new required parameter',
    (d) => thing(d).parameters!.push({ name: 'x', in: 'query', required: true, schema: { type: 'string' } }),
    `${post}/parameters/x`,
    'new and required',
  ],
  [
    'a parameter that is required',
    (d) => (thing(d).parameters![0]!.required = true),
    `${post}/parameters/limit`,
    'is required now',
  ],
  [
    'a parameter’s range',
    (d) => (thing(d).parameters![0]!.schema.maximum = 50),
    `${post}/parameters/limit/schema`,
    'maximum was 100 and is 50',
  ],
  [
    'a default',
    (d) => (thing(d).parameters![0]!.schema.default = 10),
    `${post}/parameters/limit/schema`,
    'another default',
  ],
  ['a required body', (d) => (thing(d).requestBody!.required = true), `${post}/requestBody`, 'is required now'],
  [
    'a request field',
    (d) => delete propertiesOf(d, 'NewThing').color,
    '#/components/schemas/NewThing/properties/color',
    'was removed',
  ],
  [
    'a new required field',
    (d) => schemaOf(d, 'NewThing').required!.push('color'),
    '#/components/schemas/NewThing/properties/color',
    'required now',
  ],
  [
    'a value of a request',
    (d) => (propertiesOf(d, 'NewThing').color!.enum = ['red', null]),
    '#/components/schemas/NewThing/properties/color',
    'takes "green" no more',
  ],
  [
    'null in a request',
    (d) => (propertiesOf(d, 'NewThing').color!.type = 'string'),
    '#/components/schemas/NewThing/properties/color',
    'takes no null',
  ],
  [
    'a branch of a request',
    (d) => propertiesOf(d, 'NewThing').size!.oneOf!.pop(),
    '#/components/schemas/NewThing/properties/size',
    'takes no number',
  ],
  [
    'a request’s length',
    (d) => (propertiesOf(d, 'NewThing').name!.maxLength = 39),
    '#/components/schemas/NewThing/properties/name',
    'maxLength was 40 and is 39',
  ],
  [
    'a request’s pattern',
    (d) => (propertiesOf(d, 'NewThing').name!.pattern = '^x'),
    '#/components/schemas/NewThing/properties/name',
    'pattern was null',
  ],
  [
    'a request’s items',
    (d) => (propertiesOf(d, 'NewThing').tags!.items = { type: 'string', minLength: 1 }),
    '#/components/schemas/NewThing/properties/tags/items',
    'minLength',
  ],
  ['a response field', (d) => delete own(d).share, '#/components/schemas/Thing/properties/share', 'was removed'],
  [
    'a response field that may be absent',
    (d) => (schemaOf(d, 'Named').required = []),
    '#/components/schemas/Thing/properties/id',
    'may be absent',
  ],
  [
    'a new value of a response',
    (d) => own(d).state!.enum!.push('odd'),
    '#/components/schemas/Thing/properties/state',
    'can now be "odd"',
  ],
  [
    'a response’s range',
    (d) => (own(d).share!.maximum = 100),
    '#/components/schemas/Thing/properties/share',
    'maximum was 1 and is 100',
  ],
  [
    'a response’s null',
    (d) => (own(d).share!.type = ['number', 'null']),
    '#/components/schemas/Thing/properties/share',
    'can now be null',
  ],
  [
    'a response’s format',
    (d) => delete own(d).made_at!.format,
    '#/components/schemas/Thing/properties/made_at',
    'format was "date-time"',
  ],
  [
    'a map’s values',
    (d) => (own(d).extra!.additionalProperties = { type: 'number' }),
    '#/components/schemas/Thing/properties/extra/additionalProperties',
    'can now be number',
  ],
]

const additions: [name: string, edit: (document: Document) => unknown][] = [
  ['an operation', (d) => (d.paths['/more'] = { get: { ...thing(d), operationId: 'more' } })],
  ['an optional parameter', (d) => thing(d).parameters!.push({ name: 'q', in: 'query', schema: { type: 'string' } })],
  ['a wider range', (d) => (thing(d).parameters![0]!.schema.maximum = 1000)],
  ['an optional request field', (d) => (propertiesOf(d, 'NewThing').more = { type: 'string' })],
  ['a value of a request', (d) => propertiesOf(d, 'NewThing').color!.enum!.push('blue')],
  ['a branch of a request', (d) => propertiesOf(d, 'NewThing').size!.oneOf!.push({ type: 'boolean' })],
  ['a response field', (d) => (own(d).more = { type: 'string' })],
  ['a value that is marked open', (d) => own(d).kind!.enum!.push('b')],
  ['a narrower answer', (d) => (own(d).state!.enum = ['new'])],
  ['an event', (d) => (d.webhooks!['thing.sold'] = structuredClone(d.webhooks!['thing.made']!))],
  ['another name of a schema', (d) => renamed(d)],
  ['whatever is experimental', (d) => delete d.paths['/trial']],
  ['words', (d) => (thing(d).description = 'Other words.')],
]

function renamed(document: Document) {
  document.components.schemas.Fresh = schemaOf(document, 'NewThing')
  thing(document).requestBody!.content['application/json']!.schema = { $ref: '#/components/schemas/Fresh' }
}

function edited(document: Document, edit: (copy: Document) => unknown): Document {
  const copy = structuredClone(document)
  edit(copy)
  return copy
}

describe('a break is found with its pointer', () => {
  test.for(breaks)('%s', ([, edit, pointer, what]) => {
    expect(breakingChanges(small, edited(small, edit))).toContainEqual({ pointer, what: expect.stringContaining(what) })
  })

  test('in the whole document: any operation, any status', () => {
    fc.assert(
      fc.property(fc.constantFrom(...operationsOf(whole)), fc.nat(), ({ path, method, operation }, n) => {
        const statuses = Object.keys(operation.responses)
        const status = statuses[n % statuses.length]!
        const place = `#/paths/${path.replaceAll('/', '~1')}/${method}`
        const pointersWithout = (edit: (d: Document) => unknown) =>
          breakingChanges(whole, edited(whole, edit)).map(({ pointer }) => pointer)
        expect(pointersWithout((d) => delete d.paths[path]![method]!.responses[status])).toEqual([
          `${place}/responses/${status}`,
        ])
        expect(pointersWithout((d) => delete d.paths[path]![method])).toEqual([place])
      }),
      { numRuns: 6 },
    )
  })

  test('in the whole document: any field of what models are', () => {
    const names = Object.keys(propertiesOf(whole, 'Model'))
    fc.assert(
      fc.property(fc.constantFrom(...names), (name) => {
        const after = edited(whole, (d) => delete propertiesOf(d, 'Model')[name])
        expect(breakingChanges(whole, after)).toContainEqual({
          pointer: `#/components/schemas/Model/properties/${name}`,
          what: 'was removed',
        })
      }),
      { numRuns: 6 },
    )
  })
})

describe('what only adds passes', () => {
  test.for(additions)('%s', ([, edit]) => {
    expect(breakingChanges(small, edited(small, edit))).toEqual([])
  })

  test('and the whole document is no break of itself', () => {
    expect(breakingChanges(whole, structuredClone(whole))).toEqual([])
  })
})

describe('a break that is meant', () => {
  const after = edited(small, (d) => delete d.paths['/things'])
  const line = `${post}: was removed`

  test('needs a line with a reason, and a line needs a break', () => {
    expect(unacceptedBreaks(small, after, [])).toEqual([line])
    expect(unacceptedBreaks(small, after, [{ pointer: post, reason: ' ' }])).toEqual([line])
    expect(unacceptedBreaks(small, after, [{ pointer: post, reason: 'nobody called it' }])).toEqual([])
    const [stale] = unacceptedBreaks(small, small, [{ pointer: post, reason: 'nobody called it' }])
    expect(stale).toContain('remove its line')
  })

  test.for([
    ['1.0.0', '1.1.0', 1],
    ['1.9.0', '2.0.0', 0],
    ['0.1.0', '0.1.1', 1],
    ['0.1.0', '0.2.0', 0],
    ['0.9.0', '1.0.0', 0],
  ] as const)('or a version: from %s to %s', ([from, to, count]) => {
    const versioned = (document: Document, version: string) => ({ ...document, info: { ...document.info, version } })
    expect(unacceptedBreaks(versioned(small, from), versioned(after, to), [])).toHaveLength(count)
  })
})

describe('the command of pnpm check', () => {
  test('fails with the pointer of a planted break, and passes an addition', { timeout: 60_000 }, async () => {
    const present = bundle as unknown as Document
    const removed = edited(present, (d) => delete propertiesOf(d, 'Model').context_length)
    const failure = await gate(removed).catch((error: { code: number; stderr: string }) => error)
    expect(failure).toMatchObject({ code: 1 })
    expect(failure.stderr).toContain('#/components/schemas/Model/properties/context_length: was removed')
    await gate(edited(present, (d) => (propertiesOf(d, 'Model').planted = { type: 'string' })))
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: { check: string } }
    expect(scripts.check).toContain('release-gate.ts')
  })
})

async function gate(document: Document) {
  const folder = await mkdtemp(join(tmpdir(), 'release-gate-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const bundle = join(folder, 'openapi.json')
  await writeFile(bundle, JSON.stringify(document))
  const command = [join(import.meta.dirname, 'release-gate.ts'), '--bundle', bundle]
  return promisify(execFile)(process.execPath, command, { timeout: 30_000, killSignal: 'SIGKILL' })
}
