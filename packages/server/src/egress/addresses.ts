import { denyTable } from './deny-table.ts'

/** An IP address as a number; `text` is how it was written. */
export interface Address {
  readonly family: 4 | 6
  readonly value: bigint
  readonly text: string
}

export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string; readonly openable: boolean }

const ALLOWED: Verdict = { allowed: true }

/** Reads a canonical IPv4 or IPv6 literal, with or without URL brackets; null for names, zones and other spellings. */
export function parseAddress(text: string): Address | null {
  const bracketed = text.startsWith('[') && text.endsWith(']')
  const bare = bracketed ? text.slice(1, -1) : text
  const family = bracketed || bare.includes(':') ? 6 : 4
  const value = family === 6 ? parseIPv6(bare) : parseIPv4(bare)
  return value === null ? null : { family, value, text: bare }
}

/** Whether both are the same address, however they are written. */
export function sameAddress(a: Address | null, b: Address | null): boolean {
  return a !== null && b !== null && a.family === b.family && a.value === b.value
}

/** Whether an address belongs to the public internet; `reason` is for our log, never for a caller. */
export function classify(address: Address): Verdict {
  const block = blocks.find(
    ({ family, shift, prefix }) => family === address.family && address.value >> shift === prefix,
  )
  if (block !== undefined) return block.verdict
  if (address.family === 4) return ALLOWED
  if (address.value >> 125n !== GLOBAL_UNICAST) return OUTSIDE_GLOBAL_UNICAST
  return isIsatap(address.value) ? classify(lowIPv4(address)) : ALLOWED
}

/** The first three bits of 2000::/3. */
const GLOBAL_UNICAST = 1n
const OUTSIDE_GLOBAL_UNICAST: Verdict = { allowed: false, reason: 'outside global unicast', openable: false }

/** RFC 5214: the interface identifier is ::0:5efe:a.b.c.d or ::200:5efe:a.b.c.d under any prefix, public ones too. */
function isIsatap(value: bigint): boolean {
  return ((value >> 32n) & 0xfdff_ffffn) === 0x5efen
}

function lowIPv4({ value, text }: Address): Address {
  return { family: 4, value: value & 0xffff_ffffn, text }
}

const blocks = denyTable.rows.map(({ block, name, openable }) => {
  const slash = block.indexOf('/')
  const address = parseAddress(block.slice(0, slash))
  if (address === null) throw new Error(`The deny table holds a block that is none: ${block}`)
  const shift = BigInt((address.family === 4 ? 32 : 128) - Number(block.slice(slash + 1)))
  const verdict: Verdict = { allowed: false, reason: name, openable }
  return { family: address.family, shift, prefix: address.value >> shift, verdict }
})

function parseIPv4(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  let value = 0n
  for (const part of parts) {
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null
    value = (value << 8n) | BigInt(part)
  }
  return value
}

function parseIPv6(text: string): bigint | null {
  const [left = '', right, ...more] = text.split('::')
  const compressed = right !== undefined
  const head = parseGroups(left, !compressed)
  const tail = compressed ? parseGroups(right, true) : []
  if (head === null || tail === null || more.length > 0) return null
  const gap = 8 - head.length - tail.length
  if (compressed ? gap < 1 : gap !== 0) return null
  return join([...head, ...new Array<bigint>(gap).fill(0n), ...tail])
}

/** The 16-bit groups of one side of `::`; only the last part of an address may be dotted. */
function parseGroups(text: string, last: boolean): bigint[] | null {
  if (text === '') return []
  const groups: bigint[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(BigInt(`0x${part}`))
      continue
    }
    const dotted = last && index === parts.length - 1 ? parseIPv4(part) : null
    if (dotted === null) return null
    groups.push(dotted >> 16n, dotted & 0xffffn)
  }
  return groups
}

function join(groups: readonly bigint[]): bigint {
  return groups.reduce((value, group) => (value << 16n) | group, 0n)
}
