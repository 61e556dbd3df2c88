import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse, stringify } from 'yaml'
import type { Document } from './document.ts'

/** One request and response pair of openapi/examples/<operationId>.yaml. */
export interface Example {
  name: string
  request: {
    path?: Record<string, unknown>
    query?: Record<string, unknown>
    headers?: Record<string, string>
    body?: unknown
  }
  response: { status: number; headers?: Record<string, string>; body?: unknown }
}

export interface Contract {
  document: Document
  examples: Record<string, Example[]>
  /** Example `data` of each event. */
  events: Record<string, unknown>
}

/** Reads openapi/ into one document. `parts` keeps only the paths of those tags, for authors of one resource. */
export async function readContract(root: string, parts?: string[]): Promise<Contract> {
  const folder = join(root, 'openapi')
  const entry = parts ? await partialRoot(folder, parts) : join(folder, 'openapi.yaml')
  const work = await mkdtemp(join(tmpdir(), 'contract-'))
  try {
    const output = join(work, 'bundle.json')
    await promisify(execFile)(join(root, 'node_modules/.bin/redocly'), ['bundle', entry, '-o', output], {
      env: { ...process.env, REDOCLY_TELEMETRY: 'off' },
    }).catch((failure: { stderr?: string }) => {
      throw new Error(`openapi/ does not bundle:\n${failure.stderr}`)
    })
    const document = JSON.parse(await readFile(output, 'utf8'), withoutStrayMapping) as Document
    return { document, ...(await readExamples(join(folder, 'examples'))) }
  } finally {
    await rm(work, { recursive: true })
    if (parts) await rm(entry)
  }
}

/** Bundling moves schemas; a discriminator's mapping that still names the old place is dropped, since the members say it. */
function withoutStrayMapping(key: string, value: unknown): unknown {
  if (key !== 'discriminator' || !value || typeof value !== 'object') return value
  const { mapping, ...rest } = value as { mapping?: Record<string, string> }
  const sound = mapping && Object.values(mapping).every((target) => target.startsWith('#/components/'))
  return sound ? value : rest
}

async function partialRoot(folder: string, parts: string[]): Promise<string> {
  const root = parse(await readFile(join(folder, 'openapi.yaml'), 'utf8')) as {
    paths: Record<string, { $ref: string }>
  }
  const kept = Object.entries(root.paths).filter(([, item]) =>
    parts.some((part) => item.$ref.startsWith(`paths/${part}.yaml`)),
  )
  const entry = join(folder, `.${parts.join('-')}.${process.pid}.yaml`)
  await writeFile(entry, stringify({ ...root, paths: Object.fromEntries(kept) }))
  return entry
}

async function readExamples(folder: string): Promise<Pick<Contract, 'examples' | 'events'>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).sort()
  const read = await Promise.all(
    files.map(async (file) => [file.slice(0, -5), parse(await readFile(join(folder, file), 'utf8'))] as const),
  )
  const all = Object.fromEntries(read)
  const { events = {}, ...examples } = all as Record<string, Example[]> & { events?: Record<string, unknown> }
  return { examples, events }
}
