import { createHash } from 'node:crypto'
import type { components } from '@proxyapi/contract'
import { ApiError, type ErrorDetail } from '@proxyapi/contract/errors'
import type { Clock } from '../runtime.ts'
import type { Store, Tx } from '../store/database.ts'
import {
  clearSelection,
  lockSelections,
  putSelection,
  readSelections,
  type Selection,
} from '../store/model-selections.ts'
import { isoTime } from './iso-time.ts'
import type { Answer } from './queries.ts'
import { type ConfiguredProvider, rowsNameOf } from './settings.ts'
import type { View } from './view.ts'

type Schemas = components['schemas']
export type SelectionsUpdate = Schemas['ModelSelectionsUpdate']
type SelectionsAnswer = Answer<Schemas['ModelSelectionsAnswer']>

export interface SelectionParts {
  store: Store
  clock: Clock
  view(): View
}

/** The default model of each provider. */
export const getSelections = async (parts: SelectionParts): Promise<SelectionsAnswer> =>
  answerOf(await readSelections(parts.store.db), parts.view())

/**
 * Merges choices, all or nothing, with `note` in the same transaction; null clears one. Throws INVALID_REQUEST for what is
 * not known, INVALID_STATE for what may not be edited, PRECONDITION_FAILED where the selections are not those of `ifMatch`
 * any more.
 */
export async function setSelections(
  update: SelectionsUpdate,
  ifMatch: string | null,
  note: (tx: Tx, providers: readonly string[]) => Promise<void>,
  parts: SelectionParts,
): Promise<SelectionsAnswer> {
  const { store, clock } = parts
  const view = parts.view()
  const choices = choicesOf(update)
  const rows = await store.write(async (tx) => {
    await lockSelections(tx, store)
    const before = await readSelections(tx)
    if (!isMatch(ifMatch, answerOf(before, view).etag)) throw new ApiError('PRECONDITION_FAILED')
    judge(choices, before, view)
    for (const { provider, model } of choices) {
      if (before.some((row) => row.provider === provider && row.model_name === model)) continue
      if (model === null) await clearSelection(tx, provider, clock.now())
      else await putSelection(tx, { provider, model_name: model, updated_at: clock.now() })
    }
    const providers = choices.map(({ provider }) => provider)
    await note(tx, providers)
    return readSelections(tx)
  })
  return answerOf(rows, view)
}

const isMatch = (ifMatch: string | null, etag: string): boolean =>
  ifMatch === null || ifMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim() === etag)

interface Choice {
  /** In the body. */
  path: string
  provider: string
  /** Null clears the selection. */
  model: string | null
}

/** What is chosen, from the form that the API answers or the older one without the outer member. */
function choicesOf(update: SelectionsUpdate): Choice[] {
  const isWrapped =
    'selections' in update &&
    typeof update.selections === 'object' &&
    update.selections !== null &&
    !('model_name' in update.selections)
  const choices = (isWrapped ? update.selections : update) as Record<string, string | { model_name: string } | null>
  return Object.entries(choices).map(([provider, choice]) => ({
    path: `${isWrapped ? '/selections' : ''}/${provider.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    provider,
    model: typeof choice === 'object' && choice !== null ? choice.model_name : choice,
  }))
}

function judge(choices: readonly Choice[], rows: readonly Selection[], view: View): void {
  const details: ErrorDetail[] = []
  for (const { path, provider: name, model } of choices) {
    const provider = view.providers.find((known) => known.name === name)
    if (provider === undefined) details.push({ path, message: 'is not a configured provider' })
    else if (model !== null && !isKnown(provider, model, view))
      details.push({ path, message: `${name} has no model ${JSON.stringify(model)}` })
  }
  if (details[0]) throw new ApiError('INVALID_REQUEST', `${details[0].path}: ${details[0].message}`, { details })
  const isFixed = ({ provider: name, model }: Choice) =>
    rows.some(({ provider, editable, model_name }) => provider === name && editable === 0 && model_name !== model)
  const fixed = choices.find(isFixed)
  if (fixed)
    throw new ApiError(
      'INVALID_STATE',
      `The selection of ${fixed.provider} is protected by the file and cannot be changed here.`,
    )
}

/** The catalog lists the model at this provider, or the configuration names it. */
function isKnown(provider: ConfiguredProvider, model: string, { byUid }: View): boolean {
  const entry = byUid.get(`${rowsNameOf(provider)}:${model}`)
  return (
    provider.models.includes(model) ||
    Object.hasOwn(provider.deployments, model) ||
    (entry !== undefined && entry.availability.state !== 'removed')
  )
}

function answerOf(rows: readonly Selection[], view: View): SelectionsAnswer {
  const selections = Object.fromEntries(
    rows.map(({ provider, model_name, editable, updated_at }) => {
      const configured = view.providers.find(({ name }) => name === provider)
      const available = configured !== undefined && isKnown(configured, model_name, view)
      return [provider, { model_name, editable: editable === 1, last_updated: isoTime(updated_at), available }]
    }),
  )
  const body = { selections, count: rows.length }
  const etag = `"${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 24)}"`
  return { etag, body: () => body }
}
