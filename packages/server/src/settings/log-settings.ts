/** From the configuration to how a server logs. */
import { resolve } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { LogFileSettings } from '../telemetry/log-file.ts'

/** Null where no file is written. */
export function logFileSettingsOf({ logging }: Pick<Config, 'logging'>, folder: string): LogFileSettings | null {
  const { file, max_file_size, max_files, backup_count, rotation, compression } = logging
  if (file === undefined) return null
  return {
    path: resolve(folder, file),
    bytesMax: max_file_size,
    filesMax: backup_count ?? max_files,
    rotation,
    isCompressed: compression === 'gzip',
  }
}
