#!/usr/bin/env node
/** The one file that touches the process: environment, clock, dice, signals, standard streams. */
import { randomBytes } from 'node:crypto'
import { runCommand } from './cli/commands.ts'
import type { Shell } from './cli/shell.ts'

const shell: Shell = {
  environment: process.env,
  folder: process.cwd(),
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
  random: { float: () => Math.random(), bytes: (length) => randomBytes(length) },
  onSignal(handler) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => handler(signal))
  },
  exit: (code) => process.exit(code),
}

process.exitCode = await runCommand(process.argv.slice(2), shell)
