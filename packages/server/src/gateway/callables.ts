import { ApiError } from '@proxyapi/contract/errors'
import type { Principal } from '../identity/principal.ts'
import type { Deployment, Directory } from './lane-groups.ts'
import type { Callable } from './models-list.ts'
import { allLanes, isAllowed, lanesOf } from './names.ts'

/** A deployment of the caller's. */
interface RentedModel {
  readonly name: string
  readonly deployment: Deployment
}

/** All that a key can call: models, aliases and routes, each with the lane that it leads to first. */
export function callablesOf(
  { names }: Directory,
  { modelsAllow: allow }: Principal,
  rented: readonly RentedModel[] = [],
): Callable[] {
  const models = allLanes(names).map((lane): Callable => ({ id: lane.id, kind: 'model', lane }))
  const aliases = Object.keys(names.aliases).flatMap((id): Callable[] => {
    const [lane] = lanesOf(id, names)
    return lane === undefined ? [] : [{ id, kind: 'alias', lane }]
  })
  const routes = [...names.routes.keys()].flatMap((id) => routeNamed(id, names) ?? [])
  const own = rented.flatMap((model) => deploymentNamed(model, names) ?? [])
  return [...models, ...aliases, ...routes, ...own].filter(({ lane }) => allow === null || isAllowed(lane, allow))
}

/** What a name leads to. Throws MODEL_NOT_FOUND, also for what the key may not call. */
export function callableNamed(
  id: string,
  { names }: Directory,
  { modelsAllow: allow }: Principal,
  rented: readonly RentedModel[] = [],
): Callable {
  const own = rented.find(({ name }) => name === id)
  const found = own && deploymentNamed(own, names)
  if (found !== undefined && (allow === null || isAllowed(found.lane, allow))) return found
  const route = routeNamed(id, names)
  if (route !== undefined && (allow === null || isAllowed(route.lane, allow))) return route
  const lane = lanesOf(id, names).find((known) => allow === null || isAllowed(known, allow))
  if (lane === undefined) throw new ApiError('MODEL_NOT_FOUND', undefined, { param: 'model' })
  return { id: lane.id, kind: 'model', lane }
}

/** A route with its first lane; undefined where there is no such route, or none of its models is known. */
function routeNamed(id: string, names: Directory['names']): Callable | undefined {
  const [lane] = names.routes.get(id)?.targets.flatMap(({ model }) => lanesOf(model, names)) ?? []
  return lane && { id, kind: 'route', lane }
}

/** With its first replica, else what answers while there is none; undefined where nobody could answer. */
function deploymentNamed({ name, deployment }: RentedModel, names: Directory['names']): Callable | undefined {
  const { lanes, fallbackModel } = deployment
  const lane = lanes[0] ?? (fallbackModel === null ? undefined : lanesOf(fallbackModel, names)[0])
  return lane && { id: name, kind: 'deployment', lane }
}
