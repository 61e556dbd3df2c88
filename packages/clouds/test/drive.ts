import type { CloudReply, CloudRequest, Plan } from '../src/cloud.ts'

/** A reply as the driver of plans hands it over. */
export function reply(status: number, body: unknown, headers: Record<string, string> = {}): CloudReply {
  return { status, headers: new Headers(headers), body: typeof body === 'string' ? body : JSON.stringify(body) }
}

const maxSteps = 2_000

/** Drives a plan with pinned answers, without any clock; what it asked for comes back with what it returned. */
export function drive<T>(
  plan: Plan<T>,
  answer: (request: CloudRequest) => CloudReply,
): { value: T; requests: CloudRequest[] } {
  const requests: CloudRequest[] = []
  const take = (request: CloudRequest) => {
    requests.push(request)
    return answer(request)
  }
  let step = plan.next()
  for (let steps = 0; !step.done; steps++) {
    if (steps > maxSteps) throw new Error('the plan does not end')
    step = plan.next(Array.isArray(step.value) ? step.value.map(take) : take(step.value))
  }
  return { value: step.value, requests }
}
