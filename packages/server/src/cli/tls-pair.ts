import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { Shell } from './shell.ts'

export interface TlsPair {
  /** The certificate and those that lead from it to a root, in PEM. */
  cert: Buffer
  key: Buffer
}

export interface TlsFiles {
  certfile: string
  keyfile: string
}

/** Null where the listener speaks plain HTTP. Throws where one of the two is missing. */
export function tlsFilesOf({ folder }: Pick<Shell, 'folder'>, { ssl }: Config['server']): TlsFiles | null {
  if (ssl?.certfile === undefined && ssl?.keyfile === undefined) return null
  if (ssl.certfile === undefined || ssl.keyfile === undefined)
    throw new Error('server.ssl.certfile and server.ssl.keyfile: one without the other is no TLS')
  return { certfile: resolve(folder, ssl.certfile), keyfile: resolve(folder, ssl.keyfile) }
}

/** Throws, with the name of the key in the configuration, where a file cannot be read, or the two do not belong together. */
export function readTlsPair({ certfile, keyfile }: TlsFiles): TlsPair {
  const cert = readPem('server.ssl.certfile', certfile)
  const key = readPem('server.ssl.keyfile', keyfile)
  const certificate = parsed('server.ssl.certfile', 'certificate', () => new X509Certificate(cert))
  const privateKey = parsed('server.ssl.keyfile', 'private key', () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error('server.ssl.keyfile: is not the key of the certificate in server.ssl.certfile')
  return { cert, key }
}

function readPem(name: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new Error(`${name}: cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

/** What a library says of a key could quote it. */
function parsed<T>(name: string, what: string, parse: () => T): T {
  try {
    return parse()
  } catch {
    throw new Error(`${name}: is no ${what} in PEM`)
  }
}
