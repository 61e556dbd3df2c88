import { CloudFailure, type CloudReply } from '../../cloud.ts'
import { isRow, jsonOf, type Row, rowOf } from '../../lenient.ts'
import { unreadable } from '../../verdict.ts'
import { vastError } from './error.ts'

export function errorOf(reply: CloudReply) {
  return vastError(reply.status, reply.headers, reply.body)
}

/** The cloud itself says so; a 404 of something in between does not count. */
export function isGone(reply: CloudReply): boolean {
  const { code, mayExist } = errorOf(reply)
  return code === 'not_found' && !mayExist
}

/** The object of a 200; some endpoints say `success: false` under it. Throws CloudFailure. */
export function success(reply: CloudReply): Row {
  const row = jsonOf(reply.body)
  if (reply.status !== 200 || rowOf(row).success === false) throw new CloudFailure(errorOf(reply))
  if (!isRow(row)) throw unreadable('no JSON object in the reply')
  return row
}

/** The object of a reply that says that it was done. */
export function told(reply: CloudReply): Row {
  const row = success(reply)
  if (row.success !== true) throw unreadable('the reply does not say that it was done')
  return row
}

/** The rows of a list. A reply without one is a failure, never an empty list. */
export function rowsIn(reply: CloudReply, member: string): Row[] {
  const rows = success(reply)[member]
  if (!Array.isArray(rows)) throw unreadable(`no ${member} in the reply`)
  return rows.filter(isRow)
}
