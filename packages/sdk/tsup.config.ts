import { writeFile } from 'node:fs/promises'
import { defineConfig, type Options } from 'tsup'

const entry = { index: 'src/index.ts', sync: 'src/sync/index.ts', webhooks: 'src/webhooks/index.ts' }

/** Types are half of the package, so those of both module systems are one text: what is imported refers to what is required. */
async function shareTypes(): Promise<void> {
  for (const name of Object.keys(entry)) await writeFile(`dist/${name}.d.ts`, `export * from './${name}.cjs'\n`)
}

/** `using` is newer than the library that most projects compile against. */
const disposable = '/// <reference lib="esnext.disposable" />'

const shared: Options = {
  target: 'es2022',
  silent: true,
  // Comments are for the types; names stay, for stack traces.
  esbuildOptions: (options) => {
    options.minifyWhitespace = true
  },
}

/** The worker of the blocking client is a file of its own, which no bundler follows to. */
export default defineConfig([
  {
    ...shared,
    entry: { ...entry, 'sync-worker': 'src/sync/worker.ts', 'sync-unavailable': 'src/sync/unavailable.ts' },
    format: 'esm',
  },
  { ...shared, entry, format: 'cjs', dts: { banner: disposable }, shims: true, onSuccess: shareTypes },
])
