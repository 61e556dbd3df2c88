/** The server's main, to which SIGNAL is sent when its database is opened: it is not up then. */
import { DatabaseSync } from 'node:sqlite'

const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (text) {
  DatabaseSync.prototype.exec = exec
  process.kill(process.pid, process.env.SIGNAL)
  return exec.call(this, text)
}

await import(String(process.env.MAIN))
