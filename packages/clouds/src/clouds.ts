import type { Cloud } from './cloud.ts'
import { ionet } from './clouds/ionet.ts'
import { lambda } from './clouds/lambda.ts'
import { local } from './clouds/local.ts'
import { runpod } from './clouds/runpod.ts'
import { shadeform } from './clouds/shadeform.ts'
import { vast } from './clouds/vast.ts'

/** Every cloud, by its name on the wire. */
export const clouds: ReadonlyMap<string, Cloud> = new Map(
  [vast, ionet, runpod, shadeform, lambda, local].map((cloud) => [cloud.id, cloud]),
)

const byAlias = new Map(
  [...clouds.values()].flatMap((cloud) => [cloud.id, ...cloud.aliases].map((name) => [name, cloud] as const)),
)

/** The cloud of a name or alias as callers write it, in any case. */
export function cloudByName(name: string): Cloud | undefined {
  return byAlias.get(name.toLowerCase())
}
