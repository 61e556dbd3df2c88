import type { ExportFile } from '../exports/create-exports.ts'

const types = { json: 'application/json', ndjson: 'application/x-ndjson', csv: 'text/csv' } as const

/** An attachment that is written piece by piece. */
export const fileReply = ({ name, format, content }: ExportFile) => ({
  status: 200 as const,
  type: types[format],
  content,
  headers: { 'Content-Disposition': `attachment; filename="${name}"` },
})
