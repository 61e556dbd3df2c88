/** `pnpm bench [name]`: each benchmark prints ours beside its limit and its peers, from one run. */
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

const [name, ...args] = process.argv.slice(2)
const bench = benches[name ?? 'gateway']
if (!bench) {
  console.error(`There is no benchmark ${name}; there are ${Object.keys(benches).join(', ')}`)
  process.exitCode = 2
} else await bench(args)
