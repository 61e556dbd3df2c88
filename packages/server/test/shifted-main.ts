/** The server's main with a wall clock that is ahead by CLOCK_AHEAD_MS: what a dead process had leased is free at once. */
import { randomBytes } from 'node:crypto'
import { runCommand } from '../src/cli/commands.ts'

const ahead = Number(process.env.CLOCK_AHEAD_MS ?? 0)

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env,
  folder: process.cwd(),
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  clock: {
    now: () => Date.now() + ahead,
    monotonic: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const timer = setTimeout(resolve, ms)
        signal?.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true })
      }),
  },
  random: { float: () => Math.random(), bytes: (length) => randomBytes(length) },
  onReload() {},
  onSignal: (handler) => void process.on('SIGTERM', () => handler('SIGTERM')),
  compact: () => {},
  exit: (code) => process.exit(code),
})
