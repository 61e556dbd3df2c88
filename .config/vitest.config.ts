import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'
import { EndlessFiles } from './endless-files.ts'

type ReporterOf = ['json', { outputFile: string }]

const requireOfServer = createRequire(new URL('../packages/server/package.json', import.meta.url))

export default defineConfig({
  // The one module that Node gives to its libraries too; a second copy refuses the schema of the first.
  resolve: { alias: [{ find: /^graphql$/, replacement: requireOfServer.resolve('graphql') }] },
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['packages/*/{src,test,tools}/**/*.test.ts', 'examples/**/*.test.ts', '.config/**/*.test.ts'],
    globalSetup: ['packages/server/test/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: [
      'default',
      new EndlessFiles(),
      ...(process.env.TEST_REPORT ? [['json', { outputFile: process.env.TEST_REPORT }] satisfies ReporterOf] : []),
    ],
  },
})
