/** Retries as a share of the calls that are made anyway: an upstream that is down sees at most 1.1 × the offered load. */

/** In tenths of a retry: a first attempt pays one in, a retry takes ten. */
export type RetryBudget = number

const floorTenths = 30
const tenthsMax = 100
const retryTenths = 10

export const freshBudget: RetryBudget = floorTenths

export const paidIn = (budget: RetryBudget): RetryBudget => Math.min(budget + 1, tenthsMax)

/** The budget after a retry; null where it does not allow one. */
export const taken = (budget: RetryBudget): RetryBudget | null => (budget >= retryTenths ? budget - retryTenths : null)
