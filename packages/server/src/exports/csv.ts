export type Cell = string | number | boolean | null

/** One line of RFC 4180. Text that a spreadsheet would run gets a `'` before it; numbers do not. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(cellText).join(',')}\r\n`

const formula = /^[=+\-@\t\r]/
const special = /[",\r\n]/

function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const harmless = formula.test(cell) ? `'${cell}` : cell
  return special.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
