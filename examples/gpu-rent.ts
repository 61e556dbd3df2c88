/** Rent the cheapest GPU with 16 GB, wait until it is ready, use it, and give it back whatever happens. */
import { GPUProxyClient } from '@proxyapi/sdk'

const proxy = new GPUProxyClient()

const [best] = await proxy.listGPUs({ provider: 'vast.ai', minVram: 16 }) // cheapest first
if (!best) throw new Error('no offer')
console.log(`best offer: ${best.gpu_model} for $${best.price_per_hour} an hour (${best.id})`)

const instance = await proxy.createInstance('vast.ai', best.id, {
  image: 'nvidia/cuda:12.0.0-base-ubuntu22.04',
  max_price_per_hour: 1, // where somebody else was quicker, a like offer up to this price will do
})
try {
  console.log(`ready: ${instance.contract_id} at ${instance.ip}, proved by ${instance.ready_evidence}`)
  // Host and container port name the instance; its public port and its token are added on the way.
  const { status_code, body } = await proxy.proxyRequest('https', `http://${instance.ip}:8000/inference`, 'POST', {
    prompt: 'Hello, AI!',
  })
  console.log(`answer of the instance: ${status_code}`, body)
} finally {
  // Durable once it answers: repeated at the cloud until it is proved, minutes later, that nothing is left.
  const { status } = await proxy.destroyInstance('vast.ai', instance.contract_id)
  console.log(`given back: ${status}`)
}
