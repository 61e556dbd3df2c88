import { test } from 'vitest'

/** What a cloud cannot do has no test; a test that is skipped would ask somebody to see to it. */
export const testWhere =
  (can: unknown) =>
  (title: string, body: () => void | Promise<void>): void => {
    if (can) test(title, body)
  }
