/** Buying credits: an order, the page on which it is paid, and the balance once the payment was reported. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()

const before = await client.user.credits()
const { order_id, checkout_url } = await client.billing.checkout({ amount: 25 })
console.log(`order ${order_id}: ${checkout_url}`)

// A person opens the page and pays there. The simulated one, and no other, takes a press of its button from us.
const page = await fetch(checkout_url)
if (page.headers.get('x-simulated') !== 'true') process.exit()
await fetch(checkout_url, { method: 'POST', body: new URLSearchParams({ do: 'pay' }) })

const after = await client.user.credits()
console.log(`credits: ${before.credits_total} + 25 = ${after.credits_total}`)
for await (const { type, amount, provider } of client.billing.transactions({ limit: 1 })) {
  console.log(`newest transaction: ${type} of $${amount} by ${provider}`)
  break
}
