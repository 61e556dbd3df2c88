import { createHmac, timingSafeEqual } from 'node:crypto'
import { ApiError } from '@proxyapi/contract/errors'

/** Signs where a page ended, for one user and one query; what was changed or belongs elsewhere is INVALID_CURSOR. */
export interface Cursors {
  write(scope: string, position: string): string
  read(scope: string, cursor: string): string
}

export function createCursors(key: Uint8Array): Cursors {
  const sign = (scope: string, position: string) =>
    createHmac('sha256', key).update(`${scope}\n${position}`).digest().subarray(0, 16)
  return {
    write: (scope, position) =>
      `${Buffer.from(position).toString('base64url')}.${sign(scope, position).toString('base64url')}`,
    read(scope, cursor) {
      const [encoded = '', mark = ''] = cursor.split('.')
      const position = Buffer.from(encoded, 'base64url').toString()
      const given = Buffer.from(mark, 'base64url')
      const right = sign(scope, position)
      if (given.length !== right.length || !timingSafeEqual(given, right)) throw new ApiError('INVALID_CURSOR')
      return position
    },
  }
}
