import { hash } from 'node:crypto'
import { canonicalJson } from '../canonical-json.ts'
import type { SealedRow } from '../store/chains.ts'

/** SHA-256 in hex over the hash before, as hex ('' for the first), and the row's canonical JSON (RFC 8785). */
export const linkHash = (before: string, row: SealedRow): string => hash('sha256', before + canonicalJson(row))
