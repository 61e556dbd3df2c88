import { type Command, Option } from 'commander'
import { checkLegacy, migrateFile, reportLegacy, rollbackFile } from './legacy-files.ts'
import { legacyFormats } from './migration-history.ts'
import type { Shell } from './shell.ts'

/** Adds the commands about files of an older form to `config`. */
export function addLegacyCommands(config: Command, shell: Shell): void {
  const format = () =>
    new Option('--format <format>', 'of which file').choices(legacyFormats).default('model_selections')
  config
    .command('check-legacy')
    .description('print which files are of an older form')
    .action(() => void checkLegacy(shell))
  config
    .command('migrate')
    .description('replace a file of an older form, with the original beside it')
    .addOption(format())
    .option('--dry-run', 'print the difference, and write nothing')
    .action(({ format, dryRun }) => void migrateFile(shell, format, dryRun === true))
  config
    .command('rollback')
    .description('restore the newest original; a running server would migrate it again')
    .addOption(format())
    .option('--force', 'also where the file was changed since')
    .action(({ format, force }) => void rollbackFile(shell, format, force === true))
  config
    .command('report')
    .description('print what is to be migrated, what was, and what is kept')
    .action(() => void reportLegacy(shell))
}
