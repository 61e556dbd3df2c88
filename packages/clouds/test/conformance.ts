import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Cloud,
  type CloudError,
  CloudFailure,
  type CloudInstance,
  type CloudReply,
  type CloudRequest,
  type LaunchSpec,
  type Offer,
  type Outcome,
} from '../src/cloud.ts'
import { jsonOf } from '../src/lenient.ts'
import { drive, reply } from './drive.ts'

type Answering = (request: CloudRequest) => CloudReply

/** What an adapter brings along: pinned replies of its cloud, and what they mean. */
export interface CloudCases {
  cloud: Cloud
  offers: { answer: Answering; expected: Offer[] }
  /** Replies whose offers all lack a term of their price. */
  unpriced: Answering
  /** Replies that were cut by the cloud, if it does that. */
  truncated?: Answering
  creates: { name: string; offer: Offer; spec: LaunchSpec; expected: Pick<CloudRequest, 'method' | 'path' | 'body'> }[]
  unsupported: { name: string; spec: LaunchSpec; fields: (keyof LaunchSpec)[] }[]
  /** Every documented outcome of a create, and the unclear ones. `message` is not compared. */
  created: { name: string; reply: CloudReply; outcome: WithoutMessage<Outcome> }[]
  /** Two pages at least. */
  list: { answer: Answering; expected: CloudInstance[]; total: number | null }
  /** One instance in each native status. */
  states: { native: string; answer: Answering; state: CloudInstance['state']; billed: CloudInstance['billed'] }[]
  getGone: Answering[]
  destroyed: Answering
  destroyGone: Answering[]
  errors: { name: string; reply: CloudReply; error: WithoutMessage<CloudError> }[]
}

type WithoutMessage<T> = T extends unknown ? Omit<T, 'message'> : never

const tag = 'gp7f3a-01jd8z0000000000000000000-00'

/** Replies that are no answer, whatever was asked. */
const failures: [string, CloudReply][] = [
  ['500', reply(500, 'Internal Server Error')],
  ['502 with HTML', reply(502, '<html><body>Bad Gateway</body></html>')],
  ['404 of something in between', reply(404, '<html><body>Not Found</body></html>')],
  ['200 with HTML', reply(200, '<html></html>')],
  ['200 without a body', reply(200, '')],
  ['200 with another object', reply(200, { hello: 'world' })],
  ['200 with an array', reply(200, [])],
  ['200 with half a JSON text', reply(200, '{"instances":[{"id":1')],
  ['429 in plain text', reply(429, 'API requests too frequent')],
]

/** The suite that every adapter passes. */
export function cloudConformance(cases: CloudCases): void {
  const { cloud } = cases
  describe(`${cloud.id} as a cloud`, () => {
    identity(cloud)
    offering(cases)
    launching(cases)
    listing(cases)
    ending(cases)
    failing(cases)
  })
}

function identity(cloud: Cloud): void {
  test('names, keys and pace are complete', () => {
    expect(cloud.short).toMatch(/^[a-z]+$/)
    expect(cloud.keyEnv.every((name) => /^[A-Z][A-Z0-9_]*$/.test(name))).toBe(true)
    expect(new URL(cloud.baseUrl).protocol).toBe('https:')
    expect(new Set(cloud.limits.map((pace) => pace.class))).toEqual(
      new Set(['create', 'destroy', 'search', 'refresh', 'read']),
    )
    expect(JSON.stringify(cloud.auth('the-key'))).toContain('the-key')
  })

  test('what it says it can, it can', () => {
    const { stop, logs, ttl, statement, balance } = cloud.caps
    expect({ stop, logs, ttl, statement, balance }).toEqual({
      stop: cloud.act !== undefined,
      logs: cloud.logs !== undefined,
      ttl: cloud.extend !== undefined,
      statement: cloud.statement !== undefined,
      balance: cloud.balance !== undefined,
    })
  })
}

function offering({ cloud, offers, unpriced, truncated }: CloudCases): void {
  const run = (answer: Answering) => drive(cloud.offers({ diskGb: 50 }), answer)

  test('offers are read term by term', () => {
    const { value } = run(offers.answer)
    expect(value).toEqual({ offers: offers.expected, partial: false })
  })

  test('ids are unique, well formed, and the same in any order', () => {
    const ids = run(offers.answer).value.offers.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(new RegExp(`^${cloud.short}-[a-z0-9._-]{1,100}$`))
    const turned = run((request) => reversed(offers.answer(request))).value.offers.map(({ id }) => id)
    expect(turned.sort()).toEqual(ids.sort())
  })

  test('a missing term makes an offer unpriced, never free', () => {
    const { value } = run(unpriced)
    expect(value.offers.length).toBeGreaterThan(0)
    for (const { price_per_hour, price_per_gpu_hour, available } of value.offers) {
      expect({ price_per_hour, price_per_gpu_hour, available }).toEqual({
        price_per_hour: null,
        price_per_gpu_hour: null,
        available: false,
      })
    }
  })

  test.skipIf(!truncated)('a list that the cloud has cut says so', () => {
    expect(run(truncated ?? offers.answer).value.partial).toBe(true)
  })

  test('members that nobody knows are ignored', () => {
    expect(run((request) => enriched(offers.answer(request))).value).toEqual(run(offers.answer).value)
  })

  test('retyped members become unknown and break nothing', () => {
    const values = fc.oneof(
      fc.constant(null),
      fc.string(),
      fc.boolean(),
      fc.integer(),
      fc.constant([]),
      fc.constant({}),
    )
    const member = fc.constantFrom(...membersOf(offers.answer))
    fc.assert(
      fc.property(member, values, (name, value) => {
        const { offers: read } = run((request) => replaced(offers.answer(request), name, value)).value
        for (const offer of read) {
          expect(offer.price_per_hour === null || Number.isFinite(offer.price_per_hour)).toBe(true)
          expect(offer.available && offer.price_per_hour === null).toBe(false)
        }
      }),
      { numRuns: 300 },
    )
  })

  test.each(failures)('%s is a failure, not a market without offers', (_, failure) => {
    expect(() => run(() => failure)).toThrow(CloudFailure)
  })
}

function launching({ cloud, creates, unsupported, created, errors }: CloudCases): void {
  test.each(creates)('create: $name', ({ offer, spec, expected }) => {
    const request = cloud.create(offer, spec, tag)
    expect(request).toEqual({ ...expected, class: 'create' })
    expect(JSON.stringify(request)).toContain(tag)
    expect(cloud.create(offer, spec, tag)).toEqual(request)
    expect(cloud.unsupported(spec)).toEqual([])
  })

  test('an offer of another cloud is a mistake of ours', () => {
    const [first] = creates
    if (!first) throw new Error('a create is needed')
    for (const ref of [null, undefined, 'x', {}]) {
      expect(() => cloud.create({ ...first.offer, ref }, first.spec, tag)).toThrow(TypeError)
    }
  })

  test.each(unsupported)('unsupported: $name', ({ spec, fields }) => {
    expect(cloud.unsupported(spec)).toEqual(fields)
  })

  test.each(created)('created: $name', ({ reply: answer, outcome }) => {
    expect(cloud.created(answer)).toMatchObject(outcome)
    expect(Object.keys(outcome)).toEqual(expect.arrayContaining(['kind']))
  })

  test('whatever is not a documented refusal may exist', () => {
    for (const [, failure] of failures) expect(cloud.created(failure).kind).toBe('unknown')
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.string(), (status, body) => {
        expect(cloud.created(reply(status, body)).kind).toBe('unknown')
      }),
    )
  })

  test('created and error agree on what may exist', () => {
    for (const { reply: answer } of errors) {
      const outcome = cloud.created(answer)
      const { mayExist } = cloud.error(answer.status, answer.headers, answer.body)
      expect(outcome.kind).toBe(mayExist ? 'unknown' : 'refused')
    }
  })
}

function listing({ cloud, list, states, getGone }: CloudCases): void {
  const run = (answer: Answering) => drive(cloud.list(), answer)

  test('list reads every page, and says how many there should be', () => {
    const { value, requests } = run(list.answer)
    expect(value).toEqual({ instances: list.expected, total: list.total })
    expect(requests.length).toBeGreaterThan(1)
    expect(new Set(requests.map((request) => request.class))).toEqual(new Set(['search']))
  })

  test('members that nobody knows are ignored in lists, too', () => {
    expect(run((request) => enriched(list.answer(request))).value).toEqual(run(list.answer).value)
  })

  test.each(failures)('%s on any page is a failure, not an empty list', (_, failure) => {
    expect(() => run(() => failure)).toThrow(CloudFailure)
    let page = 0
    expect(() => run((request) => (page++ === 0 ? list.answer(request) : failure))).toThrow(CloudFailure)
  })

  test('a cursor that comes again ends in a failure, not in a loop', () => {
    let first: CloudReply | null = null
    expect(() => run((request) => (first ??= list.answer(request)))).toThrow(CloudFailure)
  })

  test.each(states)('status $native is $state, charged $billed', ({ answer, state, billed }) => {
    const [instance] = run(answer).value.instances
    expect(instance).toMatchObject({ state, billed })
  })

  test('a status that nobody knows is unknown, and never an end', () => {
    expect(states.some(({ state }) => state === 'unknown')).toBe(true)
  })

  test('get: gone is null, anything else is the instance or a failure', () => {
    for (const answer of getGone) expect(drive(cloud.get('7'), answer).value).toBeNull()
    for (const [, failure] of failures) expect(() => drive(cloud.get('7'), () => failure)).toThrow(CloudFailure)
  })

  test('ids go into paths encoded', () => {
    const { requests } = drive(cloud.get('../7?x'), getGone[0] ?? (() => reply(404, '')))
    expect(requests[0]?.path).not.toContain('../')
    expect(requests[0]?.path).not.toContain('?x')
  })
}

function ending({ cloud, destroyed, destroyGone }: CloudCases): void {
  test('destroy: done, gone, or a failure', () => {
    const done = drive(cloud.destroy('7'), destroyed)
    expect(done.value).toBe('done')
    expect(done.requests.map((request) => request.class)).toEqual(['destroy'])
    for (const answer of destroyGone) expect(drive(cloud.destroy('7'), answer).value).toBe('gone')
    for (const [, failure] of failures) expect(() => drive(cloud.destroy('7'), () => failure)).toThrow(CloudFailure)
  })
}

function failing({ cloud, errors }: CloudCases): void {
  test.each(errors)('error: $name', ({ reply: answer, error }) => {
    const { message, ...rest } = cloud.error(answer.status, answer.headers, answer.body)
    expect(rest).toEqual(error)
    expect(message).not.toBe('')
  })
}

function edited(original: CloudReply, edit: (value: unknown) => unknown): CloudReply {
  return { ...original, body: JSON.stringify(edit(jsonOf(original.body))) }
}

/** Every object of a reply with a member that nobody knows. */
function enriched(original: CloudReply): CloudReply {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (value === null || typeof value !== 'object') return value
    const members = Object.entries(value).map(([name, member]) => [name, walk(member)])
    return { ...Object.fromEntries(members), brand_new_member: { nested: [1] } }
  }
  return edited(original, walk)
}

function rowsOf(value: unknown): [string, Record<string, unknown>[]][] {
  return Object.entries(Object(value)).filter((entry): entry is [string, Record<string, unknown>[]] =>
    Array.isArray(entry[1]),
  )
}

/** The rows of every list of a reply in the other order. */
function reversed(original: CloudReply): CloudReply {
  return edited(original, (value) => ({
    ...Object(value),
    ...Object.fromEntries(rowsOf(value).map(([name, rows]) => [name, [...rows].reverse()])),
  }))
}

/** Every row of a reply with this value in this member. */
function replaced(original: CloudReply, member: string, value: unknown): CloudReply {
  return edited(original, (body) => ({
    ...Object(body),
    ...Object.fromEntries(rowsOf(body).map(([name, rows]) => [name, rows.map((row) => ({ ...row, [member]: value }))])),
  }))
}

function membersOf(answer: Answering): string[] {
  const body = jsonOf(answer({ method: 'GET', path: '/', class: 'refresh' }).body)
  return rowsOf(body).flatMap(([, [row]]) => Object.keys(Object(row)))
}
