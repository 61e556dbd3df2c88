import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { Clock } from '../runtime.ts'
import { templateEnding } from './template-files.ts'
import type { Watching } from './watch-files.ts'

const pollMs = 1_000

/**
 * Calls back after a template has come, gone or changed and two looks a second apart saw the same, while the configuration
 * says that they are read again by themselves.
 */
export function watchTemplates(
  folder: string,
  settings: () => Config['templates'],
  clock: Clock,
  changed: () => void,
): Watching {
  const over = new AbortController()
  const mark = () => markOf(resolve(folder, settings().directory))
  let known = mark()
  void poll(known)
  return { close: () => over.abort() }

  async function poll(first: string): Promise<void> {
    for (let before = first; ; ) {
      await clock.sleep(pollMs, over.signal)
      if (over.signal.aborted) return
      const { enabled, auto_reload } = settings()
      if (!enabled || !auto_reload) continue
      const now = mark()
      const isNews = now === before && now !== known
      before = now
      if (!isNews) continue
      known = now
      changed()
    }
  }
}

/** Another text once a template has come, gone or changed. */
function markOf(directory: string): string {
  try {
    const files = readdirSync(directory).filter((file) => file.endsWith(templateEnding))
    return files
      .sort()
      .map((file) => markOfFile(directory, file))
      .join('\n')
  } catch {
    // Not there, or being replaced: it holds none until it is found again.
    return ''
  }
}

function markOfFile(directory: string, file: string): string {
  const { ino, size, mtimeMs } = statSync(join(directory, file))
  return `${file} ${ino} ${size} ${mtimeMs}`
}
