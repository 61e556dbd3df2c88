import type { Clock, Log } from '../runtime.ts'
import type { Listening } from './listen.ts'
import { readTlsPair, type TlsFiles } from './tls-pair.ts'
import { printsOf, type Watching, watchFiles } from './watch-files.ts'

/** Shows a certificate from when it and its key stand in their files; until they fit, the one before. */
export function watchCertificate(
  files: TlsFiles,
  { renew }: Pick<Listening, 'renew'>,
  clock: Clock,
  log: Log,
): Watching {
  return watchFiles(printsOf([files.certfile, files.keyfile]), clock, () => {
    try {
      renew(readTlsPair(files))
      log.info('The certificate was renewed', { event: 'tls.renewed' })
    } catch (error) {
      log.error('The certificate cannot be used; the one before stays', { event: 'tls.refused', error })
    }
  })
}
