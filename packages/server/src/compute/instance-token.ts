import type { Runtime } from '../runtime.ts'
import type { LaunchSecrets } from './launch.ts'

const tokenBytes = 32

/** A token by which an instance is known, and by which it knows who asks. */
export const newInstanceToken = ({ random }: Pick<Runtime, 'random'>): string =>
  `pxi_${Buffer.from(random.bytes(tokenBytes)).toString('base64url')}`

/** The secrets of a launch with a token, where none is among them. */
export const withInstanceToken = (secrets: LaunchSecrets | null, runtime: Pick<Runtime, 'random'>): LaunchSecrets => ({
  ...(secrets ?? { env: {}, registry: null }),
  token: secrets?.token ?? newInstanceToken(runtime),
})

/** What an instance needs to check in; nothing where it has no token, or nowhere to go. */
export const checkInEnv = (
  publicUrl: string | null,
  id: string,
  secrets: LaunchSecrets | null,
): Record<string, string> =>
  publicUrl === null || secrets?.token === undefined
    ? {}
    : {
        PROXY_API_CHECKIN_URL: `${publicUrl}/api/v1/gpu/contracts/${id}/checkin`,
        PROXY_API_INSTANCE_TOKEN: secrets.token,
      }
