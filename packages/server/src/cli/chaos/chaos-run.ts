/** `chaos run`: the providers of a configuration, simulated, are broken one after the other, and what callers see is judged. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ModelFault } from '@proxyapi/simulators'
import { stringify } from 'yaml'
import { loadTestingSection } from '../../config/load-testing.ts'
import type { ProviderConfig } from '../../config/schema.ts'
import { duration } from '../../config/values.ts'
import { checkLedger } from '../../ledger/invariants.ts'
import { openStore } from '../../store/database.ts'
import { askServer } from '../ask-server.ts'
import { readConfigFiles } from '../config-files.ts'
import { loadPlanOf } from '../load-test/load-plan.ts'
import { type PrivateServer, startPrivateServer } from '../load-test/private-server.ts'
import { runLoad } from '../load-test/run-load.ts'
import { quietLog } from '../quiet-log.ts'
import type { Shell } from '../shell.ts'
import { chaosFindings, type Phase } from './chaos-findings.ts'
import { type SimulatedProvider, simulatedKeys, simulateProviders } from './simulated-providers.ts'

interface ChaosOptions {
  config?: string
  envFile?: string
  seed: string
  duration: string
  out?: string
}

/** How a provider is gone: it refuses, it breaks off, it answers something else. */
const outages = ['overloaded', 'reset', 'html'] as const satisfies readonly ModelFault[]
const users = 4
const failureRateMax = 0.1

/** 1 where a promise was broken, each told by name. Nothing outside of this machine is asked. */
export async function chaosRun(shell: Shell, options: ChaosOptions): Promise<number> {
  const { config } = readConfigFiles(shell, options).load()
  const chains = config.providers.filter(({ fallback_provider }) => fallback_provider !== undefined)
  if (chains.length === 0)
    throw new Error('No provider names a fallback_provider: there is nothing that could stand in.')
  const seed = Number(options.seed)
  const providers = await simulateProviders(config.providers, options.seed)
  const server = await startPrivateServer(shell, {
    config: stringify({
      providers: config.providers.map((row) => simulatedRow(row, providers)),
      max_attempts: config.max_attempts,
      model_aliases: config.model_aliases,
      // A breaker would lead calls past what is broken.
      circuit_breaker: { enabled: false },
    }),
    environment: simulatedKeys(config.providers),
  })
  const stop = new AbortController()
  shell.onSignal(() => stop.abort())
  try {
    const phaseMs = duration.parse(options.duration) / (chains.length * (outages.length + 1))
    const phases: Phase[] = []
    for (const fault of [null, ...outages])
      for (const row of chains) {
        const broken = providers.find(({ name }) => name === row.name)
        if (fault !== null) broken?.break(fault)
        phases.push(await phaseOf(shell, server, row, { fault, phaseMs, seed }, stop.signal))
        broken?.mend()
        shell.writeError(
          `${row.name} ${fault ?? 'well'}: ${phases.at(-1)?.failed} of ${phases.at(-1)?.requests} failed\n`,
        )
      }
    const findings = chaosFindings(phases, await ledgerViolations(shell, server), failureRateMax)
    if (options.out !== undefined) writeReport(shell, options.out, { seed, phases, findings })
    for (const finding of findings) shell.write(`${finding}\n`)
    shell.write(
      findings.length === 0 ? `pass: each of ${chains.length} fallbacks stood in, the books are sound\n` : 'fail\n',
    )
    return findings.length === 0 ? 0 : 1
  } finally {
    await server.stop()
    await Promise.all(providers.map((provider) => provider.close()))
  }
}

const simulatedRow = (
  { name, type, models, enabled, fallback_provider, fallback_models, ...row }: ProviderConfig,
  providers: readonly SimulatedProvider[],
) => ({
  ...{ name, type, models, enabled, fallback_models },
  ...(fallback_provider !== undefined && { fallback_provider }),
  ...(row.priority !== undefined && { priority: row.priority }),
  ...(row.retry_attempts !== undefined && { retry_attempts: row.retry_attempts }),
  retry_delay: row.retry_delay,
  base_url: providers.find((one) => one.name === name)?.baseUrl,
})

async function phaseOf(
  shell: Shell,
  server: PrivateServer,
  { name, models, fallback_provider }: ProviderConfig,
  { fault, phaseMs, seed }: { fault: ModelFault | null; phaseMs: number; seed: number },
  stop: AbortSignal,
): Promise<Phase> {
  const model = models.find((id) => id !== '*') ?? (await firstModelOf(shell, server, name))
  const section = loadTestingSection.parse({
    scenarios: { chat_completion: { model: `${name}/${model}` } },
    config: { think_time: '100ms', timeout: 10 },
  })
  const plan = loadPlanOf(section, 'light', seed, { users, durationMs: phaseMs })
  const { tally } = await runLoad({ plan, section, target: server, clock: shell.clock }, stop, () => {})
  const { errors } = tally.figures()
  const truncated = errors.find(({ error }) => error === 'a stream without an end')?.times ?? 0
  return {
    provider: name,
    fallback: fallback_provider ?? '',
    fault,
    requests: tally.requests,
    failed: tally.failed,
    truncated,
    errors,
  }
}

/** Of those that its simulator lists. */
async function firstModelOf(shell: Shell, server: PrivateServer, provider: string): Promise<string> {
  const { models = [] } = await askServer<{ models?: { id: string }[] }>(
    { ...shell, environment: { PROXY_API_KEY: server.key ?? '' } },
    { url: server.url },
    { method: 'GET', path: '/api/v1/models', query: { provider, supports_chat: 'true', limit: '1' } },
  )
  const [first] = models
  if (first === undefined) throw new Error(`${provider} lists no model that chats: name one in its models.`)
  return first.id.replace(`${provider}:`, '')
}

async function ledgerViolations(shell: Shell, { database }: PrivateServer): Promise<string[]> {
  const store = await openStore({ url: database, log: quietLog(shell) })
  try {
    return (await checkLedger(store.db)).map(({ invariant, subject }) => `${invariant}: ${subject}`)
  } finally {
    await store.close()
  }
}

function writeReport(shell: Shell, out: string, report: object): void {
  const folder = resolve(shell.folder, out)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'chaos.json'), `${JSON.stringify(report, null, 2)}\n`)
}
