import manifest from '../package.json' with { type: 'json' }

/** The version of all public packages. */
export const { version } = manifest
