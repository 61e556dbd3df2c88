/** `db migrate` in a process that ends itself by SIGKILL: at the KILL_AT-th statement that writes the schema. */
import { DatabaseSync, StatementSync } from 'node:sqlite'

const killAt = Number(process.env.KILL_AT)
let statements = 0

const { prepare } = DatabaseSync.prototype
DatabaseSync.prototype.prepare = function (text, ...rest) {
  const made = prepare.call(this, text, ...rest)
  if (!/^(?:create|alter|drop|insert|update|delete|commit)/i.test(text.trim())) return made
  const run = StatementSync.prototype.run as (...values: unknown[]) => never
  made.run = (...values: unknown[]) => {
    if (++statements === killAt) process.kill(process.pid, 'SIGKILL')
    return run.apply(made, values)
  }
  return made
}

await import('../src/main.ts')
