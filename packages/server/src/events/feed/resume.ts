import { RESUME_EVENTS_MAX, RESUME_MS } from './limits.ts'

interface Place {
  /** The last event that was seen. */
  seq: number
  head: number
  /** When the event after it happened; null where it is not kept. */
  nextAt: number | null
}

/** Whether all that came after a place can be sent: 24 hours, 10,000 events. A place that does not exist yet is no place. */
export function isKept({ seq, head, nextAt }: Place, nowMs: number): boolean {
  if (seq >= head) return seq === head
  return head - seq <= RESUME_EVENTS_MAX && nextAt !== null && nextAt >= nowMs - RESUME_MS
}
