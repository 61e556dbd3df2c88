/** The pages that a payer sees. Each says that it is simulated; none loads anything. */
import { wholeAnswer } from '../answer.ts'
import type { Session, Subscription } from './world.ts'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)

const usd = (cents: number): string => `$${(cents / 100).toFixed(2)}`

const page = (title: string, body: string) =>
  wholeAnswer(
    200,
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)} (simulated)</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}
.note{border:2px solid;border-radius:.5rem;padding:.5rem 1rem}button{font:inherit;padding:.6rem 1.2rem;margin:.3rem .3rem 0 0}
h1{font-size:1.4rem}</style>
<p class="note"><strong>Simulated payment provider.</strong> No card is asked for and no money moves.</p>
${body}</html>`,
    {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    },
  )

const button = (name: string, label: string) => `<button name="do" value="${name}">${label}</button>`

export const checkoutPage = (session: Session, note = '') =>
  page(
    'Pay',
    `<h1>${session.mode === 'subscription' ? 'Subscribe for' : 'Pay'} ${usd(session.cents)}${session.mode === 'subscription' ? ' a month' : ''}</h1>
<p>Order ${escaped(session.reference ?? 'without a reference')}</p>${note && `<p role="alert">${escaped(note)}</p>`}
<form method="post">${button('pay', 'Pay')}${button('decline', 'Decline the card')}${session.mode === 'payment' ? button('later', 'Pay by bank, days later') : ''}</form>
<p><a href="${escaped(session.cancelUrl)}">Cancel</a></p>`,
  )

export const donePage = () => page('Done', '<h1>Done</h1><p>This page can be closed.</p>')

export const portalPage = (subscriptions: readonly Subscription[], returnUrl: string) =>
  page(
    'Your subscriptions',
    `<h1>Your subscriptions</h1>${
      subscriptions.length === 0
        ? '<p>There are none.</p>'
        : subscriptions
            .map(
              ({ id, cents, status }) =>
                `<form method="post"><p>${usd(cents)} a month, ${status} ${status === 'canceled' ? '' : `<button name="cancel" value="${escaped(id)}">End it</button>`}</p></form>`,
            )
            .join('')
    }<p><a href="${escaped(returnUrl)}">Back</a></p>`,
  )

export const redirect = (url: string) => wholeAnswer(303, '', { location: url, 'content-type': 'text/plain' })
