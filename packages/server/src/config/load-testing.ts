/** Section `load_testing`: how many users ask what, for how long, and what is enough. */
import { z } from 'zod'
import { decimal, duration, flag, integer } from './values.ts'

export const scenarioNames = ['chat_completion', 'model_discovery', 'summarization'] as const

const scenarios = z.array(z.enum([...scenarioNames, 'all']))

const tier = (users: number, seconds: number, rampSeconds: number, rps: number, of: z.input<typeof scenarios>) =>
  z
    .strictObject({
      users: integer(1, 10_000).default(users),
      duration: duration.default(seconds * 1_000),
      ramp_up: duration.default(rampSeconds * 1_000),
      expected_rps: decimal(0, 1e6).default(rps),
      scenarios: scenarios.default(of),
    })
    .prefault({})

const weight = (share: number) => decimal(0, 1_000).default(share)

export const loadTestingSection = z
  .strictObject({
    /** Unset: on, but for production. */
    enabled: flag.optional(),
    tiers: z
      .strictObject({
        light: tier(30, 300, 30, 5, ['chat_completion']),
        medium: tier(100, 300, 60, 20, ['chat_completion', 'model_discovery']),
        heavy: tier(400, 900, 300, 80, [...scenarioNames]),
        extreme: tier(1_000, 1_200, 600, 200, ['all']),
      })
      .prefault({}),
    scenarios: z
      .strictObject({
        chat_completion: z
          .strictObject({
            weight: weight(70),
            model: z.string().default('gpt-3.5-turbo'),
            max_tokens: integer(1, 100_000).default(100),
            temperature: decimal(0, 2).default(0.7),
          })
          .prefault({}),
        model_discovery: z
          .strictObject({
            weight: weight(20),
            filters: z
              .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
              .default({ provider: 'openai', supports_chat: true }),
          })
          .prefault({}),
        summarization: z
          .strictObject({
            weight: weight(10),
            input_length: integer(1, 1_000_000).default(4_000),
            max_tokens: integer(1, 100_000).default(512),
          })
          .prefault({}),
      })
      .prefault({}),
    config: z
      .strictObject({
        timeout: decimal(0.1, 3_600).default(30),
        think_time: duration.default(1_000),
        random_seed: integer(0, 2 ** 32 - 1).default(12_345),
      })
      .prefault({}),
    reporting: z
      .strictObject({
        enabled: flag.default(true),
        format: z.array(z.enum(['json', 'html', 'csv'])).default(['json', 'html', 'csv']),
        output_dir: z.string().min(1).default('reports/load_tests'),
        include_charts: flag.default(true),
        include_raw_data: flag.default(true),
      })
      .prefault({}),
  })
  .prefault({})

export type LoadTesting = z.output<typeof loadTestingSection>
export type ScenarioName = (typeof scenarioNames)[number]
export type TierName = keyof LoadTesting['tiers']
