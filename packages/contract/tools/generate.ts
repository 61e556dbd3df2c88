import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Contract } from './bundle.ts'
import { contractFiles, type Files } from './contract-files.ts'
import { docsFiles } from './docs-files.ts'
import { graphqlFiles } from './graphql-files.ts'
import { mocksFiles } from './mocks-files.ts'
import { sdkFiles } from './sdk-files.ts'

/** Folders that hold nothing but generated files: what is there and not made any more is removed. */
const folders = [
  'packages/contract/src/generated',
  'packages/sdk/src/generated',
  'packages/sdk/src/resources',
  'packages/mocks/src/generated',
  'docs/reference',
]

/** Writes all derived files; with `check` compares instead. Returns the exit code. */
export async function generate(
  root: string,
  contract: Contract,
  successes: Map<string, number[]>,
  check: boolean,
): Promise<number> {
  const files: Files = {
    ...(await contractFiles(contract, successes)),
    ...(await sdkFiles(contract)),
    ...mocksFiles(contract),
    ...docsFiles(contract),
    ...graphqlFiles(contract),
  }
  const stale = (await Promise.all(folders.map((folder) => existing(root, folder))))
    .flat()
    .filter((file) => !(file in files))
  const differing: string[] = [...stale]
  for (const [file, text] of Object.entries(files)) {
    const before = await readFile(join(root, file), 'utf8').catch(() => null)
    if (before === text) continue
    differing.push(file)
    if (check) continue
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  if (!check) {
    for (const file of stale) await rm(join(root, file))
    console.log(`${Object.keys(files).length} files from openapi/, ${differing.length} changed`)
    return 0
  }
  if (differing.length > 0) console.error(`Not what openapi/ says (run \`pnpm gen\`):\n  ${differing.join('\n  ')}`)
  return differing.length > 0 ? 1 : 0
}

async function existing(root: string, folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => join(folder, entry.parentPath.slice(join(root, folder).length + 1), entry.name))
}
