import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { egressFor, failureOf, LOOPBACK, record, silentServer } from '../../test/egress/loopback.ts'
import { samplesOfTable, seeded, spellings } from '../../test/egress/vectors.ts'
import type { EgressClass } from './classes.ts'
import type { EgressCall } from './plan.ts'

const hosts = [
  ...new Set(samplesOfTable(seeded(7)).inside.flatMap(spellings)),
  ...['localhost', 'LOCALHOST.', 'x.localhost', 'redis', 'metadata.google.internal', 'db.svc.cluster.local'],
  ...['inside.example', 'half.example', '127.0.0.1.nip.example', 'missing.example'],
]

/** The world's DNS: wildcard names that carry an address point there, others inside. */
const lookUp = async (name: string): Promise<string[]> => {
  if (name === 'missing.example') throw Object.assign(new Error(), { code: 'ENOTFOUND' })
  return name === 'half.example' ? ['93.184.216.34', LOOPBACK] : [LOOPBACK]
}

describe('the canary', () => {
  it(`EG01 EG02 EG03 EG04 EG05 0 hits by ${hosts.length} ways inside on every path and class`, async () => {
    const canary = await silentServer()
    // Whatever is dialed comes to the canary: a guard with a hole is seen, and nothing leaves the machine.
    const dialed: string[] = []
    const dial = (address: string) => {
      dialed.push(address)
      return connect(canary.port, LOOPBACK)
    }
    const { port } = canary
    const egress = egressFor([], { rules: { ports: [port], plainWebhooks: true }, lookUp, dial })
    const callsTo = (host: string): EgressCall[] => {
      const classes: EgressClass[] = ['provider', 'cloud', 'target']
      const contract = {
        host: new URL(`http://${host}/`).hostname.replace(/^\[|\]$/g, ''),
        ports: [port],
        private: false,
      }
      return [
        ...classes.map((name) => ({ class: name, method: 'GET', url: `http://${host}:${port}/` })),
        { class: 'instance', contract, method: 'GET', url: `http://${host}:${port}/` },
        { class: 'fetch', method: 'GET', url: `http://${host}/` },
        { class: 'webhook', method: 'POST', url: `https://${host}/`, body: '{}' },
      ]
    }
    const passed: string[] = []
    for (const call of hosts.flatMap(callsTo)) {
      const failure = await failureOf(egress.request(call))
      const streamed = record(egress, call)
      await streamed.ended
      for (const { kind, sent } of [failure, streamed.failure ?? { kind: 'none', sent: true }]) {
        if (kind !== 'blocked' || sent) passed.push(`${kind} ${call.class} ${call.url}`)
      }
    }
    expect(passed).toEqual([])
    expect(dialed).toEqual([])
    expect(canary.accepted()).toBe(0)
  }, 60_000)
})
