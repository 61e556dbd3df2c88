/** A catalog without a database, changed by one word after the other. */
import type { Facts, Observation, Statement } from '../../src/discovery/model.ts'
import { atOnce } from '../../src/discovery/slices.ts'
import { type Before, diffRows, resolveRows, type Taken, type Word } from '../../src/discovery/take-over.ts'
import type { StoredModel } from '../../src/store/catalog.ts'

export const hour = 3_600_000
export const rules = { removalMisses: 3, removalHoldMs: 24 * hour }
export const start = Date.UTC(2026, 10, 20, 12)

export const statement = (id: string, facts: Facts = {}): Statement => ({
  uid: `openai:${id}`,
  sourceKey: id,
  url: null,
  facts,
  inferred: {},
  suspects: [],
})

export const list = (statements: Statement[] | null, over: Partial<Word> = {}): Word => ({
  sourceId: 'list:openai',
  source: 'provider_api',
  provider: 'openai',
  brand: 'openai',
  statements,
  countsAbsences: true,
  withdraws: false,
  forgets: false,
  blindMs: 0,
  provenGone: new Set(),
  isThorough: false,
  ...over,
})

export class World {
  models = new Map<string, StoredModel>()
  observations = new Map<string, Observation>()

  hear(word: Word, at = start): Taken {
    const before: Before = { models: [...this.models.values()], observations: [...this.observations.values()] }
    const taken = atOnce(diffRows(atOnce(resolveRows(before, word, rules, at)), at))
    for (const one of taken.put) this.observations.set(`${one.sourceId} ${one.uid}`, one)
    for (const uid of taken.withdrawn) this.observations.delete(`${word.sourceId} ${uid}`)
    for (const record of taken.records)
      this.models.set(record.uid, { ...record, revision: 1, input_cost: null, output_cost: null })
    return taken
  }

  state(id: string) {
    return this.models.get(`openai:${id}`)?.state
  }
}
