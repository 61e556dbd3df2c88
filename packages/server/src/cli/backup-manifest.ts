import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What a backup says of itself; written last, so that a folder without it is none. */
export interface Manifest {
  version: string
  at: string
  database: 'sqlite' | 'postgres'
  files: { name: string; bytes: number; sha256: string }[]
  /** Files with secrets that are in no backup, since no key was given to seal them. */
  left_out: string[]
}

export const manifestName = 'manifest.json'

export const fileRow = (folder: string, name: string): Manifest['files'][number] => {
  const path = join(folder, name)
  return { name, bytes: statSync(path).size, sha256: digestOf(path) }
}

/** Throws where the folder is no backup. */
export function readManifest(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as Manifest
  } catch (cause) {
    throw new Error(`${folder} is no whole backup: it has no ${manifestName}.`, { cause })
  }
}

/** Files that are not what the manifest says. */
export const changedFiles = (folder: string, { files }: Manifest): string[] =>
  files.filter((row) => !isSame(folder, row)).map(({ name }) => name)

function isSame(folder: string, row: Manifest['files'][number]): boolean {
  try {
    const found = fileRow(folder, row.name)
    return found.bytes === row.bytes && found.sha256 === row.sha256
  } catch {
    // It is gone, or cannot be read.
    return false
  }
}

const chunkBytes = 1 << 20

/** SHA-256 in hex of a file of any size. */
function digestOf(path: string): string {
  const hash = createHash('sha256')
  const descriptor = openSync(path, 'r')
  const chunk = Buffer.alloc(chunkBytes)
  try {
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk))
      hash.update(chunk.subarray(0, read))
  } finally {
    closeSync(descriptor)
  }
  return hash.digest('hex')
}
