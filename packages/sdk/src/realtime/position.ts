import type { FeedEvent, Position } from './events.ts'

/** Whether it comes after what was seen; what is no place in a stream always does. */
export function isFresh(position: Position, event: FeedEvent): boolean {
  if (event.name === 'resync_required') return true
  const { stream, seq } = event
  return seq > (position[stream] ?? -1)
}

/** The position after an event; after a resync the one from which live events follow. */
export function moved(position: Position, event: FeedEvent): Position {
  if (event.name === 'resync_required') return { ...position, [event.payload.stream]: event.payload.head }
  return { ...position, [event.stream]: event.seq }
}
