/** How far a socket is in one stream, and after which place it wants each channel of it. */
export interface Cursor {
  /** Everything up to here was judged, and sent where it was wanted. */
  readonly position: number
  readonly since: ReadonlyMap<string, number>
}

/** A row of a stream as the cursor sees it; `channel` is null where the socket may not have it. */
export interface Placed {
  readonly seq: number
  readonly channel: string | null
}

export const cursorAt = (position: number): Cursor => ({ position, since: new Map() })

/**
 * Wants further channels after a place. One that lies behind moves the cursor back, so that the events between are read
 * again; channels that it had already are not sent twice.
 */
export function join({ position, since }: Cursor, channels: readonly string[], from: number): Cursor {
  const added = channels.filter((channel) => !since.has(channel))
  if (added.length === 0) return { position, since }
  const had = [...since].map(([channel, place]): [string, number] => [channel, Math.max(place, position)])
  const wanted = added.map((channel): [string, number] => [channel, from])
  return { position: Math.min(position, from), since: new Map([...had, ...wanted]) }
}

export const leave = ({ position, since }: Cursor, channels: readonly string[]): Cursor => ({
  position,
  since: new Map([...since].filter(([channel]) => !channels.includes(channel))),
})

/**
 * Takes rows in the order of `seq` and says which are to be sent. Null where rows between are missing: they are to be read
 * first. Rows that it has passed are left out.
 */
export function advance<Row extends Placed>(
  { position, since }: Cursor,
  rows: readonly Row[],
): { cursor: Cursor; wanted: Row[] } | null {
  const fresh = rows.filter(({ seq }) => seq > position)
  const [first] = fresh
  const last = fresh.at(-1)
  if (first === undefined || last === undefined) return { cursor: { position, since }, wanted: [] }
  if (first.seq !== position + 1) return null
  const wanted = fresh.filter(({ seq, channel }) => channel !== null && seq > (since.get(channel) ?? Infinity))
  return { cursor: { position: last.seq, since }, wanted }
}
