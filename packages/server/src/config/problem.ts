/** One mistake of the configuration, with where it stands. */
export interface ConfigProblem {
  /** Dotted: `providers[0].type`. */
  path: string
  message: string
  line?: number
  column?: number
  /** A file, or `environment`. */
  source?: string
}

export const dotted = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  )

/** The text that the existing users know, with positions added. Values of secrets never stand in it. */
export function configErrorText(problems: readonly ConfigProblem[], file: string): string {
  const lines = problems.slice(0, 50).map(({ path, message, line, column }) => {
    const where = line === undefined ? '' : `  (line ${line}, column ${column})`
    return `  ${path ? `${path}: ` : ''}${message}${where}`
  })
  return `❌ CONFIGURATION ERROR:
Configuration validation failed for ${file}:
${lines.join('\n')}

🔧 Please fix the configuration file and restart the application.
`
}

export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[], file: string) {
    super(configErrorText(problems, file))
    this.problems = problems
  }
}
