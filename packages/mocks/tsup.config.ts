import { defineConfig } from 'tsup'

/** The contract is part of what is built, types too: it is not published. */
export default defineConfig({
  entry: { index: 'src/index.ts', 'worker-fetch': 'src/worker-fetch.ts' },
  format: 'esm',
  target: 'es2022',
  dts: { resolve: true, compilerOptions: { paths: { '@proxyapi/contract': ['../contract/src/index.ts'] } } },
  noExternal: [/^@proxyapi\//],
  clean: true,
  silent: true,
})
