/** `integration test`: registered services and the server itself, tested one after another. */
import type { components } from '@proxyapi/contract'
import type { Command } from 'commander'
import { matchesGlob } from '../integrations/matches-glob.ts'
import { askServer, originOf, reachServer, type ServerOptions } from './ask-server.ts'
import { builtInTests } from './integration-tests/built-in.ts'
import { junitOf } from './integration-tests/junit.ts'
import { keepSummary } from './integration-tests/keep-summary.ts'
import { ownTests } from './integration-tests/own-tests.ts'
import { runTests } from './integration-tests/run-tests.ts'
import type { Shell } from './shell.ts'

type Schemas = components['schemas']

interface TestOptions extends ServerOptions {
  key?: string
  file?: string[]
  junit?: boolean
  timeoutSeconds: string
  write?: boolean
  config?: string
  envFile?: string
}

/** Adds `integration test`; a run ends by telling its exit code. */
export function addIntegrationCommand(
  program: Command,
  withConfig: (command: Command) => Command,
  shell: Shell,
  ended: (code: number) => void,
): void {
  const integration = program.command('integration').description('registered services of a running server')
  withConfig(integration.command('test').argument('[pattern]', 'part of a name, or a glob: crm.*'))
    .description('exit 0 where all tests pass, 1 where one does not, 2 where none fits')
    .option('--url <url>', 'server; else PROXY_API_BASE_URL, else http://127.0.0.1:8000')
    .option('--key <key>', 'API key; else PROXY_API_KEY')
    .option('--file <modules...>', 'modules whose exported functions are tests too')
    .option('--json', 'the summary alone')
    .option('--junit', 'the summary as JUnit XML')
    .option('--timeout-seconds <n>', 'of each test', '30')
    .option('--write', 'also send each service a webhook named proxyapi.test')
    .action(async (pattern, options) => {
      ended(await testIntegrations(shell, options, pattern))
    })
}

async function testIntegrations(given: Shell, options: TestOptions, pattern = '*'): Promise<number> {
  const timeoutMs = Number(options.timeoutSeconds) * 1_000
  if (!(timeoutMs > 0)) throw new Error('--timeout-seconds must be a number above 0')
  const { key } = options
  const shell = key === undefined ? given : { ...given, environment: { ...given.environment, PROXY_API_KEY: key } }
  const url = originOf(shell, options)
  const own = await ownTests(options.file ?? [], shell.folder, { url, key: shell.environment.PROXY_API_KEY })
  const all = [
    ...(await builtInTests((question) => reachServer(shell, options, question), options.write === true)),
    ...own,
  ]
  const glob = pattern.includes('*') ? pattern : `*${pattern}*`
  const tests = all.filter(({ name }) => matchesGlob(glob, name))
  if (tests.length === 0) {
    shell.writeError(`No test fits ${pattern}; there are: ${all.map(({ name }) => name).join(', ')}\n`)
    return 2
  }
  const isSilent = options.json === true || options.junit === true
  const told = (name: string, { status, error }: Schemas['IntegrationTestResult']) =>
    isSilent ? undefined : shell.writeError(`${status.padEnd(6)}  ${name}${error === undefined ? '' : `: ${error}`}\n`)
  const summary = await runTests(tests, { clock: shell.clock, timeoutMs, told })
  shell.write(options.junit === true ? junitOf(summary) : `${JSON.stringify(summary, null, 2)}\n`)
  const question = { method: 'GET' as const, path: '/api/v1/user' }
  const { data: user } = await askServer<Schemas['UserAnswer']>(shell, options, question)
  const isHere = isOfThisMachine(url) || options.config !== undefined
  if (!isHere || !(await keepSummary(shell, options, user.id, summary)))
    shell.writeError('Not kept as last_test: the database of that server is not the one of the configuration here.\n')
  return summary.results.failed === 0 ? 0 : 1
}

const isOfThisMachine = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
