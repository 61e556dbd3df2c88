import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** The variable by which the processes of a machine are known, also when nobody remembers starting them. */
export const machineVariable = 'PROXY_API_MACHINE'

export interface Processes {
  /** Starts the keeper of a machine, as the leader of a group that outlives this process; its pid. */
  start(order: StartOrder): number
  /** Every process of a machine that is alive: its group, and whoever bears its tag. */
  of(tag: string, pid: number | null): number[]
  kill(tag: string, pid: number | null): void
}

/** What a keeper is to run. */
export interface KeeperOrder {
  /** null: the built-in program of that name. */
  command: readonly string[] | null
  program: string
  environment: Record<string, string>
}

export interface StartOrder {
  tag: string
  file: string
  /** Given to the keeper on its standard input: never on a command line, never in a file. */
  order: KeeperOrder
  output: number
}

/** Processes of this machine; `keeper` is the command line of the keeper, to which the file is added. */
export function localProcesses(keeper: readonly string[], path: string): Processes {
  const [command = '', ...args] = keeper
  return {
    start({ tag, file, order, output }) {
      const env = { PATH: path, [machineVariable]: tag }
      const child = spawn(command, [...args, file], { detached: true, stdio: ['pipe', output, output], env })
      // Whether it runs is asked of the system, not of this handle.
      child.on('error', () => undefined)
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(JSON.stringify(order))
      child.unref()
      if (child.pid === undefined) throw new Error('the keeper of a machine could not be started')
      return child.pid
    },
    of: bearers,
    kill(tag, pid) {
      for (const one of bearers(tag, pid)) end(one)
    },
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** By their environment, which children inherit; a number alone may be somebody else's by now. */
function bearers(tag: string, leader: number | null): number[] {
  const needle = `${machineVariable}=${tag}\0`
  const pids = processIds()
  if (pids === null) return leader !== null && exists(leader) ? [leader] : []
  return pids.filter((pid) => textOf(`/proc/${pid}/environ`).includes(needle) && !isZombie(pid))
}

/** null where the system has no such list. */
function processIds(): number[] | null {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    // Not every system shows its processes as files.
    return null
  }
}

const isZombie = (pid: number): boolean => / Z /.test(textOf(`/proc/${pid}/stat`).replace(/^.*\)/, ''))

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // Gone, or somebody else's.
    return false
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    // It ended meanwhile, or belongs to another user.
    return ''
  }
}
