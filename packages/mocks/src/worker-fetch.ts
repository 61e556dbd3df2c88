/** For `workerSetup` of a blocking client: msw in the main thread cannot answer while that thread waits. */
import { createMocks } from './index.ts'

export default { fetch: createMocks().fetch }
