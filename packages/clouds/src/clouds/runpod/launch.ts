import type { CloudRequest, LaunchSpec } from '../../cloud.ts'
import { shellWords } from '../../shell-words.ts'
import type { RunpodRef } from './offer.ts'

/** The image keeps its entrypoint; keys and logins are those of the account. */
export function unsupported(spec: LaunchSpec): (keyof LaunchSpec)[] {
  return [
    ...(spec.command?.length ? (['command'] as const) : []),
    ...(spec.onstart === undefined ? [] : (['onstart'] as const)),
    ...(spec.registry ? (['registry'] as const) : []),
    ...(spec.sshPublicKeys.length > 0 ? (['sshPublicKeys'] as const) : []),
  ]
}

/** Plain TCP: the way over its HTTP proxy is cut after a hundred seconds. */
const portsOf = ({ ports }: LaunchSpec): string[] => ports.map(({ port }) => `${port}/tcp`)

const rent = 'mutation($input:PodRentInterruptableInput!){podRentInterruptable(input:$input){id imageName machineId}}'

/** The one request that rents: over the newer API, for a bid over the older one. Throws a TypeError for a bid of nothing. */
export function launch(ref: RunpodRef, spec: LaunchSpec, tag: string): CloudRequest {
  const { image, args = [], env, diskGb } = spec
  const words = args.length > 0 ? shellWords(args) : undefined
  if (ref.minBid === null) {
    return {
      method: 'POST',
      path: '/v2/pods',
      class: 'create',
      body: {
        name: tag,
        image,
        gpu: { id: ref.gpu, count: ref.count },
        cloud: ref.cloud,
        disk: diskGb,
        ports: portsOf(spec),
        env,
        ...(words === undefined ? {} : { args: words }),
        ...(ref.place === null ? {} : { dataCenterIds: [ref.place] }),
      },
    }
  }
  const input = {
    name: tag,
    imageName: image,
    gpuTypeId: ref.gpu,
    gpuCount: ref.count,
    // A bid is for the machine with us, for one GPU there.
    bidPerGpu: (spec.bidPerHour ?? ref.minBid) / ref.count,
    cloudType: 'ALL',
    containerDiskInGb: diskGb,
    volumeInGb: 0,
    ports: portsOf(spec).join(','),
    env: Object.entries(env).map(([key, value]) => ({ key, value })),
    dockerArgs: words ?? '',
  }
  return { method: 'POST', path: '/graphql', class: 'create', body: { query: rent, variables: { input } } }
}
