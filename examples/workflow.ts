/** A run of several steps that survives restarts: rent a GPU, wait for it, ask a model, give the GPU back. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()
const contract = { $ref: '/steps/gpu/contract_id' }

const { workflow_id } = await client.workflow.execute({
  name: 'burst',
  input: { text: 'The chain is worn and jumps under load; it has 4,000 km.' },
  max_cost: 5,
  // Offers are sold to others, too: a GPU that cannot be had ends the run, and what stands is given back.
  compensate_on_failure: true,
  steps: [
    { id: 'gpu', type: 'gpu.create', with: { filter: { provider: ['vast.ai'], max_price: 1 }, config: {} } },
    { id: 'up', type: 'gpu.wait', with: { contract_id: contract, timeout_seconds: 600 } },
    {
      id: 'sum',
      type: 'chat',
      with: { messages: [{ role: 'user', content: { $join: ['Summarize: ', { $ref: '/input/text' }] } }] },
    },
    { id: 'down', type: 'gpu.destroy', with: { contract_id: contract } },
  ],
  output: { $ref: '/steps/sum/result' },
})
console.log(`queued: ${workflow_id}`)

// Whatever dies meanwhile: each step is done once, under the key of run and step.
let run = await client.workflow.status({ workflow_id })
const isLeft = () => run.steps.some(({ id, status }) => id === 'sum' && status !== 'succeeded') && run.error === null
while (isLeft()) {
  await new Promise((resolve) => setTimeout(resolve, 500))
  run = await client.workflow.status({ workflow_id })
}
for (const { id, type, status } of run.steps) console.log(`${id}: ${type} ${status}`)

// The rest would go on by itself. A cancel undoes what stands: the GPU is given back, however long the cloud takes.
if (run.error === null) await client.workflow.cancel({ workflow_id })
else console.log(`${run.error.step}: ${run.error.message}`)
const { status, compensation } = await client.workflow.status({ workflow_id })
console.log(`now: ${status}, undone or on its way: ${compensation.map(({ step }) => step).join(', ')}`)
for await (const item of client.workflow.history({ workflow_id, limit: 100 }))
  if (item.kind === 'event') console.log(`${item.seq} ${item.event} ${item.step ?? ''}`)
