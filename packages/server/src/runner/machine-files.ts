import { mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A machine as its file knows it. Times are milliseconds since 1970, money is micro-USD an hour. */
export interface Machine {
  tag: string
  offer: string
  program: string
  args: string[]
  /** The environment that its renter gave, sealed. */
  environment: string
  ports: { port: number; public_port: number }[]
  /** Of the GPUs of this host, by their index. */
  gpus: number[]
  perHour: number
  createdAt: number
  /** It ends itself then, whoever is left. */
  until: number | null
  wish: 'running' | 'stopped' | 'destroyed'
  /** Leader of the group of its processes; null while nobody has started it, or its starter was killed. */
  pid: number | null
  /** When it ran; the last stretch is open while it does. */
  runs: { from: number; to: number | null }[]
}

/** A file a machine, written before anything is started: what is on this machine is known whoever was killed. */
export interface MachineFiles {
  all(): Machine[]
  read(tag: string): Machine | null
  write(machine: Machine): void
  remove(tag: string): void
  path(tag: string): string
  /** Where its output goes. */
  openLog(tag: string): number
  log(tag: string): string
}

const suffix = '.json'

/** Files in one folder, which only this user can read. */
export function machineFiles(folder: string): MachineFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = (tag: string) => join(folder, `${tag}${suffix}`)
  const logPath = (tag: string) => join(folder, `${tag}.log`)
  const read = (tag: string) => readMachine(path(tag))
  return {
    path,
    read,
    all: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith(suffix))
        .flatMap((name) => read(name.slice(0, -suffix.length)) ?? []),
    write(machine) {
      const whole = `${path(machine.tag)}.new`
      writeFileSync(whole, JSON.stringify(machine), { mode: 0o600 })
      // A reader finds the old text or the new one, never half of it.
      renameSync(whole, path(machine.tag))
    },
    remove(tag) {
      rmSync(path(tag), { force: true })
      rmSync(logPath(tag), { force: true })
    },
    openLog: (tag) => openSync(logPath(tag), 'a', 0o600),
    log: (tag) => textOf(logPath(tag)),
  }
}

/** null: there is none. */
export function readMachine(path: string): Machine | null {
  const text = textOf(path)
  return text === '' ? null : (JSON.parse(text) as Machine)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
