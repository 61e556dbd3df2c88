import { defineConfig, type Options } from 'tsup'

const shared: Options = { target: 'es2022', outDir: 'dist', silent: true }

/** Both module systems; the worker of the blocking client is a file of its own, which no bundler follows to. */
export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts', sync: 'src/sync/index.ts', webhooks: 'src/webhooks/index.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    shims: true,
    treeshake: true,
  },
  { ...shared, entry: { 'sync-worker': 'src/sync/worker.ts' }, format: 'esm' },
])
