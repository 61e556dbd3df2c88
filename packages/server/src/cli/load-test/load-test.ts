/** `load-test`: users that ask, a line of progress, three reports and a verdict. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { LoadTesting, TierName } from '../../config/load-testing.ts'
import { duration } from '../../config/values.ts'
import { version } from '../../version.ts'
import { readConfigFiles } from '../config-files.ts'
import type { Shell } from '../shell.ts'
import type { Target } from './ask.ts'
import { loadPlanOf } from './load-plan.ts'
import { csvOf, htmlOf, type LoadReport, loadReportOf, rawOf } from './load-report.ts'
import { startPrivateServer } from './private-server.ts'
import { type LoadRun, type Progress, runLoad } from './run-load.ts'

interface LoadOptions {
  config?: string
  envFile?: string
  tier: TierName
  target?: string
  duration?: string
  users?: string
  seed?: string
  out?: string
  yes?: boolean
}

/** 1 where the verdict is `fail`; it reports also where a signal ends it early. */
export async function loadTest(shell: Shell, options: LoadOptions): Promise<number> {
  const { config, environment } = readConfigFiles(shell, options).load()
  const section = config.load_testing
  if (!(section.enabled ?? config.app.environment !== 'production'))
    throw new Error('load_testing.enabled is false: nothing is asked.')
  if (options.target !== undefined && !options.yes)
    throw new Error(`${options.target} would be asked for real, and its providers are paid: say so with --yes.`)
  const plan = loadPlanOf(section, options.tier, Number(options.seed ?? section.config.random_seed), {
    users: options.users === undefined ? undefined : Number(options.users),
    durationMs: options.duration === undefined ? undefined : duration.parse(options.duration),
  })
  const stop = new AbortController()
  const own = options.target === undefined ? await startPrivateServer(shell) : null
  shell.onSignal(() => stop.abort())
  const target: Target = own ?? { url: options.target ?? '', key: environment.PROXY_API_KEY ?? null }
  try {
    const run = await runLoad({ plan, section, target, clock: shell.clock }, stop.signal, (progress) =>
      shell.writeError(progressText(progress)),
    )
    shell.writeError('\n')
    const report = loadReportOf(plan, run, {
      ...{ target: own ? 'a server of its own with simulators' : target.url, version, node: process.version },
      at: new Date(shell.clock.now()).toISOString(),
    })
    writeReports(shell, section, options.out, report, run)
    const { requests_per_second, latency_ms, failed_requests, reasons } = report
    for (const reason of reasons) shell.writeError(`${reason}\n`)
    shell.write(
      `${report.verdict}: ${requests_per_second} requests a second, p95 ${latency_ms.p95} ms, ${failed_requests} of ${report.total_requests} failed\n`,
    )
    return report.verdict === 'pass' ? 0 : 1
  } finally {
    await own?.stop()
  }
}

const progressText = ({ elapsedMs, users, requests, failed, p95Ms }: Progress): string =>
  `\r${Math.round(elapsedMs / 1_000)} s  ${users} users  ${Math.round((requests * 1_000) / elapsedMs)} requests/s  p95 ${Math.round(p95Ms)} ms  ${failed} errors  `

function writeReports(
  shell: Shell,
  { reporting }: LoadTesting,
  out: string | undefined,
  report: LoadReport,
  { tally }: LoadRun,
): void {
  if (!reporting.enabled) return
  const folder = resolve(shell.folder, out ?? reporting.output_dir)
  mkdirSync(folder, { recursive: true })
  const name = `${report.tier}-${report.environment.at.replaceAll(/[-:]|\.\d+/g, '')}`
  const texts: Record<(typeof reporting.format)[number], () => string> = {
    json: () => `${JSON.stringify(report, null, 2)}\n`,
    html: () => htmlOf(report, reporting.include_charts),
    csv: () => csvOf(report),
  }
  for (const format of reporting.format) {
    const file = join(folder, `${name}.${format}`)
    writeFileSync(file, texts[format]())
    shell.write(`${file}\n`)
  }
  if (reporting.include_raw_data) writeFileSync(join(folder, `${name}.ndjson.gz`), gzipSync(rawOf(tally.outcomes)))
}
