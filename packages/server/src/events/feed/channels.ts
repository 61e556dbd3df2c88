import type { ErrorCode, Types } from '@proxyapi/contract'
import { operatorId, type Principal } from '../../identity/principal.ts'
import type { EventRow } from '../../store/events.ts'
import { eventKinds } from '../catalog.ts'

export type StreamName = Types.RealtimeStream

interface ChannelKind {
  /** The streams that its events are in. */
  streams: readonly StreamName[]
  permission: string | null
}

const channelKinds: ReadonlyMap<string, ChannelKind> = new Map([
  ['gpu_updates', { streams: ['public', 'account'], permission: null }],
  ['model_updates', { streams: ['public'], permission: null }],
  ['billing_events', { streams: ['account'], permission: null }],
  ['account_events', { streams: ['account'], permission: null }],
  ['admin_events', { streams: ['account', 'operator'], permission: 'audit:read' }],
] satisfies [string, ChannelKind][])

/** Why the principal may not have a channel; null where it may. */
export function refusalOf(channel: string, { userId, permissions }: Principal): ErrorCode | null {
  const kind = channelKinds.get(channel)
  if (kind === undefined) return 'NOT_FOUND'
  if (userId === null && !kind.streams.includes('public')) return 'AUTH_REQUIRED'
  return kind.permission === null || permissions.has(kind.permission) ? null : 'PERMISSION_DENIED'
}

/** The streams that a principal reads for a channel; the operator, whose account the last one is, reads it once. */
export function streamsOf(channel: string, { userId }: Principal): readonly StreamName[] {
  const streams = channelKinds.get(channel)?.streams ?? []
  if (userId === null) return streams.filter((stream) => stream === 'public')
  const isTwice = userId === operatorId && streams.includes('operator')
  return isTwice ? streams.filter((stream) => stream !== 'account') : streams
}

/** Under which name the store numbers a stream. */
export function storedAs(stream: StreamName, { userId }: Principal): string {
  if (stream === 'public') return 'public'
  if (stream === 'operator') return operatorId
  if (userId === null) throw new Error('An anonymous socket has no account')
  return userId
}

/** The channel by which a row of a stream reaches the principal; null where it does not: asked again for each event. */
export function channelFor(row: EventRow, stream: StreamName, principal: Principal): string | null {
  const channel = eventKinds.get(row.name)?.channel
  if (channel === undefined || !streamsOf(channel, principal).includes(stream)) return null
  const owner = stream === 'public' ? null : storedAs(stream, principal)
  return row.user_id === owner && refusalOf(channel, principal) === null ? channel : null
}
