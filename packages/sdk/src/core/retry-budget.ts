/** Ten tokens a client: a retry costs one, a success gives back a tenth, so that many clients do not multiply an outage. */
export interface RetryBudget {
  spend(): boolean
  succeed(): void
}

const tokensMax = 10

export function createRetryBudget(): RetryBudget {
  let tokens = tokensMax
  return {
    spend() {
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
    succeed() {
      tokens = Math.min(tokensMax, tokens + 0.1)
    },
  }
}
