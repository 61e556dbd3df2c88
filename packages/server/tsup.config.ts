import { copyFile } from 'node:fs/promises'
import { defineConfig } from 'tsup'

/** Packages of this workspace are part of what is built, packages from npm are its dependencies. */
export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  target: 'node24',
  splitting: true,
  noExternal: [/^@proxyapi\//],
  removeNodeProtocol: false,
  clean: true,
  silent: true,
  onSuccess: () => copyFile('../contract/src/generated/openapi.json', 'dist/openapi.json'),
})
