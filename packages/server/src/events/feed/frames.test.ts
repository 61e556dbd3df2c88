import { events } from '@proxyapi/contract'
import { describe, expect, it } from 'vitest'
import { someone } from '../../../test/events/room.ts'
import { channelFor, streamsOf } from './channels.ts'
import { eventText, frameTypeOf } from './frames.ts'

const names = Object.keys(events)
const row = (name: string, userId: string | null) => ({
  id: 'evt_1',
  name,
  user_id: userId,
  data: '{"n":1.0,"text":"ü"}',
  at: 0,
  seq: 3,
})

describe('frame types', () => {
  it.each([
    ['gpu.available', 'gpu_available'],
    ['payment.completed', 'payment_completed'],
    ['instance.ready', 'instance_ready'],
    ['instance.attempt_failed', 'instance_attempt_failed'],
    ['models.updated', 'model_updated'],
  ])('%s is %s', (name, type) => {
    expect(frameTypeOf(name)).toBe(type)
  })

  it('are different for all events of the document, and can be read back', () => {
    expect(new Set(names.map(frameTypeOf)).size).toBe(names.length)
    const back = (type: string) => type.replace(/^model_/, 'models_').replace('_', '.')
    expect(names.map((name) => back(frameTypeOf(name)))).toEqual(names)
  })

  it('are never those of frames about the connection', () => {
    const own = ['subscribed', 'unsubscribed', 'pong', 'error', 'resync_required']
    expect(names.map(frameTypeOf).filter((type) => own.includes(type))).toEqual([])
  })
})

it('a frame holds the data as it was written', () => {
  const text = eventText(row('instance.ready', 'usr_ann'), 'account', 'gpu_updates')
  expect(text).toBe(
    '{"type":"instance_ready","payload":{"n":1.0,"text":"ü"},"id":"evt_1","seq":3,"stream":"account",' +
      '"channel":"gpu_updates","timestamp":"1970-01-01T00:00:00.000Z"}',
  )
})

describe('the channel of an event', () => {
  const ann = someone('usr_ann')
  const admin = { ...someone('usr_root'), permissions: new Set(['audit:read']) }
  const operator = { ...someone('usr_operator'), permissions: new Set(['audit:read']) }
  const nobody = { ...ann, kind: 'anonymous' as const, userId: null }

  it('is that of the document, for every event, in a stream that its owner reads', () => {
    for (const [name, { channel }] of Object.entries(events)) {
      const [stream] = channel === 'admin_events' ? ['operator' as const] : streamsOf(channel, ann).slice(-1)
      const owner = { public: null, account: 'usr_ann', operator: 'usr_operator' }[stream as 'public']
      expect([
        name,
        channelFor(row(name, owner), stream as 'public', channel === 'admin_events' ? admin : ann),
      ]).toEqual([name, channel])
    }
  })

  it('is none where the event is another’s', () => {
    expect(channelFor(row('instance.ready', 'usr_bob'), 'account', ann)).toBeNull()
    expect(channelFor(row('instance.ready', null), 'account', ann)).toBeNull()
    expect(channelFor(row('gpu.available', 'usr_bob'), 'public', ann)).toBeNull()
    expect(channelFor(row('gpu.available', null), 'public', nobody)).toBe('gpu_updates')
  })

  it('of operators needs audit:read, and comes once to the operator himself', () => {
    const degraded = row('provider.degraded', 'usr_operator')
    expect(channelFor(degraded, 'operator', ann)).toBeNull()
    expect(channelFor(degraded, 'operator', admin)).toBe('admin_events')
    expect(channelFor(degraded, 'operator', operator)).toBe('admin_events')
    expect(channelFor(degraded, 'account', operator)).toBeNull()
    const own = row('registry.registered', 'usr_root')
    expect(channelFor(own, 'account', admin)).toBe('admin_events')
    expect(channelFor(own, 'account', { ...admin, permissions: new Set() })).toBeNull()
  })

  it('is none for what the document does not have', () => {
    expect(channelFor(row('key.exploded', 'usr_ann'), 'account', ann)).toBeNull()
  })
})
