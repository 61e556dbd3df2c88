import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const source = join(import.meta.dirname, '../../../sdk/src')

/** Bytes that a page loads first, minified for es2022, then gzip: what only some clients need comes by `import()`. */
export async function bundleBytes(name: string, file: './index.ts' | './webhooks/index.ts'): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { ${name} } from '${file}'`, resolveDir: source, loader: 'ts' },
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
  const names = loaded.map((path) => basename(path))
  return outputFiles
    .filter(({ path }) => names.includes(basename(path)))
    .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0)
}

const isStatic = ({ kind }: { kind: string }) => kind === 'import-statement'
