import type { ChainName } from '../store/chain-tables.ts'
import {
  chainHead,
  firstGone,
  type Head,
  type Link,
  lastCut,
  readLinks,
  readRowIds,
  strangers,
} from '../store/chains.ts'
import type { Db, Store } from '../store/database.ts'
import { type GivenCheckpoint, isOurs } from './checkpoint.ts'
import { linkHash } from './link-hash.ts'

export interface Evidence {
  /** What checkpoints and cuts were signed with, any of them; none where it is not known. */
  keys: readonly Uint8Array[]
  /** From logs. */
  checkpoints: readonly GivenCheckpoint[]
  /** Heads that somebody noted. */
  heads: readonly Head[]
}

export interface Verdict {
  /** Links that were read. */
  links: number
  /** The last of them, or where the chain was cut. */
  head: Head | null
  /** Checkpoints and noted heads that the chain leads to. */
  met: number
  /** The first thing that is wrong; null where nothing is. */
  fault: string | null
}

const linksAtOnce = 1_000

/** Reads a whole chain and says what does not fit, naming the first bad row. The server may go on meanwhile. */
export async function verifyChain(store: Store, chain: ChainName, evidence: Evidence): Promise<Verdict> {
  const { db } = store
  const known = knownHeads(chain, evidence)
  const verdict: Verdict = { links: 0, head: null, met: 0, fault: known.fault }
  if (verdict.fault !== null) return verdict
  const begun = await beginning(db, chain, evidence.keys)
  if ('fault' in begun) return { ...verdict, fault: begun.fault }
  verdict.head = begun.cut
  verdict.met = meet(known.heads, begun.cut)
  const until = (await chainHead(db, chain))?.seq ?? 0
  for (;;) {
    const after = verdict.head?.seq ?? 0
    const links = await readLinks(db, chain, { after, until, limit: linksAtOnce })
    if (links.length === 0) break
    for (const link of links) {
      verdict.fault = faultOf(link, verdict.head) ?? contradiction(known.heads, link)
      if (verdict.fault !== null) return verdict
      verdict.links++
      verdict.head = { seq: link.seq, hash: link.hash }
      verdict.met += meet(known.heads, link)
    }
  }
  verdict.fault = cutTail(known.heads, verdict.head) ?? (await strayRow(store, chain))
  return verdict
}

function faultOf({ seq, row_id, hash, row }: Link, before: Head | null): string | null {
  const due = (before?.seq ?? 0) + 1
  if (seq !== due) return `seal ${due} is missing: the next one is ${seq}, of ${row_id}`
  if (row === null) return `${row_id} (seq ${seq}) was deleted`
  if (linkHash(before?.hash ?? '', row) !== hash) return `${row_id} (seq ${seq}) was changed, moved or put in`
  return null
}

/** Where the chain begins: at its first row, or after what retention took. */
async function beginning(db: Db, chain: ChainName, keys: readonly Uint8Array[]): Promise<{ cut: Head | null } | Fault> {
  const cut = await lastCut(db, chain)
  if (!cut) return { cut: null }
  if (keys.length === 0) return { fault: `the cut at seq ${cut.seq} cannot be checked without ENCRYPTION_KEY` }
  if (!isOurs(keys, 'cut', cut, cut.mac)) return { fault: `the cut at seq ${cut.seq} was not made by this server` }
  return { cut: { seq: cut.seq, hash: cut.hash } }
}

interface Fault {
  fault: string
}

function knownHeads(chain: ChainName, { keys, checkpoints, heads }: Evidence) {
  const own = checkpoints.filter((checkpoint) => checkpoint.chain === chain)
  const bad = own.find((checkpoint) => !isOurs(keys, 'checkpoint', checkpoint, checkpoint.mac))
  const reason = keys.length === 0 ? 'cannot be checked without ENCRYPTION_KEY' : 'was not signed by this server'
  const fault = bad ? `the checkpoint of seq ${bad.seq} ${reason}` : null
  const bySeq = new Map<number, string[]>()
  for (const { seq, hash } of [...own, ...heads]) bySeq.set(seq, [...(bySeq.get(seq) ?? []), hash])
  return { heads: bySeq, fault }
}

type Heads = ReadonlyMap<number, readonly string[]>

const meet = (heads: Heads, at: Head | null): number =>
  at === null ? 0 : (heads.get(at.seq) ?? []).filter((hash) => hash === at.hash).length

const contradiction = (heads: Heads, { seq, row_id, hash }: Link): string | null =>
  (heads.get(seq) ?? []).some((noted) => noted !== hash)
    ? `the chain was written anew: ${row_id} (seq ${seq}) has another hash than was noted`
    : null

function cutTail(heads: Heads, last: Head | null): string | null {
  const noted = Math.max(0, ...heads.keys())
  return noted > (last?.seq ?? 0) ? `the end is missing: seq ${noted} was noted, the last is ${last?.seq ?? 0}` : null
}

/** A row that came past the triggers, or went before it was sealed. */
async function strayRow(store: Store, chain: ChainName): Promise<string | null> {
  const gone = await firstGone(store.db, chain)
  if (gone !== null) return `${gone} was deleted before it was sealed`
  for (let after = ''; ; ) {
    const ids = await readRowIds(store.db, chain, after, linksAtOnce)
    const last = ids.at(-1)
    if (!last) return null
    after = last.id
    const bare = ids.filter(({ isSealed }) => !isSealed).map(({ id }) => id)
    const [stranger] = await strangers(store, chain, bare)
    if (stranger !== undefined) return `${stranger} was put in: it has no seal and waits for none`
  }
}
