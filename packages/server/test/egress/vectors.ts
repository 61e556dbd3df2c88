import ipaddr from 'ipaddr.js'
import { denyTable } from '../../src/egress/deny-table.ts'

/** Addresses as numbers, by way of ipaddr.js, so that the vectors do not rest on the parser that they test. */
export interface Numbered {
  family: 4 | 6
  value: bigint
}

export const bitsOf = (family: 4 | 6): bigint => (family === 4 ? 32n : 128n)

export function numbered(text: string): Numbered {
  const bytes = ipaddr.parse(text).toByteArray()
  return { family: bytes.length === 4 ? 4 : 6, value: bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) }
}

/** The canonical text: dotted, or eight groups compressed as RFC 5952 says. */
export function textOf({ family, value }: Numbered): string {
  const length = Number(bitsOf(family) / 8n)
  const bytes = Array.from({ length }, (_, index) => Number((value >> BigInt(8 * (length - 1 - index))) & 255n))
  return ipaddr.fromByteArray(bytes).toString()
}

/** First, last and one random address of each denied block, and what lies one before and one after it. */
export function samplesOfTable(random: () => number): { inside: Numbered[]; beside: Numbered[] } {
  const inside: Numbered[] = []
  const beside: Numbered[] = []
  for (const { block } of denyTable.rows) {
    const [start = '', length] = block.split('/')
    const { family, value: first } = numbered(start)
    const size = 1n << (bitsOf(family) - BigInt(length ?? 0))
    const last = first + size - 1n
    const between = first + (size * BigInt(Math.floor(random() * 2 ** 30))) / 2n ** 30n
    for (const value of new Set([first, last, between])) inside.push({ family, value })
    if (first > 0n) beside.push({ family, value: first - 1n })
    if (last + 1n < 1n << bitsOf(family)) beside.push({ family, value: last + 1n })
  }
  return { inside, beside }
}

/** A small repeatable generator, so that a failing vector comes again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Every spelling of an address that a URL parser reads as this one. */
export function spellings({ family, value }: Numbered): string[] {
  return family === 4 ? [...ipv4Spellings(value), ...embeddings(value)] : ipv6Spellings(value)
}

function ipv4Spellings(value: bigint): string[] {
  const bytes = [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n)
  const [a = 0n, b = 0n] = bytes
  const dotted = bytes.join('.')
  return [
    dotted,
    `${dotted}.`,
    `${value}`,
    `0x${value.toString(16)}`,
    `0X${value.toString(16).toUpperCase()}`,
    `0${value.toString(8)}`,
    `${a}.${value & 0xff_ffffn}`,
    `${a}.${b}.${value & 0xffffn}`,
    bytes.map((byte) => `0x${byte.toString(16)}`).join('.'),
    bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
    bytes.map((byte) => `000${byte.toString(8)}`).join('.'),
    `0x${a.toString(16)}.${b}.0${(value & 0xffffn).toString(8)}`,
    dotted.replaceAll('.', '。'),
    dotted.replaceAll('.', '%2e'),
    dotted.replaceAll(/\d/g, (digit) => `%3${digit}`),
    dotted.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    dotted.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x1d7ce + Number(digit))),
  ]
}

/** IPv6 addresses that carry an IPv4 address, under prefixes of their own and under a public one (ISATAP). */
export function embeddings(value: bigint): string[] {
  const dotted = textOf({ family: 4, value })
  const hex = `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`
  const inverted = value ^ 0xffff_ffffn
  const teredo = `${(inverted >> 16n).toString(16)}:${(inverted & 0xffffn).toString(16)}`
  return [
    `[::ffff:${dotted}]`,
    `[::FFFF:${hex}]`,
    `[0:0:0:0:0:ffff:${dotted}]`,
    `[::${dotted}]`,
    `[::ffff:0:${dotted}]`,
    `[64:ff9b::${dotted}]`,
    `[64:ff9b:1::${dotted}]`,
    `[64:ff9b:1:fffe:${hex}::]`,
    `[2002:${hex}::1]`,
    `[2001:0:4136:e378:8000:63bf:${teredo}]`,
    `[2001:0:${hex}::1]`,
    ...isatap(value),
  ]
}

export function isatap(value: bigint): string[] {
  const dotted = textOf({ family: 4, value })
  return [`[2606:4700::5efe:${dotted}]`, `[2606:4700::200:5efe:${dotted}]`]
}

function ipv6Spellings(value: bigint): string[] {
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(16 * (7 - index))) & 0xffffn)
  const low = textOf({ family: 4, value: value & 0xffff_ffffn })
  const full = groups.map((group) => group.toString(16).padStart(4, '0')).join(':')
  const plain = groups.map((group) => group.toString(16)).join(':')
  const head = groups.slice(0, 6).map((group) => group.toString(16))
  return [textOf({ family: 6, value }), full, full.toUpperCase(), plain, `${head.join(':')}:${low}`].map(
    (text) => `[${text}]`,
  )
}
