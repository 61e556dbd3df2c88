import type { Clock, Random } from '../runtime.ts'

/** What a command may know of the process; main.ts makes it. */
export interface Shell {
  environment: Record<string, string | undefined>
  folder: string
  /** The command line of this program, for a process of its own. */
  self?: readonly string[]
  write(text: string): void
  writeError(text: string): void
  clock: Clock
  random: Random
  /** Calls back for SIGTERM, SIGINT. */
  onSignal(handler: (signal: string) => void): void
  /** Calls back for SIGHUP. */
  onReload(handler: () => void): void
  /** Calls back for SIGUSR2, which would end a process that does not ask for it. */
  onReopen?(handler: () => void): void
  /** Gives back to the machine what nothing refers to any more; takes about 100 ms. */
  compact(): void
  /** Ends the process at once. */
  exit(code: number): void
}
