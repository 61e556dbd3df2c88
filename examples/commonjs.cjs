// CommonJS: `require` works as `import` does.
const { DiscoveryClient } = require('@proxyapi/sdk')

async function main() {
  const client = new DiscoveryClient({ timeout: 30_000 })
  const results = await client.searchModels('gpt-4', { minContext: 8000, maxCost: 0.05 })
  console.log(`found: ${results.map(({ id }) => id).join(', ')}`)
  await client.close()
}

main()
