import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { IntegrationTest } from './run-tests.ts'

/** What a test of one's own is told. */
interface Told {
  readonly url: string
  readonly key: string | undefined
}

/** The exported functions of modules, by their names. Throws where a module cannot be loaded or exports none. */
export async function ownTests(files: readonly string[], folder: string, told: Told): Promise<IntegrationTest[]> {
  const tests: IntegrationTest[] = []
  for (const file of files) {
    const module = (await import(pathToFileURL(resolve(folder, file)).href)) as Record<string, unknown>
    const found = Object.entries(module).flatMap(([name, value]) =>
      typeof value === 'function' ? [{ name, run: async () => (value as (told: Told) => unknown)(told) }] : [],
    )
    if (found.length === 0) throw new Error(`${file} exports no function.`)
    tests.push(...found)
  }
  return tests
}
