import type { CloudInstance } from '@proxyapi/clouds'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import type { GpuWatchedTag } from '../store/gpu-clouds.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import { portsSeen } from './endpoint.ts'
import { launchOf } from './launch.ts'
import { readTag } from './tag.ts'

/** An attempt and what its contract wants. */
export interface Entry {
  attempt: GpuAttempt
  contract: GpuInstance
}

/** What our rows say of one cloud account. */
export interface Books {
  install: string
  /** ULID of the newest contract when this process started. */
  newestUlid: string | null
  /** How long a machine may exist before the cloud lists it. */
  visibilityGraceMs: number
  /** What may be alive there, and every attempt whose tag is in the list. */
  entries: readonly Entry[]
  watched: readonly GpuWatchedTag[]
}

/** A complete list: every page, every state. */
export interface CloudList {
  instances: readonly CloudInstance[]
  /** How many the cloud says there are. */
  total: number | null
}

export type Decision =
  /** It is there as we know it. */
  | { do: 'seen'; attempt: GpuAttempt }
  /** It is there, but not as we know it, or at last: its worker has to look. */
  | { do: 'look'; attempt: GpuAttempt }
  /** It was never sent, says its row, and it is there. */
  | { do: 'found'; attempt: GpuAttempt }
  /** It is to be destroyed, and is still there. */
  | { do: 'destroy'; attempt: GpuAttempt }
  /** It was given up, and is there. */
  | { do: 'revive'; attempt: GpuAttempt; instance: CloudInstance }
  /** It is not there. */
  | { do: 'miss'; attempt: GpuAttempt }
  /** It was missed often and long enough: if the cloud does not find it either, it is gone. */
  | { do: 'confirm gone'; attempt: GpuAttempt }
  /** A second machine with the tag of one that we have, or one that no row knows and whose time is over. */
  | { do: 'destroy stray'; instance: CloudInstance; tag: string }
  | { do: 'suspect'; instance: CloudInstance; tag: string }
  /** Rented by a later state of this database: told to the operator and left alone. */
  | { do: 'report'; instance: CloudInstance; tag: string }
  /** A stray that we destroyed is no more. */
  | { do: 'stray gone'; watched: GpuWatchedTag }

export interface Round {
  decisions: Decision[]
  /** Machines of others in the same account; they are counted and never touched. */
  foreign: number
  /** Why nothing is concluded from what is missing. */
  doubt: string | null
}

const missesMin = 3
const missedForMs = 120_000
const absencesMin = 2
const absentForMs = 60_000
const suspectForMs = 10 * 60_000
const suspectRounds = 2
const missingFew = 3
const missingShare = 0.2

/** What follows from a list. Pure; the list must be complete, and one that contradicts itself ends nothing. */
export function decide(books: Books, list: CloudList, now: number): Round {
  const byTag = new Map(books.entries.map((entry) => [entry.attempt.id, entry]))
  const present = new Set<string>()
  const decisions: Decision[] = []
  let foreign = 0
  for (const instance of list.instances) {
    const { tag } = instance
    if (tag === null || readTag(tag)?.install !== books.install) {
      foreign++
      continue
    }
    const entry = byTag.get(tag)
    if (entry && entry.attempt.provider_id === instance.id) present.add(tag)
    decisions.push(entry ? onListed(entry, instance) : onStray(books, instance, tag, now))
  }
  const doubt = doubtOf(books, list, present, now)
  if (doubt === null) decisions.push(...onMissing(books, list, present, now))
  return { decisions, foreign, doubt }
}

/** Whether a machine is to live on. */
const isWanted = ({ attempt, contract }: Entry): boolean =>
  attempt.discard === 0 && attempt.orphan === 0 && contract.desired !== 'terminated'

function onListed(entry: Entry, instance: CloudInstance): Decision {
  const { attempt } = entry
  switch (attempt.phase) {
    case 'intent':
      return { do: 'found', attempt }
    case 'sent':
    case 'unknown':
      return { do: 'look', attempt }
    case 'live':
      if (attempt.provider_id !== instance.id) return { do: 'destroy stray', instance, tag: attempt.id }
      if (!isWanted(entry)) return { do: 'destroy', attempt }
      return { do: isAsKnown(entry, instance) ? 'seen' : 'look', attempt }
    default:
      return { do: 'revive', attempt, instance }
  }
}

/** States that need no second look, by what we think of the contract. */
const expected: Readonly<Record<string, readonly CloudInstance['state'][]>> = {
  ready: ['running'],
  degraded: ['running'],
  stopped: ['stopped', 'interrupted'],
  interrupted: ['stopped', 'interrupted'],
}

function isAsKnown({ contract }: Entry, seen: CloudInstance): boolean {
  const states = expected[contract.status]
  if (!states) return true
  if (!states.includes(seen.state) || seen.state !== 'running') return states.includes(seen.state)
  return portsSeen(seen, launchOf(contract).ports, contract.ports) === contract.ports
}

function onStray({ newestUlid, watched }: Books, instance: CloudInstance, tag: string, now: number): Decision {
  const ulid = readTag(tag)?.ulid ?? ''
  if (newestUlid === null || ulid > newestUlid) return { do: 'report', instance, tag }
  const known = watched.find(({ id, provider_id }) => id === tag && provider_id !== null)
  const isOver = known && known.rounds >= suspectRounds && now - known.first_seen_at >= suspectForMs
  return { do: isOver ? 'destroy stray' : 'suspect', instance, tag }
}

/** A machine that the cloud would list by now if it existed. */
const isVisible = ({ attempt }: Entry, graceMs: number, now: number): boolean =>
  attempt.phase === 'live' && now >= (attempt.accepted_at ?? attempt.created_at) + graceMs

function doubtOf({ entries, visibilityGraceMs }: Books, list: CloudList, present: ReadonlySet<string>, now: number) {
  if (list.total !== null && list.total !== list.instances.length) {
    return `the cloud speaks of ${list.total} and shows ${list.instances.length}`
  }
  const wanted = entries.filter((entry) => isWanted(entry) && isVisible(entry, visibilityGraceMs, now))
  const missing = wanted.filter(({ attempt }) => !present.has(attempt.id)).length
  const isMuch = missing > Math.max(missingFew, wanted.length * missingShare)
  return isMuch ? `${missing} of ${wanted.length} machines are missing at once` : null
}

function onMissing(books: Books, list: CloudList, present: ReadonlySet<string>, now: number): Decision[] {
  const missing = books.entries.filter(
    (entry) => isVisible(entry, books.visibilityGraceMs, now) && !present.has(entry.attempt.id),
  )
  const listed = new Set(list.instances.map(({ id }) => id))
  const strays = books.watched.filter(
    ({ provider_id, destroy_sent_at }) => destroy_sent_at !== null && provider_id !== null && !listed.has(provider_id),
  )
  return [
    ...missing.map((entry) => onMissed(entry, now)),
    ...strays.map((watched): Decision => ({ do: 'stray gone', watched })),
  ]
}

function onMissed(entry: Entry, now: number): Decision {
  const { attempt } = entry
  const misses = attempt.misses + 1
  const missedFor = now - (attempt.missed_at ?? now)
  const isProved = isWanted(entry)
    ? misses >= missesMin && missedFor >= missedForMs
    : misses >= absencesMin && missedFor >= absentForMs
  return { do: isProved ? 'confirm gone' : 'miss', attempt }
}
