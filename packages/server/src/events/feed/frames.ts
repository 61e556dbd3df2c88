import type { Types } from '@proxyapi/contract'
import type { EventRow } from '../../store/events.ts'
import { iso } from '../views.ts'

/** The type under which the feed sends an event: its name with `_` for `.`, and `model_` for `models.`. */
export const frameTypeOf = (name: string): string => name.replace(/^models\./, 'model.').replace('.', '_')

/** The text of an event's frame. */
export function eventText(row: EventRow, stream: Types.RealtimeStream, channel: string): string {
  const { seq, id } = row
  const rest = JSON.stringify({ id, seq, stream, channel, timestamp: iso(row.at) })
  return `{"type":"${frameTypeOf(row.name)}","payload":${row.data},${rest.slice(1)}`
}

/** Makes the text of each event once for all who receive it. */
export class EventTexts {
  readonly #made = new WeakMap<EventRow, string>()

  of(row: EventRow, stream: Types.RealtimeStream, channel: string): string {
    const known = this.#made.get(row)
    if (known !== undefined) return known
    const text = eventText(row, stream, channel)
    this.#made.set(row, text)
    return text
  }
}
