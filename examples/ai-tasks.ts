/** Ready-made tasks: text, code, labels, findings and vectors, without a prompt of your own. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()

const text = await client.ai.generate({ prompt: 'Describe a red bicycle in one sentence.', max_tokens: 100 })
console.log(`text: ${text.result}`)

const code = await client.ai.code({ prompt: 'A function that reverses a list.', language: 'Python', task: 'write' })
console.log(`code: ${code.blocks.length} blocks, and ${code.explanation.length} characters about them`)

// Whatever the model says: a label of this set, and its scores sum to 1.
const labels = await client.ai.classify({
  input: 'Where is my parcel?',
  labels: ['question', { name: 'complaint', description: 'Something is wrong.' }],
  other_label: 'other',
})
console.log(`label: ${labels.label} ${JSON.stringify(labels.labels)}`)

// Quotes are looked up in the text; one that is not there is not verified.
const analysis = await client.ai.analyze({ input: 'listen 0.0.0.0:80\nadmin_password = changeme', kind: 'security' })
console.log(`findings: ${analysis.findings.length}, ${analysis.summary}`)

const vectors = await client.ai.embed({ input: ['a red bicycle', 'a green pear'] })
console.log(`vectors: ${vectors.embeddings.length} of ${vectors.dimensions} numbers`)
console.log(`cost: $${vectors.usage.cost} by ${vectors.provider}`)
