import { ApiError } from '@proxyapi/contract/errors'
import type { ConditionFacts } from './conditions.ts'
import { fallbackLanes, isAllowed, lanesOf, type Names, notAllowed, notFound } from './names.ts'
import type { Lane } from './provider-settings.ts'
import type { Route } from './routes.ts'
import type { ScoreWeights } from './score.ts'
import { fractionOf } from './sticky.ts'
import type { Choice, Strategy } from './strategies.ts'

/** The lanes of one name of a call and how to choose among them. */
export interface LaneGroup {
  /** How the call came to this name, for the trace. */
  readonly why: string
  readonly strategy: Strategy
  readonly weights: ScoreWeights | null
  readonly isSticky: boolean
  /** How long until the first of its lanes is there, where none is yet. */
  readonly asleepMs?: number
  /** In order of priority. */
  readonly choices: readonly Choice[]
}

/** What names may depend on beside the configuration. */
export interface Asking {
  /** What the key may use; null: everything. */
  readonly allow: readonly string[] | null
  readonly userId: string | null
  readonly sessionId: string | null
  /** Asked only by routes with conditions. */
  conditions(): ConditionFacts
  /** 0 ≤ x < 1, a new one each time. */
  random(): number
}

/** Replicas that an account runs. Its name is asked after all others; what belongs to another account does not exist. */
export interface DeploymentLookup {
  find(name: string, userId: string | null): Deployment | undefined
}

export interface Deployment {
  readonly lanes: readonly Lane[]
  /** What answers while no replica does. */
  readonly fallbackModel: string | null
  /** How long one takes to get ready. */
  readonly bootMs: number
}

const rememberedMax = 4_096
const stepsMax = 8

/** Names of one snapshot; what a model's name means is looked up once and then remembered. */
export class Directory {
  readonly names: Names
  readonly deployments: DeploymentLookup
  /** Least recently used first. */
  readonly #groups = new Map<string, readonly LaneGroup[]>()

  constructor(names: Names, deployments: DeploymentLookup) {
    this.names = names
    this.deployments = deployments
  }

  /** A model's lanes and where their providers fall back to; empty: the name means no model. */
  groupsOfModel(name: string): readonly LaneGroup[] {
    return this.#remembered(`model ${name}`, () => {
      const lanes = lanesOf(name, this.names)
      if (lanes.length === 0) return []
      const fallbacks = lanes.flatMap((lane) => fallbackLanes(lane, this.names))
      return [plainGroup('asked model', name, lanes), ...fallbackGroups(fallbacks)]
    })
  }

  /** A route's targets and where their providers fall back to. */
  groupsOfRoute(route: Route): readonly LaneGroup[] {
    return this.#remembered(`route ${route.name}`, () => {
      const { strategy, weights, isSticky } = route
      const choices = route.targets.flatMap(({ model, weight }) =>
        lanesOf(model, this.names).map((lane): Choice => ({ lane, target: model, weight })),
      )
      const fallbacks = choices.flatMap(({ lane }) => fallbackLanes(lane, this.names))
      const targets = { why: `route ${route.name}`, strategy, weights, isSticky, choices: byPriority(choices) }
      return [targets, ...fallbackGroups(fallbacks)]
    })
  }

  #remembered(key: string, make: () => readonly LaneGroup[]): readonly LaneGroup[] {
    const known = this.#groups.get(key)
    const groups = known ?? make()
    // Names that mean nothing are the callers' inventions: remembering them would push out what is used.
    if (groups.length === 0) return groups
    this.#groups.delete(key)
    if (this.#groups.size >= rememberedMax) {
      const [oldest] = this.#groups.keys()
      if (oldest !== undefined) this.#groups.delete(oldest)
    }
    this.#groups.set(key, groups)
    return groups
  }
}

/**
 * Where a call may go, in order: the asked name with its canary, where its providers fall back to, the fallbacks of its
 * route, those of the call. Each lane is judged by what the key may use. Throws MODEL_NOT_FOUND, MODEL_NOT_ALLOWED.
 */
export function groupsFor(
  name: string,
  fallbacks: readonly string[],
  directory: Directory,
  asking: Asking,
): readonly LaneGroup[] {
  const asked = required(name, directory, asking)
  const groups = [
    ...asked,
    ...fallbacks.flatMap((other) => renamed(required(other, directory, asking), `fallback ${other} of the call`)),
  ]
  if (groups.some(({ choices }) => choices.length > 0)) return groups
  const retryAfterMs = Math.max(...groups.map(({ asleepMs = 0 }) => asleepMs))
  throw new ApiError('UPSTREAM_UNAVAILABLE', `No replica of ${name} is ready yet; one is started.`, { retryAfterMs })
}

function required(name: string, directory: Directory, asking: Asking): readonly LaneGroup[] {
  const groups = groupsOfName(name, directory, asking, stepsMax)
  if (groups.length === 0) throw notFound(name, directory.names, asking.allow)
  const { allow } = asking
  const allowed = allow === null ? groups : onlyAllowed(groups, allow)
  if (allowed.some(({ choices }) => choices.length > 0)) return allowed
  if (groups.some(({ choices }) => choices.length > 0)) throw notAllowed(name)
  if (groups.some(({ asleepMs }) => asleepMs !== undefined)) return groups
  throw new ApiError('MODEL_NOT_FOUND', `The route ${name} leads to no model that is known now.`, { param: 'model' })
}

/** All kinds of names; empty where it is none of them. */
function groupsOfName(name: string, directory: Directory, asking: Asking, steps: number): readonly LaneGroup[] {
  const { routes, aliases } = directory.names
  const route = routes.get(name)
  if (route !== undefined) return groupsOfRoute(route, directory, asking, steps)
  // Who rents a replica of a model means that one, as long as it runs.
  if (directory.deployments.find(name, asking.userId)?.lanes.length) return groupsOfDeployment(name, directory, asking)
  const model = directory.groupsOfModel(name)
  if (model.length > 0) return model
  const alias = Object.hasOwn(aliases, name) ? aliases[name] : undefined
  const aliased = alias === undefined ? undefined : routes.get(alias)
  if (aliased !== undefined) return groupsOfRoute(aliased, directory, asking, steps)
  return groupsOfDeployment(alias ?? name, directory, asking)
}

function groupsOfRoute(route: Route, directory: Directory, asking: Asking, steps: number): readonly LaneGroup[] {
  if (steps === 0) return []
  const rule = route.when.length > 0 ? firstRule(route, asking.conditions()) : undefined
  if (rule !== undefined)
    return renamed(groupsOfName(rule.use, directory, asking, steps - 1), `route ${route.name}, for its ${rule.text}`)
  const targets = directory.groupsOfRoute(route)
  const { canary, fallbacks } = route
  if (canary === null && fallbacks.length === 0) return targets
  const tried = canary !== null && isDrawn(route, asking) ? directory.groupsOfModel(canary.model).slice(0, 1) : []
  const later = fallbacks.flatMap((name) =>
    renamed(groupsOfName(name, directory, asking, steps - 1), `fallback ${name} of route ${route.name}`),
  )
  return [
    ...renamed(tried, `canary of route ${route.name}, ${canary?.percent} % by ${canary?.by}`),
    ...targets,
    ...later,
  ]
}

const firstRule = ({ when }: Route, facts: ConditionFacts) => when.find(({ holds }) => holds(facts))

/** A session without a name is as good as one request. */
function isDrawn({ name, canary }: Route, { sessionId, random }: Asking): boolean {
  if (canary === null) return false
  const isBySession = canary.by === 'session' && sessionId !== null
  return (isBySession ? fractionOf(`${name} ${sessionId}`) : random()) * 100 < canary.percent
}

function groupsOfDeployment(
  name: string,
  { deployments, ...directory }: Directory,
  { userId }: Asking,
): readonly LaneGroup[] {
  const found = deployments.find(name, userId)
  if (found === undefined) return []
  const { lanes, fallbackModel, bootMs } = found
  const choices = lanes.map((lane): Choice => ({ lane, target: lane.id, weight: 1 }))
  const replicas: LaneGroup = {
    why: `replica of ${name}`,
    strategy: 'least_busy',
    weights: null,
    isSticky: false,
    ...(lanes.length === 0 && { asleepMs: bootMs }),
    choices,
  }
  const hosted = fallbackModel === null ? [] : lanesOf(fallbackModel, directory.names)
  return [replicas, plainGroup(`fallback model of ${name}`, fallbackModel ?? name, hosted)]
}

const plainGroup = (why: string, target: string, lanes: readonly Lane[]): LaneGroup => ({
  why,
  strategy: 'priority',
  weights: null,
  isSticky: false,
  choices: byPriority(lanes.map((lane) => ({ lane, target, weight: 1 }))),
})

/** Each lane is tried after those of the asked name, in the order in which providers name their fallbacks. */
function fallbackGroups(lanes: readonly Lane[]): LaneGroup[] {
  if (lanes.length === 0) return []
  const choices = lanes.map((lane): Choice => ({ lane, target: lane.id, weight: 1 }))
  return [{ why: 'fallback of its provider', strategy: 'priority', weights: null, isSticky: false, choices }]
}

const byPriority = (choices: readonly Choice[]): Choice[] =>
  [...choices].sort((a, b) => a.lane.provider.priority - b.lane.provider.priority)

const renamed = (groups: readonly LaneGroup[], why: string): LaneGroup[] =>
  groups.map((group) => ({ ...group, why: group.why === 'asked model' ? why : `${why}: ${group.why}` }))

const onlyAllowed = (groups: readonly LaneGroup[], allow: readonly string[]): LaneGroup[] =>
  groups.map((group) => ({ ...group, choices: group.choices.filter(({ lane }) => isAllowed(lane, allow)) }))
