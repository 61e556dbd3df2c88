import type { CloudRequest, LaunchSpec, Offer } from '../../cloud.ts'
import { registryOf } from '../../image.ts'
import { isVastRef } from './offer.ts'

/** Bytes of `env` that the cloud takes. */
const maxEnvBytes = 32 * 1024
const minDiskGb = 8
const keysVariable = 'PROXY_API_SSH_KEYS'
// The keys travel as data in the environment, which such a script sees: none of them is ever part of a shell line.
const installKeys = `mkdir -p ~/.ssh && chmod 700 ~/.ssh && echo "$${keysVariable}" | base64 -d >> ~/.ssh/authorized_keys`

/**
 * An image either runs as it is, with arguments, or is replaced by the cloud's entrypoint, which offers SSH and runs
 * `onstart`: not both.
 */
export function unsupported(spec: LaunchSpec): (keyof LaunchSpec)[] {
  const clashing = needsShell(spec) ? (['args', 'command'] as const).filter((field) => spec[field]?.length) : []
  const isTooLarge = bytes(JSON.stringify(environment(spec))).length > maxEnvBytes
  return isTooLarge ? [...clashing, 'env'] : clashing
}

/** The one request that rents. Throws a TypeError for an offer of another cloud, or a spot offer without any bid. */
export function launch(offer: Offer, spec: LaunchSpec, tag: string): CloudRequest {
  const { ref } = offer
  if (!isVastRef(ref)) throw new TypeError(`${offer.id} is no offer of vast.ai`)
  const price = offer.pricing === 'spot' ? (spec.bidPerHour ?? ref.minBid) : null
  // Without a price the cloud would rent on demand, at another rate, in silence.
  if (offer.pricing === 'spot' && price === null) throw new TypeError(`${offer.id} has no bid`)
  return {
    method: 'PUT',
    path: `/api/v0/asks/${encodeURIComponent(ref.askId)}/`,
    class: 'create',
    body: {
      client_id: 'me',
      image: spec.image,
      disk: Math.max(minDiskGb, spec.diskGb),
      label: tag,
      ...startOf(spec),
      env: environment(spec),
      target_state: 'running',
      // What cannot start at once is not to wait, and bill its disk, for the GPU.
      cancel_unavail: true,
      price,
      ...(spec.registry ? { image_login: loginOf(spec) } : {}),
    },
  }
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function needsShell({ onstart, sshPublicKeys }: LaunchSpec): boolean {
  return onstart !== undefined || sshPublicKeys.length > 0
}

function startOf(spec: LaunchSpec) {
  if (needsShell(spec)) {
    const lines = [...(spec.sshPublicKeys.length > 0 ? [installKeys] : []), ...(spec.onstart ? [spec.onstart] : [])]
    return { runtype: 'ssh_direct', onstart: lines.join('\n') }
  }
  const [entrypoint, ...rest] = spec.command ?? []
  const args = [...rest, ...(spec.args ?? [])]
  // With this runtype `onstart` is the entrypoint.
  return { runtype: 'args', ...(entrypoint === undefined ? {} : { onstart: entrypoint }), args }
}

function environment({ env, ports, sshPublicKeys }: LaunchSpec): Record<string, string> {
  const keys = sshPublicKeys.map((key) => `${key}\n`).join('')
  return {
    ...env,
    ...(sshPublicKeys.length > 0 ? { [keysVariable]: btoa(String.fromCharCode(...bytes(keys))) } : {}),
    ...Object.fromEntries(ports.map(({ port }) => [`-p ${port}:${port}`, '1'])),
  }
}

/** `-u <user> -p <password> <registry>`, as the cloud hands it to its login. */
function loginOf({ registry, image }: LaunchSpec): string {
  return `-u ${registry?.username} -p ${registry?.password} ${registryOf(image) ?? 'docker.io'}`
}
