import { routes } from './generated/routes.ts'
import type { OperationId, RequestOf } from './handlers.ts'
import { judged, type RouteSchemas } from './read-request.ts'

/** Query parameters that are values already, judged as those of a request are. Throws INVALID_REQUEST. */
export const judgeQuery = <Id extends keyof typeof routes & OperationId>(
  operation: Id,
  values: Readonly<Record<string, unknown>>,
): RequestOf<Id>['query'] => {
  const { query } = routes[operation]() as RouteSchemas
  return (query ? judged(query, values, 'query.', '.') : {}) as RequestOf<Id>['query']
}
