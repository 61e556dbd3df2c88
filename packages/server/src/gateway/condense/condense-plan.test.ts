import { type Call, inboundDialects, noExtra, type Part, type Turn } from '@proxyapi/providers'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CondenseGoal, condensedCall, condensePlan } from './condense-plan.ts'

const text = (said: string): Part => ({ type: 'text', text: said, extra: noExtra })
const user = (...parts: (string | Part)[]): Turn => turn('user', parts)
const assistant = (...parts: (string | Part)[]): Turn => turn('assistant', parts)
const system = (said: string): Turn => turn('system', [said])
const calls = (id: string, signature?: string): Part => ({
  type: 'tool-call',
  id,
  name: 'f',
  arguments: '{}',
  ...(signature && { signature }),
  extra: noExtra,
})
const result = (id: string): Part => ({ type: 'tool-result', id, content: [text('done')], extra: noExtra })

function turn(role: Turn['role'], parts: (string | Part)[]): Turn {
  return { role, parts: parts.map((part) => (typeof part === 'string' ? text(part) : part)), extra: noExtra }
}

const everything: CondenseGoal = { excess: Number.POSITIVE_INFINITY, measure: () => 1, batchSize: 10, isStrict: false }
const plan = (turns: Turn[], goal: Partial<CondenseGoal> = {}) => condensePlan({ turns }, { ...everything, ...goal })
const gone = (turns: Turn[], goal: Partial<CondenseGoal> = {}) =>
  plan(turns, goal)?.pieces.map((piece) => piece.map((one) => turns.indexOf(one))) ?? null

describe('which turns go', () => {
  const talk = [user('a'), assistant('b'), user('c'), assistant('d'), user('now')]

  test('all before the last turn of the user', () => {
    expect(gone(talk)).toEqual([[0, 1, 2, 3]])
  })

  test('the oldest, and no more than necessary', () => {
    expect(gone(talk, { excess: 2 })).toEqual([[0, 1]])
  })

  test('none where nothing has to', () => {
    expect(gone(talk, { excess: 0 })).toBeNull()
  })

  test('none where all that may go is not enough and it must be', () => {
    expect(gone(talk, { excess: 5, isStrict: true })).toBeNull()
    expect(gone(talk, { excess: 4, isStrict: true })).toEqual([[0, 1, 2, 3]])
  })

  test.each([
    ['one turn of the user', [user('now')]],
    ['a turn of the user and all that follows it', [user('now'), assistant(calls('x')), user(result('x'))]],
    ['system turns', [system('be brief'), user('now')]],
    ['a conversation in which the user says nothing', [assistant('a'), assistant('b')]],
    ['nothing', []],
  ])('%s stays', (_, turns) => {
    expect(gone(turns)).toBeNull()
  })

  test('a system turn in the middle stays where it stood', () => {
    const turns = [user('a'), system('be brief'), assistant('b'), user('now')]
    expect(gone(turns)).toEqual([[0, 2]])
    expect(plan(turns)).toMatchObject({ kept: [turns[1], turns[3]], at: 0 })
  })

  test('signed and encrypted reasoning stays, with its tool pair', () => {
    const signed: Part = { type: 'reasoning', text: '', signature: 's', extra: noExtra }
    const sealed: Part = { type: 'reasoning', text: '', encrypted: 's', extra: noExtra }
    const turns = [user('a'), assistant(signed, calls('x')), user(result('x')), assistant(sealed), user('now')]
    expect(gone(turns)).toEqual([[0]])
    expect(gone([user('a'), assistant(calls('y', 'signature')), user(result('y')), user('now')])).toEqual([[0]])
  })

  test('a result that stays keeps its call', () => {
    const turns = [user('a'), assistant(calls('x')), user(result('x'), 'and now?')]
    expect(gone(turns)).toEqual([[0]])
  })

  test('a call and its result go together, even where one would be enough', () => {
    const turns = [assistant(calls('x')), user(result('x')), user('b'), user('now')]
    expect(gone(turns, { excess: 1 })).toEqual([[0, 1]])
  })

  test('an id that is used again joins each result with the call before it', () => {
    const again = [assistant(calls('x')), user(result('x'))]
    const turns = [...again, assistant(calls('x')), user(result('x')), user('now')]
    expect(gone(turns, { excess: 1 })?.flat()).toHaveLength(2)
  })
})

describe('pieces', () => {
  const long = (length: number) => [...Array.from({ length }, (_, n) => user(String(n))), user('now')]

  test('have so many turns', () => {
    expect(gone(long(5), { batchSize: 2 })).toEqual([[0, 1], [2, 3], [4]])
  })

  test('the first ones are the same when the conversation has gone on', () => {
    expect(gone(long(9), { batchSize: 2 })?.slice(0, 2)).toEqual(gone(long(5), { batchSize: 2 })?.slice(0, 2))
  })

  test('do not part a tool pair', () => {
    const turns = [user('a'), assistant(calls('x')), user(result('x')), user('b'), user('now')]
    expect(gone(turns, { batchSize: 2 })).toEqual([[0, 1, 2], [3]])
  })
})

test('the summary is one turn of the user, and every lane gets the call newly written', () => {
  const inbound = inboundDialects.get('openai-chat')
  const messages = ['a', 'b', 'now'].map((content) => ({ role: 'user', content }))
  const call = inbound?.parse({ model: 'm', messages, temperature: 0.5 }) as Call
  const made = condensePlan(call, everything)
  const short = condensedCall(call, made as NonNullable<typeof made>, 'in short')
  expect(short).toMatchObject({ raw: null, model: 'm', sampling: { temperature: 0.5 } })
  expect(short.turns.map(({ role, parts }) => [role, ...parts.map((part) => 'text' in part && part.text)])).toEqual([
    ['user', 'in short'],
    ['user', 'now'],
  ])
  expect(call.turns).toHaveLength(3)
})

/** A conversation with calls, results in any distance, signatures and system turns. */
const step = fc.oneof(
  fc.constant('user' as const),
  fc.constant('assistant' as const),
  fc.constant('system' as const),
  fc.constant('call' as const),
  fc.constant('signed' as const),
  fc.constant('result' as const),
)
const conversation = fc.array(step, { maxLength: 25 }).map((steps) => {
  const open: string[] = []
  return steps.flatMap((kind, n): Turn[] => {
    if (kind === 'user') return [user(`says ${n}`)]
    if (kind === 'assistant') return [assistant(`answers ${n}`)]
    if (kind === 'system') return [system(`orders ${n}`)]
    if (kind === 'result') {
      const id = open.shift()
      return id === undefined ? [] : [user(result(id))]
    }
    open.push(`c${n}`)
    return [assistant(calls(`c${n}`, kind === 'signed' ? 'signature' : undefined))]
  })
})
const goal = fc.record({
  excess: fc.integer({ min: 0, max: 30 }),
  batchSize: fc.integer({ min: 1, max: 5 }),
  isStrict: fc.boolean(),
})
const ids = (turns: readonly Turn[], type: 'tool-call' | 'tool-result') =>
  turns.flatMap(({ parts }) => parts.flatMap((part) => (part.type === type ? [(part as { id: string }).id] : [])))

test('no plan splits a tool pair, touches what must stay, loses or reorders a turn', () => {
  fc.assert(
    fc.property(conversation, goal, (turns, more) => {
      const made = plan(turns, more)
      if (made === null) return
      const went = made.pieces.flat()
      const results = new Set(ids(turns, 'tool-result'))
      expect(
        ids(went, 'tool-call')
          .filter((id) => results.has(id))
          .sort(),
      ).toEqual(ids(went, 'tool-result').sort())
      expect([...went, ...made.kept].sort(byPlace(turns))).toEqual(turns)
      expect(made.kept).toEqual([...made.kept].sort(byPlace(turns)))
      const last = turns.findLast(({ role, parts }) => role === 'user' && parts.some(({ type }) => type === 'text'))
      const stays = turns.slice(turns.indexOf(last as Turn))
      for (const one of stays) expect(made.kept).toContain(one)
      for (const one of went) {
        expect(one.role).not.toBe('system')
        expect(one.parts.some((part) => 'signature' in part)).toBe(false)
      }
    }),
    { numRuns: 500 },
  )
})

test('a prompt without excess is left alone, whatever it is', () => {
  fc.assert(
    fc.property(conversation, (turns) => {
      expect(plan(turns, { excess: 0 })).toBeNull()
    }),
  )
})

const byPlace = (turns: readonly Turn[]) => (a: Turn, b: Turn) => turns.indexOf(a) - turns.indexOf(b)
