/** Log lines in a file that is put aside when it is full or its time is over; whoever logs never waits for the disk. */
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  type WriteStream,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

export interface LogFileSettings {
  readonly path: string
  readonly bytesMax: number
  /** Beside the one that is written. */
  readonly filesMax: number
  /** `daily` by UTC, `time` each hour, `size` only when it is full; the size holds for all. */
  readonly rotation: 'daily' | 'size' | 'time'
  readonly isCompressed: boolean
}

export interface LogFile {
  /** A line that does not fit into what waits for the disk is lost, and counted. */
  write(line: string): void
  /** Goes on in a new file of the name: somebody else has moved the old one. */
  reopen(): void
  close(): Promise<void>
}

const waitingBytesMax = 8 * 2 ** 20
const spanMs = { daily: 86_400_000, time: 3_600_000, size: Number.POSITIVE_INFINITY }

/** Throws where the file cannot be written now. */
export function openLogFile(settings: LogFileSettings, now: () => number, lost: (reason: string) => void): LogFile {
  const { path, bytesMax, rotation } = settings
  mkdirSync(dirname(path), { recursive: true })
  const spanOf = (ms: number) => (rotation === 'size' ? 0 : Math.floor(ms / spanMs[rotation]))
  let bytes = sizeOf(path)
  let span = bytes > 0 ? spanOf(statSync(path).mtimeMs) : spanOf(now())
  let file = opened()
  let ended: Promise<unknown> = Promise.resolve()

  return {
    write(line) {
      const length = Buffer.byteLength(line)
      if (bytes > 0 && (bytes + length > bytesMax || spanOf(now()) !== span)) rotate()
      if (file.writableLength + length > waitingBytesMax) return lost('full')
      file.write(line)
      bytes += length
    },
    reopen() {
      void end(file)
      file = reopened()
      bytes = sizeOf(path)
    },
    async close() {
      await end(file)
      await ended
    },
  }

  /** A stream holds its file and not its name: what it was given goes there, wherever the file is moved. */
  function opened(): WriteStream {
    const stream = createWriteStream(path, { fd: openSync(path, 'a', 0o640) })
    stream.on('error', ({ code }: NodeJS.ErrnoException) => lost(code ?? 'error'))
    return stream
  }

  function reopened(): WriteStream {
    try {
      return opened()
    } catch (error) {
      lost((error as NodeJS.ErrnoException).code ?? 'error')
      return file
    }
  }

  function end(stream: WriteStream): Promise<void> {
    const own = new Promise<void>((resolve) => stream.end(resolve))
    ended = Promise.all([ended, own])
    return own
  }

  function rotate(): void {
    const old = end(file)
    const aside = freeName(path, now())
    renameSync(path, aside)
    file = reopened()
    bytes = 0
    span = spanOf(now())
    const kept = settings.isCompressed ? old.then(() => packed(aside)).catch(() => lost('gzip')) : old
    ended = Promise.all([ended, kept.then(() => forgetOldest(settings))])
  }
}

/** `x.log.2026-11-21T10-30-00-000Z-0000`, so that names are in the order of time. */
function freeName(path: string, nowMs: number): string {
  const name = `${path}.${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`
  for (let n = 0; ; n++) {
    const numbered = `${name}-${String(n).padStart(4, '0')}`
    if (!existsSync(numbered) && !existsSync(`${numbered}.gz`)) return numbered
  }
}

const asideSuffix = /^\.\d{4}-\d\d-\d\dT[\d-]+Z-\d{4}(?:\.gz)?$/

function forgetOldest({ path, filesMax }: LogFileSettings): void {
  const own = readdirSync(dirname(path)).filter(
    (name) => name.startsWith(basename(path)) && asideSuffix.test(name.slice(basename(path).length)),
  )
  for (const name of own.sort().slice(0, -filesMax)) rmSync(join(dirname(path), name), { force: true })
}

async function packed(file: string): Promise<void> {
  await pipeline(createReadStream(file), createGzip(), createWriteStream(`${file}.new`, { mode: 0o640 }))
  renameSync(`${file}.new`, `${file}.gz`)
  rmSync(file)
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0)
