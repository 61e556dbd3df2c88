import { Command, CommanderError, Option } from 'commander'
import { ConfigError } from '../config/problem.ts'
import { createAdministrator } from './administrator.ts'
import { catalogCommand } from './catalog.ts'
import { verifyAudit, verifyLedger } from './chains.ts'
import { chaosRun } from './chaos/chaos-run.ts'
import { checkProduction } from './check-production.ts'
import { addConfigCommands } from './config-commands.ts'
import { readConfigFiles } from './config-files.ts'
import { addDatabaseCommands } from './db-commands.ts'
import { checkHealth } from './health.ts'
import { loadTest } from './load-test/load-test.ts'
import { addModelCommands } from './model-commands.ts'
import { addMonitoringCommand } from './monitoring.ts'
import { rotateSecrets } from './rotate-secrets.ts'
import { encryptSecret } from './secrets.ts'
import { serve } from './serve.ts'
import type { Shell } from './shell.ts'
import { addIntegrationCommand } from './test-integrations.ts'

/** The `proxyapi` command. Returns the exit code: 0 good, 1 a fault was found, 2 wrong usage. */
export async function runCommand(args: readonly string[], shell: Shell): Promise<number> {
  let code = 0
  const program = new Command('proxyapi')
    .description('Discover AI models, call them through one gateway, rent GPUs.')
    .exitOverride()
    .configureOutput({ writeOut: shell.write, writeErr: shell.writeError })
  const withConfig = (command: Command) =>
    command
      .option('--config <file>', 'configuration file')
      .option('--env-file <file>', 'environment file, below the process environment')

  withConfig(program.command('serve').description('run the server')).action(async (options) => {
    code = await serve(readConfigFiles(shell, options), shell)
  })
  withConfig(program.command('dev').description('run the server; without any key, against simulators'))
    .option('--simulate <brands>', 'brands to simulate beside the usual ones: a list like grok,azure, or all')
    .action(async (options) => {
      const files = readConfigFiles(shell, options)
      const { startSimulators } = await import('./simulators.ts')
      code = await serve(files, shell, await startSimulators(files, shell, options.simulate))
    })
  addConfigCommands(program, withConfig, shell, (ended) => {
    code = ended
  })
  withConfig(program.command('admin').description('administrators').command('create'))
    .description('invite an administrator: prints a setup token, once')
    .requiredOption('--email <email>', 'who it is')
    .action(async (options) => {
      code = await createAdministrator(shell, options)
    })
  const secrets = program.command('secrets').description('secrets of the environment and the database')
  withConfig(secrets.command('encrypt'))
    .description('print the line that stands for a variable, sealed with ENCRYPTION_KEY')
    .argument('<variable>', 'such as OPENAI_API_KEY; it is read from the environment')
    .action((variable, options) => {
      code = encryptSecret(shell, variable, options)
    })
  withConfig(secrets.command('rotate'))
    .description(
      'seal what is stored under ENCRYPTION_KEYS_PREVIOUS with ENCRYPTION_KEY; done twice it changes nothing',
    )
    .action(async (options) => {
      code = await rotateSecrets(shell, options)
    })
  const withEvidence = (command: Command) =>
    withConfig(command)
      .option('--database <url>', 'SQLite file or PostgreSQL URL; else that of the configuration')
      .option('--checkpoints <files...>', 'logs with checkpoints that the chain must lead to')

  withEvidence(program.command('audit').description('the audit log').command('verify'))
    .description('exit 1 where a row of the audit log was changed, deleted or put in, naming the first')
    .option('--head <seq:hash>', 'a head that was noted, to which the chain must lead')
    .action(async (options) => {
      code = await verifyAudit(shell, options)
    })
  withEvidence(program.command('ledger').description('the ledger').command('check'))
    .description('exit 1 where an invariant does not hold, or a transfer was changed, deleted or put in')
    .action(async (options) => {
      code = await verifyLedger(shell, options)
    })
  program.addCommand(catalogCommand(shell))
  addDatabaseCommands(program, withConfig, shell, (ended) => {
    code = ended
  })
  withConfig(program.command('check').description('what an operator should look at').command('production'))
    .description('a line a check, ok, warn or fail; exit 1 where one fails')
    .option('--backups <folder>', 'where backups are', 'backups')
    .option('--json', 'as JSON')
    .action(async (options) => {
      code = await checkProduction(shell, options)
    })
  withConfig(program.command('load-test'))
    .description('users that ask, a line of progress, three reports and a verdict; exit 1 where it is fail')
    .addOption(
      new Option('--tier <tier>', 'how much').choices(['light', 'medium', 'heavy', 'extreme']).default('light'),
    )
    .option('--target <url>', 'a running server, under the key of PROXY_API_KEY; else one of its own with simulators')
    .option('--duration <time>', 'instead of that of the tier: 90s, 5m')
    .option('--users <number>', 'instead of those of the tier; as many more or fewer requests are expected')
    .option('--seed <number>', 'the same seed asks the same')
    .option('--out <folder>', 'where reports go')
    .option('--yes', 'the target may be asked for real')
    .action(async (options) => {
      code = await loadTest(shell, options)
    })
  withConfig(program.command('chaos').description('what happens when something breaks').command('run'))
    .description('break each provider that has a fallback, simulated, and exit 1 where callers notice')
    .option('--duration <time>', 'of all', '30s')
    .option('--seed <number>', 'the same seed asks the same', '12345')
    .option('--out <folder>', 'where the report goes')
    .action(async (options) => {
      code = await chaosRun(shell, options)
    })
  addModelCommands(program, shell, (ended) => {
    code = ended
  })
  addIntegrationCommand(program, withConfig, shell, (ended) => {
    code = ended
  })
  program
    .command('keep-machine', { hidden: true })
    .description('keep one machine of this host; the server starts it')
    .argument('<file>', 'what the machine is')
    .action(async (file: string) => {
      const { keepMachine } = await import('./keep-machine.ts')
      code = await keepMachine(file, shell)
    })
  addMonitoringCommand(program, withConfig, shell)
  program
    .command('health')
    .description('exit 0 where the server is ready')
    .option('--url <url>', 'server', 'http://127.0.0.1:8000')
    .action(async ({ url }: { url: string }) => {
      code = await checkHealth(url, shell)
    })

  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    shell.writeError(error instanceof ConfigError ? `${error.message}\n` : `${(error as Error).message}\n`)
    return 1
  }
}
