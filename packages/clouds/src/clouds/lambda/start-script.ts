import type { LaunchSpec } from '../../cloud.ts'
import { registryOf } from '../../image.ts'

const folder = '/opt/proxyapi'

/**
 * What starts the image on a machine that knows only its own first boot: a cloud-config, which is YAML, and JSON is YAML.
 * Commands are lists of arguments, so that no text of a caller is ever part of a shell line.
 */
export function startScript(spec: LaunchSpec): string {
  const { sshPublicKeys, registry, onstart } = spec
  const files = [
    ...(registry ? [{ path: '/root/.docker/config.json', permissions: '0600', content: loginOf(spec) }] : []),
    ...(onstart === undefined ? [] : [{ path: `${folder}/onstart.sh`, permissions: '0755', content: onstart }]),
  ]
  return `#cloud-config\n${JSON.stringify({
    ...(sshPublicKeys.length > 0 ? { ssh_authorized_keys: sshPublicKeys } : {}),
    ...(files.length > 0 ? { write_files: files } : {}),
    runcmd: [runOf(spec)],
  })}`
}

function runOf({ image, args = [], command = [], onstart, env, ports }: LaunchSpec): string[] {
  const [entrypoint, ...rest] = onstart === undefined ? command : ['/bin/sh', `${folder}/onstart.sh`]
  return [
    ...['docker', 'run', '--detach', '--name=proxyapi', '--gpus=all', '--restart=unless-stopped'],
    ...ports.map(({ port }) => `--publish=${port}:${port}`),
    ...Object.entries(env).map(([name, value]) => `--env=${name}=${value}`),
    ...(onstart === undefined ? [] : [`--volume=${folder}:${folder}:ro`]),
    ...(entrypoint === undefined ? [] : [`--entrypoint=${entrypoint}`]),
    image,
    ...rest,
    ...args,
  ]
}

const hub = 'https://index.docker.io/v1/'

/** As `docker login` would have written it. */
function loginOf({ registry, image }: LaunchSpec): string {
  const bytes = new TextEncoder().encode(`${registry?.username}:${registry?.password}`)
  const host = registryOf(image) ?? hub
  return JSON.stringify({ auths: { [host]: { auth: btoa(String.fromCharCode(...bytes)) } } })
}
