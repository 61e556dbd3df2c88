/** Where a server is killed: at a write in its database, or when somebody outside has seen what it did. */
export interface KillPlace {
  name: string
  /** Of a statement; empty: the test kills, at what it sees. */
  mark: string
  when: 'in transaction' | 'before commit' | 'after commit' | 'outside'
  /** What must happen besides requests, so that it comes by. */
  needs?: 'a stop' | 'a long stream'
}

const moments = ['in transaction', 'before commit', 'after commit'] as const

/** Every write on the way of a charge, of a repeated request, and of an event to its receiver. */
const writes: readonly Omit<KillPlace, 'when'>[] = [
  { name: 'slice fetched', mark: 'into "?ledger_slices"?' },
  { name: 'hold taken', mark: 'into "?ledger_holds"?' },
  { name: 'usage noted', mark: 'into "?ledger_notes"?', needs: 'a long stream' },
  { name: 'charge appended', mark: 'into "?usage_records"?' },
  { name: 'slice returned', mark: 'delete from "?ledger_slices"?', needs: 'a stop' },
  { name: 'key claimed', mark: 'into "?idempotency_keys"?' },
  { name: 'answer kept', mark: 'update "?idempotency_keys"? set "?state' },
  { name: 'event written', mark: 'into "?events"?' },
  { name: 'event fanned out', mark: 'into "?webhook_deliveries"?' },
  { name: 'delivery claimed', mark: "update webhook_deliveries set status = 'delivering'" },
  { name: 'delivery settled', mark: 'update "webhook_deliveries" set' },
]

const seen = ['dispatched', 'first token told', 'settlement queued', 'delivery sent', 'delivery answered']

export const killPlaces: readonly KillPlace[] = [
  ...writes.flatMap((write) => moments.map((when) => ({ ...write, when }))),
  ...seen.map((name) => ({ name, mark: '', when: 'outside' as const })),
]
