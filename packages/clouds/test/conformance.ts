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
  type LogLine,
  type Offer,
  type Outcome,
} from '../src/cloud.ts'
import { jsonOf } from '../src/lenient.ts'
import { drive, reply } from './drive.ts'
import { testWhere } from './test-where.ts'

type Answering = (request: CloudRequest) => CloudReply

/** What an adapter brings along: pinned replies of its cloud, and what they mean. */
export interface CloudCases {
  cloud: Cloud
  offers: { answer: Answering; expected: Offer[] }
  /** Members of its replies that are none of an offer: a number of rows, say. */
  unread?: readonly string[]
  /** Replies whose offers all lack a term of their price. */
  unpriced: Answering
  /** Replies that were cut by the cloud, if it does that. */
  truncated?: Answering
  creates: { name: string; offer: Offer; spec: LaunchSpec; expected: Pick<CloudRequest, 'method' | 'path' | 'body'> }[]
  unsupported: { name: string; spec: LaunchSpec; fields: (keyof LaunchSpec)[] }[]
  /** Every documented outcome of a create, and the unclear ones. `message` is not compared. */
  created: { name: string; reply: CloudReply; outcome: WithoutMessage<Outcome> }[]
  /** Two pages at least, where the cloud has pages. */
  list: { answer: Answering; expected: CloudInstance[]; total: number | null; isPaged: boolean }
  /** One instance in each native status. */
  states: { native: string; answer: Answering; state: CloudInstance['state']; billed: CloudInstance['billed'] }[]
  getGone: Answering[]
  /** One that lives, in the answer to `get`. */
  got: { answer: Answering; expected: CloudInstance }
  destroyed: Answering
  /** Of `failures`, by name: what this cloud says to a destroy that was done. */
  destroyedToo?: readonly string[]
  destroyGone: Answering[]
  errors: { name: string; reply: CloudReply; error: WithoutMessage<CloudError> }[]
  /** The last lines of a log of three, where the cloud keeps logs. */
  logs?: { answer: Answering; expected: LogLine[] }
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
    acting(cases)
    failing(cases)
  })
}

function identity(cloud: Cloud): void {
  test('names, keys and pace are complete', () => {
    expect(cloud.short).toMatch(/^[a-z]+$/)
    expect(cloud.keyEnv.every((name) => /^[A-Z][A-Z0-9_]*$/.test(name))).toBe(true)
    // Without a key it is on this machine.
    const isRemote = cloud.keyEnv.length > 0
    expect(new URL(cloud.baseUrl).protocol).toBe(isRemote ? 'https:' : 'http:')
    expect(new Set(cloud.limits.map((pace) => pace.class))).toEqual(
      new Set(['create', 'destroy', 'search', 'refresh', 'read']),
    )
    expect(JSON.stringify(cloud.auth('the-key')).includes('the-key')).toBe(isRemote)
  })

  test('what it says it can, it can', () => {
    const { logs, ttl, statement, balance } = cloud.caps
    // Whoever cannot stop may still restart.
    if (cloud.caps.stop) expect(cloud.act).toBeDefined()
    expect({ logs, ttl, statement, balance }).toEqual({
      logs: cloud.logs !== undefined,
      ttl: cloud.extend !== undefined && (cloud.extendAheadMs ?? 0) > 0,
      statement: cloud.statement !== undefined,
      balance: cloud.balance !== undefined,
    })
  })
}

function offering({ cloud, offers, unread = [], unpriced, truncated }: CloudCases): void {
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

  testWhere(truncated)('a list that the cloud has cut says so', () => {
    expect(run(truncated ?? offers.answer).value.partial).toBe(true)
  })

  test('what an offer can is what its cloud can', () => {
    for (const { capabilities } of run(offers.answer).value.offers) {
      for (const name of capabilities) expect(cloud.caps).toHaveProperty(name, true)
    }
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
    const member = fc.constantFrom(...membersOf(run(offers.answer).requests.map(offers.answer), unread))
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

function listing({ cloud, list, states, got, getGone }: CloudCases): void {
  const run = (answer: Answering) => drive(cloud.list(), answer)

  test('list reads every page, and says how many there should be', () => {
    const { value, requests } = run(list.answer)
    expect(value).toEqual({ instances: list.expected, total: list.total })
    expect(requests.length > 1).toBe(list.isPaged)
    expect(new Set(requests.map((request) => request.class))).toEqual(new Set(['search']))
  })

  test('members that nobody knows are ignored in lists, too', () => {
    expect(run((request) => enriched(list.answer(request))).value).toEqual(run(list.answer).value)
  })

  test.each(failures)('%s on any page is a failure, not an empty list', (_, failure) => {
    expect(() => run(() => failure)).toThrow(CloudFailure)
    let page = 0
    if (!list.isPaged) return
    expect(() => run((request) => (page++ === 0 ? list.answer(request) : failure))).toThrow(CloudFailure)
  })

  testWhere(list.isPaged)('a cursor that comes again ends in a failure, not in a loop', () => {
    let first: CloudReply | null = null
    expect(() => run((request) => (first ??= list.answer(request)))).toThrow(CloudFailure)
  })

  test.each(states)('status $native is $state, charged $billed', ({ answer, state, billed }) => {
    const [instance] = run(answer).value.instances
    expect(instance).toMatchObject({ state, billed })
  })

  test('a machine of ours is known by its tag', () => {
    expect(list.expected.map((instance) => instance.tag)).toContain(tag)
  })

  test('a status that nobody knows is unknown, and never an end', () => {
    expect(states.some(({ state }) => state === 'unknown')).toBe(true)
  })

  test('get: gone is null, anything else is the instance or a failure', () => {
    expect(drive(cloud.get(got.expected.id), got.answer).value).toEqual(got.expected)
    for (const answer of getGone) expect(drive(cloud.get('7'), answer).value).toBeNull()
    for (const [, failure] of failures) expect(() => drive(cloud.get('7'), () => failure)).toThrow(CloudFailure)
  })

  test('ids go into paths encoded', () => {
    const { requests } = drive(cloud.get('../7?x'), getGone[0] ?? (() => reply(404, '')))
    expect(requests[0]?.path).not.toContain('../')
    expect(requests[0]?.path).not.toContain('?x')
  })
}

function ending({ cloud, destroyed, destroyedToo = [], destroyGone }: CloudCases): void {
  test('destroy: done, gone, or a failure', () => {
    const done = drive(cloud.destroy('7'), destroyed)
    expect(done.value).toBe('done')
    expect(done.requests.map((request) => request.class)).toEqual(['destroy'])
    for (const answer of destroyGone) expect(drive(cloud.destroy('7'), answer).value).toBe('gone')
    for (const [name, failure] of failures) {
      if (destroyedToo.includes(name)) continue
      expect(() => drive(cloud.destroy('7'), () => failure)).toThrow(CloudFailure)
    }
  })
}

function acting({ cloud, logs }: CloudCases): void {
  testWhere(cloud.act)('an act that fails is a failure', () => {
    for (const [, failure] of failures) {
      if (failure.status === 200) continue
      for (const action of cloud.caps.stop ? (['start', 'stop', 'reboot'] as const) : (['reboot'] as const)) {
        const plan = cloud.act?.('7', action)
        expect(() => plan && drive(plan, () => failure)).toThrow(CloudFailure)
      }
    }
  })

  testWhere(cloud.logs)('logs: the last lines, or a failure', () => {
    const read = (answer: Answering) => {
      const plan = cloud.logs?.('7', logs?.expected.length ?? 0)
      return plan && drive(plan, answer).value
    }
    expect(read(logs?.answer ?? (() => reply(500, '')))).toEqual(logs?.expected)
    for (const [, failure] of failures)
      if (failure.status >= 400) expect(() => read(() => failure)).toThrow(CloudFailure)
  })
}

function failing({ cloud, errors }: CloudCases): void {
  test('a bad key, a limit and a failure are told apart', () => {
    const codes = errors.map(({ error }) => error.code)
    const least = cloud.keyEnv.length > 0 ? ['auth', 'rate_limited', 'transient'] : ['transient']
    expect(codes).toEqual(expect.arrayContaining(least))
  })

  test.each(errors)('error: $name', ({ reply: answer, error }) => {
    const { message, ...rest } = cloud.error(answer.status, answer.headers, answer.body)
    expect(rest).toEqual(error)
    expect(message).not.toBe('')
  })
}

/** The reply with each of its objects changed, the innermost first. */
function edited(original: CloudReply, edit: (row: Record<string, unknown>) => Record<string, unknown>): CloudReply {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    if (value === null || typeof value !== 'object') return value
    return edit(Object.fromEntries(Object.entries(value).map(([name, member]) => [name, walk(member)])))
  }
  return { ...original, body: JSON.stringify(walk(jsonOf(original.body))) }
}

/** Every object of a reply with a member that nobody knows. */
const enriched = (original: CloudReply) => edited(original, (row) => ({ ...row, brand_new_member: { nested: [1] } }))

/** The items of every list of a reply, and the members of every object, in the other order. */
const reversed = (original: CloudReply) =>
  edited(original, (row) =>
    Object.fromEntries(
      Object.entries(row)
        .map(([name, value]) => [name, Array.isArray(value) ? [...value].reverse() : value])
        .reverse(),
    ),
  )

/** Every object of a reply with this value in this member, where it has it. */
const replaced = (original: CloudReply, member: string, value: unknown) =>
  edited(original, (row) => (Object.hasOwn(row, member) ? { ...row, [member]: value } : row))

/** Names of members that hold a plain value. */
function membersOf(replies: CloudReply[], unread: readonly string[]): string[] {
  const names = new Set<string>()
  for (const one of replies) {
    edited(one, (row) => {
      for (const [name, value] of Object.entries(row)) if (value === null || typeof value !== 'object') names.add(name)
      return row
    })
  }
  return [...names].filter((name) => !unread.includes(name))
}
