/** Routes as the operator wrote them, compiled once a snapshot. Pure. */
import { type Condition, compileCondition, type WrittenCondition } from './conditions.ts'
import type { ScoreWeights } from './score.ts'
import { type Strategy, scoreWeights } from './strategies.ts'

/** A route of the configuration, with its defaults filled in. */
export interface WrittenRoute {
  readonly strategy: Strategy
  readonly weights?: Partial<WrittenWeights> | undefined
  readonly targets: readonly Target[]
  readonly fallbacks: readonly string[]
  readonly when: readonly { readonly if: WrittenCondition; readonly use: string }[]
  readonly canary?: Canary | undefined
  readonly sticky: 'session' | 'off'
}

interface WrittenWeights {
  readonly price: number
  readonly failure: number
  readonly first_token: number
  readonly speed: number
  readonly busy: number
}

export interface Target {
  /** Any name but that of a route. */
  readonly model: string
  readonly weight: number
}

export interface Canary {
  readonly model: string
  /** 0–100. */
  readonly percent: number
  readonly by: 'session' | 'request'
}

/** A name that stands for several models and a way to choose among them. */
export interface Route {
  readonly name: string
  readonly strategy: Strategy
  /** Null: those of the strategy. */
  readonly weights: ScoreWeights | null
  readonly targets: readonly Target[]
  readonly fallbacks: readonly string[]
  /** The first that holds sends the call elsewhere. */
  readonly when: readonly Rule[]
  readonly canary: Canary | null
  readonly isSticky: boolean
}

interface Rule {
  readonly holds: Condition
  /** What it asks, for the trace. */
  readonly text: string
  readonly use: string
}

export interface RouteProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

type Written = Readonly<Record<string, WrittenRoute>>

const depthMax = 8

/** Every route ready to use, and everything that is wrong: conditions, routes as targets, circles, chains too long. */
export function compileRoutes(written: Written): { routes: ReadonlyMap<string, Route>; problems: RouteProblem[] } {
  const problems: RouteProblem[] = []
  const routes = new Map<string, Route>()
  for (const [name, route] of Object.entries(written)) {
    const say = (path: readonly (string | number)[], message: string) =>
      problems.push({ path: [name, ...path], message })
    for (const [at, { model }] of route.targets.entries())
      if (Object.hasOwn(written, model)) say(['targets', at, 'model'], notAModel(model))
    if (route.targets.every(({ weight }) => weight === 0)) say(['targets'], 'must have a weight above 0')
    if (route.canary !== undefined && Object.hasOwn(written, route.canary.model))
      say(['canary', 'model'], notAModel(route.canary.model))
    const depth = depthOf(name, written, new Set())
    if (depth === Number.POSITIVE_INFINITY) say([], 'its `use` and `fallbacks` lead back to it: name a model instead')
    else if (depth > depthMax) say([], `its \`use\` and \`fallbacks\` lead through more than ${depthMax} routes`)
    routes.set(name, compiled(name, route, say))
  }
  return { routes, problems }
}

const notAModel = (name: string): string => `'${name}' is a route; name a model here, or the route under \`fallbacks\``

function compiled(
  name: string,
  route: WrittenRoute,
  say: (path: readonly (string | number)[], message: string) => void,
): Route {
  const when = route.when.flatMap(({ if: condition, use }, at): Rule[] => {
    const holds = compileCondition(condition)
    if (typeof holds === 'function') return [{ holds, text: Object.keys(condition).join(', '), use }]
    for (const { path, message } of holds) say(['when', at, 'if', ...path], message)
    return []
  })
  return {
    name,
    strategy: route.strategy,
    weights: weightsOf(route),
    targets: route.targets,
    fallbacks: route.fallbacks,
    when,
    canary: route.canary ?? null,
    isSticky: route.sticky === 'session',
  }
}

function weightsOf({ strategy, weights }: WrittenRoute): ScoreWeights | null {
  if (weights === undefined) return null
  const usual = strategy === 'least_latency' || strategy === 'cost' ? scoreWeights[strategy] : scoreWeights.score
  return {
    price: weights.price ?? usual.price,
    failure: weights.failure ?? usual.failure,
    firstToken: weights.first_token ?? usual.firstToken,
    speed: weights.speed ?? usual.speed,
    busy: weights.busy ?? usual.busy,
  }
}

/** Routes on the longest way from a route; Infinity where a way leads back. */
function depthOf(name: string, written: Written, above: ReadonlySet<string>): number {
  const route = Object.hasOwn(written, name) ? written[name] : undefined
  if (route === undefined) return 0
  if (above.has(name)) return Number.POSITIVE_INFINITY
  // Beyond the limit it does not matter how much longer a chain is.
  if (above.size > depthMax) return 1
  const passed = new Set([...above, name])
  const next = [...route.when.map(({ use }) => use), ...route.fallbacks]
  return 1 + Math.max(0, ...next.map((other) => depthOf(other, written, passed)))
}
