import type { Call, Extra, Part } from './call.ts'

const namesMax = 32
const nameCharsMax = 64
const unsafe = /[^\w.=[\]-]/g

/** What a call loses on its way into another dialect. */
export interface Losses {
  /** Left out, or changed (`name=value`): the caller is told. */
  drop(name: string): void
  /** Cannot be left out without changing what the call means: the lane is no candidate. */
  refuse(name: string): void
  /** Each name once, fit for a header. */
  dropped(): string[]
  /** The first that was refused. */
  refused(): string | undefined
}

export function losses(): Losses {
  const names = new Set<string>()
  let refused: string | undefined
  return {
    drop(name) {
      if (names.size < namesMax) names.add(name.slice(0, nameCharsMax).replace(unsafe, '_'))
    },
    refuse(name) {
      refused ??= name
    },
    dropped: () => [...names],
    refused: () => refused,
  }
}

/** A developer's text is a system's text where there is no other word for it: nothing is lost. */
const spoken: readonly string[] = ['role']

/** Reports every unknown field of a call that goes to another dialect than its own, but those the target `carries`. */
export function dropExtras(call: Call, lost: Losses, carries: readonly string[] = []): void {
  const drop = (extra: Extra, at: string, kept: readonly string[] = carries) => {
    for (const name in extra) if (!kept.includes(name)) lost.drop(at + name)
  }
  const keptOfSystem = [...carries, ...spoken]
  const dropParts = (parts: readonly Part[]) => {
    for (const part of parts) {
      drop(part.extra, 'messages[].content[].')
      if (part.type === 'tool-result') dropParts(part.content)
    }
  }
  drop(call.extra, '')
  for (const part of call.system) drop(part.extra, 'system[].', keptOfSystem)
  for (const turn of call.turns) {
    drop(turn.extra, 'messages[].', turn.role === 'system' ? keptOfSystem : carries)
    dropParts(turn.parts)
  }
  for (const tool of call.tools) drop(tool.extra, 'tools[].')
}
