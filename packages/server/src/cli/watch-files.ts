import { createHash } from 'node:crypto'
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../runtime.ts'

export interface Watching {
  close(): void
}

const settleMs = 200
const againMs = 100
const pollMs = 5_000

/** What files hold, by path; null for what is empty, gone or unreadable. */
export type Prints = ReadonlyMap<string, string | null>

export const printsOf = (paths: readonly string[]): Prints => new Map(paths.map((path) => [path, printOf(path)]))

/**
 * Calls back after files differ from what was seen of them, and stand still: two looks 100 ms apart saw the same. A file that is empty, gone or
 * unreadable is as it was: somebody is writing it. Events of the folders tell of it at once, also where a link to a folder is
 * turned, as for a ConfigMap; a look each 5 s finds what no event told.
 */
export function watchFiles(seen: Prints, clock: Clock, changed: () => void): Watching {
  const over = new AbortController()
  const known = new Map(seen)
  const paths = [...seen.keys()]
  const watchers = [...new Set(paths.map(dirname))].flatMap((folder) => watchFolder(folder, look))
  let looking = false
  let asked = false
  look()
  void poll()

  return {
    close() {
      over.abort()
      for (const watcher of watchers) watcher.close()
    },
  }

  async function poll(): Promise<void> {
    while (!over.signal.aborted) {
      await clock.sleep(pollMs, over.signal)
      look()
    }
  }

  /** One look at a time; what happens meanwhile is looked at after it. */
  function look(): void {
    asked = true
    if (looking || over.signal.aborted) return
    looking = true
    void settled().finally(() => {
      looking = false
    })
  }

  async function settled(): Promise<void> {
    while (asked && !over.signal.aborted) {
      asked = false
      await clock.sleep(settleMs, over.signal)
      let now = printsOf(paths)
      for (let before: Prints | null = null; !isDeepStrictEqual(now, before) && !over.signal.aborted; ) {
        before = now
        await clock.sleep(againMs, over.signal)
        now = printsOf(paths)
      }
      const news = [...now].filter(([path, print]) => print !== null && print !== known.get(path))
      for (const [path, print] of news) known.set(path, print)
      if (news.length > 0 && !over.signal.aborted) changed()
    }
  }
}

function printOf(path: string): string | null {
  try {
    const bytes = readFileSync(path)
    return bytes.length === 0 ? null : createHash('sha256').update(bytes).digest('base64')
  } catch {
    // Whoever writes it will be done soon, and the next look sees it.
    return null
  }
}

/** None where the system gives no events: then the poll finds what changed. */
function watchFolder(folder: string, look: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, look)
    watcher.on('error', () => watcher.close())
    return [watcher]
  } catch {
    // No such folder, or no watches left.
    return []
  }
}
