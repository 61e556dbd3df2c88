/** What the SDK costs a page that bundles it, and whether it retries as the error table says. */
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { errorTable } from '../packages/contract/src/errors.ts'
import { decideRetry } from '../packages/sdk/src/core/retry.ts'

const source = join(import.meta.dirname, '../packages/sdk/src')

/** Bytes that a page loads first, minified for es2022, then gzip: what only some clients need comes by `import()`. */
async function bytesOf(contents: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: source, loader: 'ts' },
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    write: false,
    outdir: '/',
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    external: ['node:*'],
  })
  const [entry] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === '<stdin>')!
  const loaded = [entry, ...metafile.outputs[entry]!.imports.filter(isStatic).map(({ path }) => path)]
  return outputFiles
    .filter(({ path }) => loaded.some((name) => path.endsWith(name)))
    .reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0)
}

const isStatic = ({ kind }: { kind: string }) => kind === 'import-statement'

/** The budgets are 15, 8 and 3 kB, and not reached yet: these limits keep what there is from growing. */
test.each([
  ['ProxyAPI', './index.ts', 16_900],
  ['DiscoveryClient', './index.ts', 17_100],
  ['verify', './webhooks/index.ts', 4_500],
])('%s stays within its size', async (name, file, bytesMax) => {
  expect(await bytesOf(`export { ${name} } from '${file}'`)).toBeLessThan(bytesMax)
})

test.each(Object.entries(errorTable))('%s is retried as the table says', (code, { status, retry }) => {
  const rules = { maxRetries: 1, retryDelay: 1, remainingMs: 1_000, repeatable: true }
  const verdict = decideRetry(0, { kind: 'answered', status, code }, rules, 0, () => 0)
  expect(verdict.retry).toBe(retry)
})
