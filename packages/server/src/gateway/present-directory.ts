import type { GatewayParts } from './gateway-parts.ts'
import { type DeploymentLookup, Directory } from './lane-groups.ts'

/** Names of the present configuration and catalog: made anew where one of them has changed. */
export function presentDirectory(
  parts: Pick<GatewayParts, 'settings' | 'models' | 'selections'>,
  deployments: DeploymentLookup,
): () => Directory {
  let known: { of: readonly unknown[]; directory: Directory } | null = null
  return () => {
    const [settings, models, selections] = [parts.settings(), parts.models(), parts.selections()]
    const of = [settings, models.version(), selections]
    if (known?.of.every((part, at) => part === of[at])) return known.directory
    const { providers, routes, aliases } = settings
    const directory = new Directory({ providers, routes, aliases, models, selections }, deployments)
    known = { of, directory }
    return directory
  }
}
