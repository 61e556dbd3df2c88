import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { brands, dialects } from '@proxyapi/providers'
import type { Egress } from '../egress/egress.ts'
import type { Events } from '../events/events.ts'
import type { Runtime } from '../runtime.ts'
import type { Store, Tx } from '../store/database.ts'
import { addSources, discoverySources, makeDue, makeDueAfter, retireSources } from '../store/discovery-sources.ts'
import { readSelections } from '../store/model-selections.ts'
import { knownRows } from '../store/observations.ts'
import type { Job } from '../worker.ts'
import { createCatalog } from './catalog.ts'
import { type ChangeQuery, listChanges } from './change-log.ts'
import { isUsableId } from './fact-values.ts'
import { setGauges } from './gauges.ts'
import { createLookup, type Lookup } from './lookup.ts'
import type { CatalogSource, RowOwner } from './model.ts'
import { type ProviderNames, providerNames } from './provider-names.ts'
import { healthOf } from './provider-status.ts'
import { type Answer, type Cursors, createQueries, type Queries } from './queries.ts'
import { sharedCheck } from './recheck.ts'
import { isLocalSource } from './records.ts'
import { createRefresher } from './refresh.ts'
import { type RefreshAnswer, type RefreshRequest, refreshProviders } from './refresh-request.ts'
import { getSelections, type SelectionsUpdate, setSelections } from './selections.ts'
import { followSelections, type SelectionsFile } from './selections-file.ts'
import { type DiscoverySettings, rowsNameOf } from './settings.ts'
import { createSlots } from './slots.ts'
import type { Source } from './source.ts'
import { loadBuiltin } from './sources/builtin.ts'
import { isCatalogId } from './sources/catalogs/catalog-source.ts'
import { hasGlobs } from './sources/overrides.ts'
import { catalogSources, farewell, listId, overrideId, overrideSource, sourcesFor } from './sources.ts'
import { keepSearch } from './stored-search/keep-search.ts'
import { createStoredFinder, createStoredNames, createStoredNear } from './stored-search/stored-finder.ts'
import { keepUp } from './upkeep.ts'
import type { ModelQuery } from './wanted.ts'

type Schemas = components['schemas']

export interface DiscoveryParts extends Runtime {
  store: Store
  events: Events
  egress: Pick<Egress, 'request'>
  cursors: Cursors
  /** As they are now; `reconfigure` takes over what has changed. */
  settings(): DiscoverySettings
  /** Runs a job of this room now. */
  wake(job: string): void
  /** Where the operator writes default models; null where there is no such place. */
  selectionsFile: SelectionsFile | null
  /** Whether the gateway's last checks of a provider went unanswered. */
  isSilent(provider: string): boolean
}

/** The catalog of models: what is known of them, from where, and since when. Reads answer from memory and wait for nobody. */
export interface Discovery extends Queries {
  /** As `search`; over all rows also where memory does not hold them. Throws STORAGE_UNAVAILABLE. */
  searchAll(query: ModelQuery): Promise<Answer<Schemas['ModelSearchAnswer']>>
  /** The same of `list`. */
  listAll(query: ModelQuery): Promise<Answer<Schemas['ModelListAnswer']>>
  /** As `get`; also rows that memory does not hold. Throws MODEL_NOT_FOUND, STORAGE_UNAVAILABLE. */
  getAny(...asked: Parameters<Queries['get']>): Promise<Answer<Schemas['ModelAnswer']>>
  /** Takes over what was written since the last look; without the database, what is known stays. */
  recheck(): Promise<void>
  /** Throws CHANGES_EXPIRED, INVALID_CURSOR. */
  changes(query: ChangeQuery): Promise<Answer<Schemas['ModelChangesAnswer']>>
  /** Waits at most 25 s. Throws INVALID_REQUEST, PERMISSION_DENIED, and UPSTREAM_ERROR where every fetch failed. */
  refresh(request: RefreshRequest, permissions: ReadonlySet<string>): Promise<RefreshAnswer>
  /** Makes the lists of a provider, or of all, due, 60 s after their last refresh at the soonest: they have news. */
  invalidate(provider: string | null): Promise<void>
  selections(): Promise<Answer<Schemas['ModelSelectionsAnswer']>>
  /** `note` is written with the change. Throws INVALID_REQUEST, INVALID_STATE, PRECONDITION_FAILED. */
  select(
    update: SelectionsUpdate,
    ifMatch: string | null,
    note: (tx: Tx, providers: readonly string[]) => Promise<void>,
  ): Promise<Answer<Schemas['ModelSelectionsAnswer']>>
  /** For routing: rows that an enabled provider serves. Always the same object; it looks into the view of the moment. */
  lookup(): Lookup
  /** Provider → its default model, as far as this process knows: at most 5 s old. Another object once it differs. */
  selected(): ReadonlyMap<string, string>
  /** Rows that are not removed. */
  size(): number
  /** How each enabled provider's list fares, for health. */
  health(): Record<string, { status: Schemas['HealthState']; lastCheckedAt: number | null }>
  /** Takes over settings that have changed. */
  reconfigure(): Promise<void>
  /** Asks for lists that nobody has asked for yet and waits for them, at most `ms`; failures are for the next refresh. */
  firstLists(ms: number): Promise<void>
  jobs(): Job[]
  /** Gives up what runs; it is done again by whoever comes next. */
  close(): Promise<void>
}

export const jobNames = {
  refresh: 'discovery.refresh',
  reload: 'discovery.reload',
  search: 'discovery.search',
  selections: 'discovery.selections',
  upkeep: 'discovery.upkeep',
} as const
const pollMs = 5_000
const filePollMs = 1_000
const upkeepMs = 3_600_000

/** Reads what is stored, takes over the built-in catalog and the configuration, and is then ready to answer. */
export async function createDiscovery(parts: DiscoveryParts): Promise<Discovery> {
  const { store, clock, settings } = parts
  const builtin = loadBuiltin()
  const checkedAt = new Map(builtin.map(({ brand, checked_at }) => [brand, Date.parse(checked_at)]))
  let names: ProviderNames = providerNames(brands.values(), settings().providers)
  let sources: ReadonlyMap<string, Source> = new Map()
  let isBatch = false
  let selected: ReadonlyMap<string, string> = new Map()

  const stale = staleNotes(parts)
  const catalog = createCatalog({ store, clock, settings, names: () => names })
  const view = catalog.view
  const refresher = createRefresher({
    ...parts,
    slots: createSlots(settings().concurrency),
    sources: () => sources,
    afterAdditions: () => (hasGlobs(settings().overrides) ? (sources.get(overrideId) ?? null) : null),
    onChange,
  })
  const queries = createQueries({
    ...parts,
    brands: [...brands.values()],
    checkedAt,
    view,
    names: () => names,
    onStale: stale.add,
  })

  const findStored = createStoredFinder(store, clock, parts.log)
  const stored = { named: createStoredNames(store, clock), near: createStoredNear(store, parts.log) }
  const lookup = createLookup(view)
  const written = parts.selectionsFile && followSelections({ store, clock, log: parts.log, file: parts.selectionsFile })
  await catalog.reload()
  await reconfigure()
  await written?.follow()
  await readSelected()

  return {
    ...queries,
    async searchAll(query) {
      const stored = catalog.isPartial() ? await queries.searchStored(query, findStored) : null
      return stored ?? queries.search(query)
    },
    async listAll(query) {
      const stored = catalog.isPartial() ? await queries.listStored(query, findStored) : null
      return stored ?? queries.list(query)
    },
    getAny: async (...asked) => (catalog.isPartial() ? queries.getStored(...asked, stored) : queries.get(...asked)),
    recheck: sharedCheck(reloadIfNews),
    changes: (query) => listChanges(query, { store, clock, cursors: parts.cursors, view, names: () => names }),
    refresh(request, permissions) {
      requireSelect(request, permissions)
      return refreshProviders(request, { clock, refresher, settings, sources: () => sources, names: () => names, view })
    },
    async invalidate(provider) {
      const meant = provider === null ? settings().providers : names.configured(provider)
      await makeDueAfter(
        store,
        meant.map(({ name }) => listId(name)),
        clock.now(),
        settings().minRefreshIntervalMs,
      )
      parts.wake(jobNames.refresh)
    },
    selections: () => getSelections({ store, clock, view }),
    async select(update, ifMatch, note) {
      const answer = await setSelections(update, ifMatch, note, { store, clock, view })
      await readSelected()
      await written?.writeBack()
      return answer
    },
    selected: () => selected,
    lookup: () => lookup,
    size: () => view().entries.filter(({ availability }) => availability.state !== 'removed').length,
    health() {
      const enabled = settings().providers.filter((provider) => provider.enabled)
      const { providers } = queries.status().body()
      return Object.fromEntries(
        enabled.flatMap(({ name }) => (providers[name] ? [[name, healthOf(providers[name])]] : [])),
      )
    },
    reconfigure,
    async firstLists(ms) {
      const { providers } = queries.status().body()
      const asked = settings().providers.filter(
        ({ name, enabled }) => enabled && providers[name]?.last_refresh_at === null,
      )
      if (asked.length === 0 || !settings().autoRefresh) return
      const parts = { clock, refresher, settings, sources: () => sources, names: () => names, view }
      const lists = refreshProviders({ providers: asked.map(({ name }) => name) }, parts)
      const waiting = new AbortController()
      const done = lists.then(nothing, nothing).finally(() => waiting.abort())
      await Promise.race([done, clock.sleep(ms, waiting.signal)])
    },
    jobs: () => [
      {
        name: jobNames.refresh,
        everyMs: pollMs,
        run: async (signal) => (settings().autoRefresh ? refresher.drain(signal) : 0),
      },
      {
        name: jobNames.reload,
        everyMs: pollMs,
        async run() {
          await readSelected()
          return reloadIfNews()
        },
      },
      {
        name: jobNames.search,
        everyMs: pollMs,
        run: async (signal) => (catalog.isPartial() ? keepSearch(store, signal) : 0),
      },
      {
        name: jobNames.selections,
        everyMs: filePollMs,
        async run() {
          if (await written?.follow()) await readSelected()
          return 0
        },
      },
      {
        name: jobNames.upkeep,
        everyMs: upkeepMs,
        async run() {
          await keepUp({ store, events: parts.events, view: view(), now: clock.now() })
          return 0
        },
      },
    ],
    close: () => refresher.close(),
  }

  /** Sources of the configuration get their rows; what needs no network is taken over at once, as one change of the view. */
  async function reconfigure(): Promise<void> {
    names = providerNames(brands.values(), settings().providers)
    sources = await allSources()
    const rows = [...sources.values()].map(({ id, source, provider }) => ({ id, source, provider }))
    await store.write(async (tx) => {
      await addSources(tx, rows, clock.now())
      await retireSources(tx, [...sources.keys()])
    })
    isBatch = true
    try {
      for (const source of sources.values()) {
        if (isLocalSource(source.source) || source.isFarewell === true)
          await refresher.refresh(source, { isForced: false, acceptDrop: false, isRequested: false })
      }
    } finally {
      isBatch = false
    }
    await catalog.reload()
    catalog.reconfigure()
    setGauges(view(), queries.status().body(), parts.metrics, clock.now())
    parts.wake(jobNames.refresh)
  }

  /** Local ones first; the operator's word is heard after all that it may be on. */
  async function allSources(): Promise<Map<string, Source>> {
    const current = [
      ...sourcesFor(settings(), builtin, { ...parts, dialects }),
      ...catalogSources(settings(), { ...parts, log: parts.log }),
      overrideSource(settings(), () => knownRows(store.db), ownerOf),
    ]
    const ids = new Set(current.map(({ id }) => id))
    const gone = (await discoverySources(store.db)).filter(
      ({ id, rows }) => isCatalogId(id) && !ids.has(id) && rows > 0,
    )
    const farewells = gone.map(({ id, source }) => farewell(id, source as CatalogSource))
    return new Map([...current, ...farewells].map((source) => [source.id, source]))
  }

  function ownerOf(uid: string): RowOwner | null {
    const provider = uid.slice(0, Math.max(0, uid.indexOf(':')))
    if (provider === '' || !isUsableId(uid.slice(provider.length + 1))) return null
    const account = settings().providers.find((one) => rowsNameOf(one) === provider)
    return { provider, brand: account?.brand.id ?? provider }
  }

  async function readSelected(): Promise<void> {
    const rows = await readSelections(store.db)
    const isSame = rows.length === selected.size && rows.every((row) => selected.get(row.provider) === row.model_name)
    if (!isSame) selected = new Map(rows.map((row) => [row.provider, row.model_name]))
  }

  async function onChange(): Promise<void> {
    if (isBatch) return
    await reloadIfNews()
  }

  async function reloadIfNews(): Promise<number> {
    if (await catalog.reload()) stale.clear()
    setGauges(view(), queries.status().body(), parts.metrics, clock.now())
    return 0
  }
}

const nothing = () => undefined

/** Makes sources due that readers found old; a thousand readers make one write. */
function staleNotes({ store, clock, log, settings, wake }: DiscoveryParts) {
  const noted = new Set<string>()
  return {
    clear: () => noted.clear(),
    add(ids: readonly string[]): void {
      const fresh = ids.filter((id) => !noted.has(id))
      if (fresh.length === 0 || !settings().autoRefresh) return
      for (const id of fresh) noted.add(id)
      makeDue(store, fresh, clock.now()).then(
        () => wake(jobNames.refresh),
        (error: unknown) => {
          noted.clear()
          log.warn('A model list could not be made due', { error })
        },
      )
    },
  }
}

function requireSelect({ accept_drop }: RefreshRequest, permissions: ReadonlySet<string>): void {
  if (accept_drop !== true || permissions.has('models:select')) return
  const message = 'accept_drop needs the permission models:select, which the credential does not have.'
  throw new ApiError('PERMISSION_DENIED', message)
}
