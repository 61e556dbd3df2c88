import type { Command } from 'commander'
import { checkRegistered, listChanges, listModels, listRegistered, refreshModels, showModel } from './models.ts'
import type { Shell } from './shell.ts'

/** Adds `models …` and `registry …`; each run ends by telling its exit code. */
export function addModelCommands(program: Command, shell: Shell, ended: (code: number) => void): void {
  const onServer = (command: Command) =>
    command
      .option('--url <url>', 'server; else PROXY_API_BASE_URL, else http://127.0.0.1:8000')
      .option('--json', 'the answer as it came')
  const filtered = (command: Command) =>
    onServer(command)
      .option('--provider <names...>', 'only these providers')
      .option('--filter <parameter=value...>', 'any filter of listModels, such as max_cost=0.001')
      .option('--sort <field>', 'such as input_cost, -context_length')
      .option('--limit <n>', 'rows at the most')

  const models = program.command('models').description('the catalog of a running server; the key is PROXY_API_KEY')
  filtered(models.command('list').description('list models')).action(async (options) => {
    ended(await listModels(shell, options))
  })
  filtered(models.command('search').argument('<text...>').description('search models')).action(
    async (text, options) => {
      ended(await listModels(shell, options, (text as string[]).join(' ')))
    },
  )
  onServer(models.command('show').argument('<id>').description('one model, with where its values come from'))
    .option('--provider <name>', 'at this provider')
    .action(async (id, options) => {
      ended(await showModel(shell, options, id))
    })
  onServer(models.command('refresh').argument('[providers...]').description('ask providers for their lists now'))
    .option('--force', 'also where a list is young')
    .action(async (providers, options) => {
      ended(await refreshModels(shell, options, providers))
    })
  onServer(models.command('changes').description('what changed in the catalog, oldest first'))
    .option('--since <seq>', 'a number, a snapshot or a time')
    .option('--limit <n>', 'changes at the most')
    .action(async (options) => {
      ended(await listChanges(shell, options))
    })

  const registry = program.command('registry').description('the models that you operate, at a running server')
  onServer(registry.command('list').description('list registered models')).action(async (options) => {
    ended(await listRegistered(shell, options))
  })
  onServer(registry.command('check').argument('<id>').description('exit 1 where a threshold is violated')).action(
    async (id, options) => {
      ended(await checkRegistered(shell, options, id))
    },
  )
}
