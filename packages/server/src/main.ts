#!/usr/bin/env -S node --max-semi-space-size=32 --min-semi-space-size=16 --expose-gc
/** The one file that touches the process: environment, clock, dice, signals, standard streams. */
import { randomFillSync } from 'node:crypto'
import type { Shell } from './cli/shell.ts'

/** SIGHUP would end a server that is not up yet: it is heard from here on, and told to the first who listens. */
let reload = () => {
  isReloadDue = true
}
let isReloadDue = false
if (['serve', 'dev'].includes(process.argv[2] ?? '')) process.on('SIGHUP', () => reload())

const shell: Shell = {
  environment: process.env,
  folder: process.cwd(),
  self: [process.execPath, process.argv[1] ?? ''],
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  clock: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const done = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        signal?.addEventListener('abort', done, { once: true })
      }),
  },
  random: { float: () => Math.random(), bytes: pooledBytes() },
  onSignal(handler) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => handler(signal))
  },
  onReload(handler) {
    reload = handler
    if (isReloadDue) handler()
  },
  onReopen: (handler) => void process.on('SIGUSR2', handler),
  compact: () => void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  exit: (code) => process.exit(code),
}

const { runCommand } = await import('./cli/commands.ts')
process.exitCode = await runCommand(process.argv.slice(2), shell)

/** Unpredictable bytes from a pool, since asking for few costs as much as asking for many; what was given is wiped. */
function pooledBytes(size = 4096): (length: number) => Uint8Array {
  const pool = Buffer.alloc(size)
  let at = size
  return (length) => {
    if (length > size) return randomFillSync(new Uint8Array(length))
    if (at + length > size) {
      randomFillSync(pool)
      at = 0
    }
    const bytes = new Uint8Array(pool.subarray(at, at + length))
    pool.fill(0, at, at + length)
    at += length
    return bytes
  }
}
