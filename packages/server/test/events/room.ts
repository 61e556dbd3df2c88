/** The events room over a real store, with receivers on the loopback interface; time moves when a test says so. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiError } from '@proxyapi/contract/errors'
import { onTestFinished } from 'vitest'
import type { Egress } from '../../src/egress/egress.ts'
import type { EgressRules } from '../../src/egress/target.ts'
import { createEvents, type EventsRoom } from '../../src/events/create-events.ts'
import type { EventsParts, Sealer } from '../../src/events/parts.ts'
import type { Asker } from '../../src/identity/asker.ts'
import type { Principal } from '../../src/identity/principal.ts'
import type { Cursors } from '../../src/store/cursors.ts'
import type { Store } from '../../src/store/database.ts'
import { egressFor, httpServer, LOOPBACK } from '../egress/loopback.ts'
import { type TestClock, testClock, testRuntime } from '../runtime.ts'
import type { OpenStore } from '../stores.ts'

/** A principal, and the one who asks as it. */
export function someone(userId: string): Principal & Asker {
  const principal: Principal = {
    kind: 'key',
    userId,
    keyId: 'key_1',
    role: 'user',
    permissions: new Set(['webhooks:read', 'webhooks:write']),
    billing: 'prepaid',
    modelsAllow: null,
  }
  return { ...principal, principal, requestId: 'req_1', clientIp: '203.0.113.9' }
}

/** No encryption, but what is sealed for one place does not open at another. */
export const openSealer: Sealer = {
  seal: (text, place) => `sealed:${Buffer.from(`${place}\n${text}`).toString('base64')}`,
  open(sealed, place) {
    const [found, ...text] = Buffer.from(sealed.slice('sealed:'.length), 'base64').toString().split('\n')
    if (found !== place) throw new Error(`sealed for ${found}, opened at ${place}`)
    return text.join('\n')
  },
}

const plainCursors: Cursors = {
  write: (scope, position) => Buffer.from(JSON.stringify([scope, position])).toString('base64url'),
  read(scope, cursor) {
    const [found, position] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[]
    if (found !== scope || position === undefined) throw new ApiError('INVALID_CURSOR')
    return position
  },
}

export interface TestRoom extends EventsRoom {
  parts: EventsParts
  store: Store
  clock: TestClock
  /** Writes an event in a transaction of its own. */
  tell(name: string, userId: string | null, data?: Record<string, unknown>): Promise<string>
  /** Runs the jobs until nothing is due and nothing is on its way. */
  settle(): Promise<void>
}

/** Opens a store of its own and closes it with the test. */
export async function openRoom(open: OpenStore, rules: EgressRules): Promise<TestRoom> {
  const store = await open()
  onTestFinished(() => store.close())
  return roomOver(store, testClock(), egressFor([], { rules: { plainWebhooks: true, ...rules } }))
}

/** One process more over the same store. */
export function roomOver(
  store: Store,
  clock: TestClock,
  egress: Pick<Egress, 'request' | 'admit'>,
  numbered: EventsParts['numbered'] = () => undefined,
): TestRoom {
  const wake = () => undefined
  const parts: EventsParts = {
    ...testRuntime(clock),
    store,
    egress,
    sealer: openSealer,
    cursors: plainCursors,
    wake,
    numbering: async () => {},
    numbered,
  }
  const room = createEvents(parts)
  const [fanOut, deliver] = room.jobs()
  const signal = new AbortController().signal
  return {
    ...room,
    parts,
    store,
    clock,
    tell: (name, userId, data = {}) => store.write((tx) => room.events.append(tx, { name, userId, data })),
    async settle() {
      for (let worked = 1; worked > 0; ) {
        worked = ((await fanOut?.run(signal)) ?? 0) + ((await deliver?.run(signal)) ?? 0)
        await room.idle()
      }
    },
  }
}

interface Received {
  path: string
  headers: IncomingMessage['headers']
  body: string
  event: { id: string; event: string; seq: number; data: Record<string, unknown> }
}

export interface Receiver {
  url: string
  rule: { host: string; port: number }
  received: Received[]
  /** How it answers from now on. */
  answer: (response: ServerResponse, request: Received) => void
}

/** Says 200 until told otherwise. */
export async function receiver(): Promise<Receiver> {
  const server = await httpServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const received = {
      path: request.url ?? '',
      headers: request.headers,
      body,
      event: JSON.parse(body) as Received['event'],
    }
    made.received.push(received)
    made.answer(response, received)
  })
  const made: Receiver = {
    url: `http://${LOOPBACK}:${server.port}/hook`,
    rule: { host: LOOPBACK, port: server.port },
    received: [],
    answer: (response) => response.end('thanks'),
  }
  return made
}

export const status =
  (code: number, headers: Record<string, string> = {}): Receiver['answer'] =>
  (response) =>
    response.writeHead(code, headers).end()
