import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'

/**
 * Replaces a file as a whole: whoever reads it meanwhile, or after a crash, sees the old text or the new one. It keeps its
 * mode; `newMode` is that of a file that was not there.
 */
export function replaceFile(path: string, text: string | Uint8Array, newMode = 0o644): void {
  const mode = existsSync(path) ? statSync(path).mode & 0o777 : newMode
  const descriptor = openSync(`${path}.new`, 'w', mode)
  try {
    writeFileSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(`${path}.new`, path)
}

/** Copies a file to `<file>.legacy`, or to the first `.legacy.<n>` that is free; returns where. Nothing is overwritten. */
export function keepAside(path: string): string {
  for (let n = 0; ; n++) {
    const place = n === 0 ? `${path}.legacy` : `${path}.legacy.${n}`
    if (existsSync(place)) continue
    copyFileSync(path, place, constants.COPYFILE_EXCL)
    return place
  }
}
