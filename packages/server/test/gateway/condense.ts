/** What condensation needs in tests: its settings, and events that are kept. */
import type { Events, NewEvent } from '../../src/events/events.ts'
import type { CondenseSettings } from '../../src/gateway/condense/condense-settings.ts'

export const condenseSettings: CondenseSettings = {
  enabled: true,
  truncationThreshold: null,
  summaryTokensMax: 512,
  adaptiveFactor: 0.5,
  qualityThreshold: 0.8,
  errorPatterns: [],
  fallbackStrategies: ['truncate', 'secondary_provider', 'skip_summarization'],
  parallelProviders: 1,
  batchSize: 10,
  concurrencyMax: 5,
  timeoutMs: 5_000,
  model: null,
  metrics: true,
  alertBelow: 0.9,
}

export type Told = NewEvent

export const keptEvents = (told: Told[]): Events => ({
  async append(_, event) {
    told.push(event)
    return `evt_${told.length}`
  },
  wake() {},
})
