/** `pnpm chaos gpu [cycles [seed…]]`: three fresh seeds if none is named; ends with 1 where one of them finds anything. */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../../..')
const [what = 'gpu', cycles = '10000', ...named] = process.argv.slice(2)
const seeds = named.length > 0 ? named : Array.from({ length: 3 }, () => String(randomInt(1, 1_000_000)))
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
/** A cycle takes a fraction of this on a machine that does nothing else. */
const cycleMs = 3_000

for (const seed of seeds) {
  const arguments_ = [
    vitest,
    'run',
    '--config',
    '.config/vitest.config.ts',
    `packages/server/test/chaos/${what}.test.ts`,
  ]
  const { status } = spawnSync(process.execPath, [...arguments_, '--disable-console-intercept'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CHAOS_SEED: seed, CHAOS_CYCLES: cycles },
    timeout: 600_000 + Number(cycles) * cycleMs,
  })
  if (status !== 0) {
    console.error(`chaos ${what}: seed ${seed} is red`)
    process.exit(1)
  }
}
