import { readFileSync } from 'node:fs'
import { ApiError, judgeQuery, operations } from '@proxyapi/contract'
import { Command, CommanderError } from 'commander'
import { formatOf, rowFormats, searchCatalog } from '../discovery/catalog-search.ts'
import type { Shell } from './shell.ts'

interface Options extends Record<string, string | boolean | undefined> {
  catalog: string
  format?: string
  providers?: string
  json?: boolean
}

const filters = operations.searchModels.query.filter((name) => name !== 'q' && name !== 'query' && name !== 'scope')
const optionOf = (parameter: string) => parameter.replaceAll('_', '-')

/** `catalog search`: one query over the rows of a catalog file alone, as the server answers it. */
export function catalogCommand(shell: Shell): Command {
  const search = new Command('search')
    .description('search a file of a public catalog as the server searches its own')
    .argument('<query...>', 'what to look for')
    .requiredOption('--catalog <file>', 'the file')
    .option('--format <format>', `${rowFormats.join(', ')}; else told by the file`)
    .option('--providers <names>', 'only rows of these providers, with commas between')
    .option('--json', 'the answer as the API gives it')
  for (const name of filters) search.option(`--${optionOf(name)} <value>`, `parameter ${name} of searchModels`)
  search.action((words: string[], options: Options) => searchFile(words.join(' '), options, shell))
  return new Command('catalog').description('the catalog of models').addCommand(search)
}

function searchFile(text: string, options: Options, shell: Shell): void {
  const file = readFileSync(options.catalog, 'utf8')
  const format = rowFormats.find((one) => one === options.format)
  if (options.format !== undefined && format === undefined)
    throw wrongUse(shell, `The format is one of ${rowFormats.join(', ')}.`)
  const catalog = searchCatalog(file, format ?? formatOf(file), options.providers?.split(',') ?? [], shell.clock.now())
  const answer = catalog.search(queryOf(text, options, shell)).body()
  if (options.json === true) {
    shell.write(`${JSON.stringify(answer, null, 2)}\n`)
    return
  }
  for (const { provider, id, name } of answer.models) shell.write(`${provider}\t${id}\t${name}\n`)
  shell.write(`${answer.count} of ${answer.total}\n`)
}

/** Filters as the API takes them; what it refuses is refused here. */
function queryOf(text: string, options: Options, shell: Shell) {
  const given = filters.flatMap((name) => {
    const value = options[optionOf(name).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())]
    return value === undefined ? [] : [[name, value] as const]
  })
  try {
    return judgeQuery('searchModels', { q: text, ...Object.fromEntries(given) })
  } catch (error) {
    if (error instanceof ApiError) throw wrongUse(shell, error.message)
    throw error
  }
}

function wrongUse(shell: Shell, message: string): CommanderError {
  shell.writeError(`${message}\n`)
  return new CommanderError(2, 'usage', message)
}
