import { isoDay } from './fact-values.ts'
import type { CatalogDoc } from './model.ts'

const dayMs = 86_400_000
/** Days before a shutdown on which it is told again. */
const reminderDays = [30, 7, 1] as const

export interface Reminder {
  doc: CatalogDoc
  daysLeft: number
}

/** Rows whose shutdown is told again today (UTC). */
export function dueReminders(docs: Iterable<CatalogDoc>, now: number): Reminder[] {
  const days = new Map(reminderDays.map((days) => [isoDay(now + days * dayMs), days]))
  return [...docs].flatMap((doc) => {
    const daysLeft = doc.status === 'retired' || doc.shutdown_date === null ? undefined : days.get(doc.shutdown_date)
    return daysLeft === undefined ? [] : [{ doc, daysLeft }]
  })
}
