/** `pnpm bench [name|all]`: each benchmark prints ours beside its limit and its peers, from one run, and the machine. */
import { cpus, platform, release, totalmem } from 'node:os'
import { benchCatalog } from './catalog.ts'
import { benchExport } from './export.ts'
import { benchGateway } from './gateway.ts'
import { benchRealtime } from './realtime.ts'
import { benchSdk } from './sdk/sdk.ts'
import { writeLabels } from './search/rule-sets.ts'
import { benchSearch } from './search/search.ts'

const benches: Record<string, (args: readonly string[]) => Promise<void>> = {
  catalog: benchCatalog,
  export: benchExport,
  gateway: benchGateway,
  labels: writeLabels,
  realtime: benchRealtime,
  sdk: benchSdk,
  search: benchSearch,
}

/** These read a catalog from a file, which `all` is given by the same option. */
const ofCatalogs: ReadonlySet<string> = new Set(['catalog', 'search'])

const [name = 'gateway', ...args] = process.argv.slice(2)
const wanted = Object.entries(benches).filter(([known]) => (name === 'all' ? isMeasured(known) : known === name))
if (wanted.length === 0) {
  console.error(`There is no benchmark ${name}; there are all, ${Object.keys(benches).join(', ')}`)
  process.exitCode = 2
} else console.log(machine())
for (const [title, bench] of wanted) {
  if (name === 'all') console.log(`\n# ${title}`)
  await bench(name === 'all' && !ofCatalogs.has(title) ? [] : args)
}

/** One after the other, since each wants the machine for itself; labels are written, not measured. */
function isMeasured(title: string): boolean {
  return title !== 'labels' && (args.length > 0 || !ofCatalogs.has(title))
}

function machine(): string {
  const [processor] = cpus()
  return `${platform()} ${release()}, ${cpus().length} cores (${processor?.model}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`
}
