import { operations } from './generated/operations.ts'
import { routes } from './generated/routes.ts'
import type { OperationId, RequestOf } from './handlers.ts'
import type { OperationMeta } from './operation-meta.ts'
import { judged, type RouteSchemas } from './read-request.ts'

/** A body that is a value already, judged as that of a request is. Throws UNKNOWN_PARAMETER, INVALID_REQUEST, INVALID_AMOUNT. */
export const judgeBody = <Id extends keyof typeof routes & OperationId>(
  operation: Id,
  value: unknown,
): RequestOf<Id>['body'] => {
  const { body } = routes[operation]() as RouteSchemas
  const { amounts } = operations[operation] as OperationMeta
  return (body ? judged(body, value, '/', '/', amounts) : undefined) as RequestOf<Id>['body']
}
