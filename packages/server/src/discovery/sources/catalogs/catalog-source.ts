import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { brands } from '@proxyapi/providers'
import { EgressFailure } from '../../../egress/failure.ts'
import type { Log } from '../../../runtime.ts'
import type { Fetched } from '../../health.ts'
import type { CatalogEntry, DiscoverySettings } from '../../settings.ts'
import { breathing, inSlices } from '../../slices.ts'
import type { Source } from '../../source.ts'
import { patiently, unreached } from '../patiently.ts'
import type { ProviderCallParts } from '../provider-call.ts'
import type { Validators } from '../provider-list.ts'
import { formatFacts, importing } from './import-catalog.ts'
import { UnreadableCatalog } from './imported.ts'
import { placed } from './placed.ts'

export interface CatalogParts extends ProviderCallParts {
  log: Log
}

const bytesMax = 16 * 2 ** 20
const rowsMax = 50_000
const reasonsLogged = 5

const catalogId = ({ format, url, path }: CatalogEntry): string =>
  `catalog:${format}:${createHash('sha256')
    .update(path ?? url ?? '')
    .digest('hex')
    .slice(0, 8)}`

export const isCatalogId = (id: string): boolean => id.startsWith('catalog:')

/** A public catalog as a source: fetched or read from a file, imported, and placed on rows of ours. */
export function catalogSource(entry: CatalogEntry, settings: DiscoverySettings, parts: CatalogParts): Source {
  const { format, path } = entry
  const { source, addsFactsOnly } = formatFacts[format]
  return {
    id: catalogId(entry),
    source,
    provider: null,
    owner: null,
    intervalMs: entry.intervalMs,
    withdraws: addsFactsOnly,
    addsFactsOnly,
    async fetch(validators, signal) {
      const got = path === null ? await fetched(entry, validators, settings, parts, signal) : await readFile(path)
      return got.outcome === 'text' ? taken(got, entry, settings, parts) : got
    },
  }
}

interface Text {
  outcome: 'text'
  text: string
  etag: string | null
  lastModified: string | null
}

async function taken(
  got: Text,
  { format }: CatalogEntry,
  { providers }: DiscoverySettings,
  { log, clock }: Pick<CatalogParts, 'log' | 'clock'>,
): Promise<Fetched> {
  try {
    const { rows, rejects, counts } = await inSlices(importing(format, got.text), breathing(clock))
    if (rejects.length > 0)
      log.info('Rows of a catalog were not taken', { format, counts, first: rejects.slice(0, reasonsLogged) })
    if (rows.length > rowsMax) return failed('UPSTREAM_PROTOCOL_ERROR', `The catalog has more than ${rowsMax} models.`)
    const { etag, lastModified } = got
    return {
      outcome: 'list',
      statements: placed(rows, brands, providers),
      rejected: counts.rejected,
      etag,
      lastModified,
    }
  } catch (error) {
    if (!(error instanceof UnreadableCatalog)) throw error
    return failed('UPSTREAM_PROTOCOL_ERROR', `The catalog ${error.message}.`)
  }
}

const failed = (code: 'UPSTREAM_PROTOCOL_ERROR' | 'UPSTREAM_ERROR' | 'NOT_FOUND', message: string): Fetched => ({
  outcome: 'failed',
  failure: { code, message },
})

async function fetched(
  { url }: CatalogEntry,
  { etag, lastModified }: Validators,
  settings: DiscoverySettings,
  parts: CatalogParts,
  signal: AbortSignal,
): Promise<Text | Fetched> {
  const endsAt = parts.clock.monotonic() + settings.timeoutMs
  const ask = async () => {
    const answer = await parts.egress.request({
      class: 'provider',
      method: 'GET',
      url: url ?? '',
      headers: {
        accept: 'application/json',
        ...(etag !== null && { 'if-none-match': etag }),
        ...(lastModified !== null && { 'if-modified-since': lastModified }),
      },
      limits: {
        connectMs: settings.connectTimeoutMs,
        headersMs: settings.readTimeoutMs,
        idleMs: settings.readTimeoutMs,
        totalMs: Math.max(1, endsAt - parts.clock.monotonic()),
        maxBytes: bytesMax,
      },
      signal,
    })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
  const answer = await patiently(ask, { settings, endsAt, signal }, parts)
  if (answer instanceof EgressFailure) return { outcome: 'failed', failure: unreached(answer) }
  const { status, headers, text } = answer
  if (status === 304 && (etag !== null || lastModified !== null)) return { outcome: 'not-modified' }
  if (status !== 200) return failed('UPSTREAM_ERROR', `The catalog was answered with status ${status}.`)
  return { outcome: 'text', text, etag: headers.get('etag'), lastModified: headers.get('last-modified') }
}

/** A file of the operator's; its path comes from the configuration, never from a request. */
async function readFile(path: string): Promise<Text | Fetched> {
  try {
    await using file = await open(path)
    const { size } = await file.stat()
    if (size > bytesMax) return failed('UPSTREAM_PROTOCOL_ERROR', 'The catalog’s file is larger than 16 MB.')
    return { outcome: 'text', text: await file.readFile('utf8'), etag: null, lastModified: null }
  } catch {
    // Why a file cannot be read is the operator's to see in the file system; a path is not told to callers.
    return failed('NOT_FOUND', 'The catalog’s file cannot be read.')
  }
}
