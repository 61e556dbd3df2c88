import type { Clock, Log } from '../runtime.ts'
import type { Store, Tx } from '../store/database.ts'
import { lockSelections, putSelection, type StoredSelection, selectionTimes } from '../store/model-selections.ts'
import { readSelectionsText, type SelectionsText, selectionsText, type WrittenSelection } from './selections-text.ts'

/** `config/model_selections.json`, as the operator may edit it while the server runs. */
export interface SelectionsFile {
  /** For messages. */
  name: string
  /** Null where there is none, where it is empty, and where it cannot be read now. */
  read(): { text: string; modifiedAt: number } | null
  /** Replaces it as a whole. Throws where it cannot be written. */
  write(text: string): void
  /** The same for a text of the older form, which is kept beside it. False where the operator does not want that. */
  convert(text: string): boolean
}

export interface SelectionsFileParts {
  store: Store
  clock: Clock
  log: Log
  file: SelectionsFile
}

export interface FollowedFile {
  /** Takes over what the file says and the store does not know yet; a broken one changes nothing. True where it had news. */
  follow(): Promise<boolean>
  /** Writes down what the store knows; a file that is not there, or cannot be written, is left alone. */
  writeBack(): Promise<void>
}

/** Keeps file and store together: of two selections of one provider the newer stands, the file's where both are of one time. */
export function followSelections({ store, log, file }: SelectionsFileParts): FollowedFile {
  let seen: string | null = null
  let broken: string | null = null
  let isReadOnly = false

  return {
    async follow() {
      const found = file.read()
      if (found === null || found.text === seen) return false
      const parsed = parse(found.text, found.modifiedAt)
      if (parsed === null) return false
      seen = found.text
      const taken = await takeOverSelections(parsed.selections, store)
      if (taken.length > 0) log.info('Selections were taken over', { file: file.name, providers: taken })
      if (parsed.isOld) convert(parsed.selections)
      return taken.length > 0
    },

    async writeBack() {
      if (file.read() === null) return
      const rows = (await selectionTimes(store.db)).filter(({ model_name }) => model_name !== null)
      attempt(selectionsText(rows.map(writtenOf)), (text) => file.write(text))
    },
  }

  /** Half a file is seen whole at the next look: it is told of when it is still broken then. */
  function parse(text: string, modifiedAt: number): SelectionsText | null {
    try {
      const parsed = readSelectionsText(text, modifiedAt)
      broken = null
      return parsed
    } catch (error) {
      if (broken === text) {
        seen = text
        log.error('The selections stay as they were: the file is broken', { file: file.name, error })
      }
      broken = text
      return null
    }
  }

  function convert(selections: readonly WrittenSelection[]): void {
    log.warn('The selections were in an older form', { file: file.name })
    attempt(selectionsText(selections), (text) => {
      if (!file.convert(text)) return
      log.info('The selections are in the present form now; the older file is kept', { file: file.name })
    })
  }

  function attempt(text: string, write: (text: string) => void): void {
    try {
      write(text)
      seen = text
      isReadOnly = false
    } catch (error) {
      if (!isReadOnly) log.warn('The selections cannot be written to their file', { file: file.name, error })
      isReadOnly = true
    }
  }
}

/** Takes selections over that are newer than those of here; returns the providers whose selection changed. */
export const takeOverSelections = (written: readonly WrittenSelection[], store: Store): Promise<string[]> =>
  store.write(async (tx) => {
    await lockSelections(tx, store)
    const known = new Map((await selectionTimes(tx)).map((row) => [row.provider, row]))
    const news = written.filter((selection) => isNews(selection, known.get(selection.provider)))
    for (const selection of news) await put(tx, selection)
    return news.map(({ provider }) => provider)
  })

const put = (tx: Tx, { provider, model_name, editable, updatedAt }: WrittenSelection): Promise<void> =>
  putSelection(tx, { provider, model_name, editable: editable ? 1 : 0, updated_at: updatedAt })

/** What was cleared comes back only by a newer word. */
function isNews({ model_name, editable, updatedAt }: WrittenSelection, known: StoredSelection | undefined): boolean {
  if (known === undefined) return true
  if (known.model_name === null) return updatedAt > known.updated_at
  const differs = known.model_name !== model_name || (known.editable === 1) !== editable
  return differs && updatedAt >= known.updated_at
}

const writtenOf = ({ provider, model_name, editable, updated_at }: StoredSelection): WrittenSelection => ({
  provider,
  model_name: model_name ?? '',
  editable: editable === 1,
  updatedAt: updated_at,
})
