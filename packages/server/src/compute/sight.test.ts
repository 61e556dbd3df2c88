import type { CloudInstance } from '@proxyapi/clouds'
import { describe, expect, test } from 'vitest'
import { aContract, anAttempt, aSight, nowMs } from '../../test/gpu/offers.ts'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import { isOver, judgeSight } from './sight.ts'

const minuteMs = 60_000
const booting = { phase: 'live' as const, accepted_at: nowMs, progress: 'running', progress_at: nowMs }
const served = { ...booting, ready_at: nowMs }

const judge = (
  seen: Partial<CloudInstance>,
  attempt: Partial<GpuAttempt> = booting,
  contract: Partial<GpuInstance> = {},
  now = nowMs,
) => judgeSight(aSight(seen), { contract: aContract(contract), attempt: anAttempt(attempt), marginPercent: 0, now })

describe('while it boots', () => {
  test.each<[string, Partial<CloudInstance>, object]>([
    ['it runs', {}, { is: 'up' }],
    ['it loads', { state: 'starting' }, { is: 'coming' }],
    ['it is created', { state: 'creating' }, { is: 'coming' }],
    ['a word that nobody knows', { state: 'unknown' }, { is: 'coming' }],
    ['it is stopped before it has begun', { state: 'stopped' }, { is: 'coming' }],
    ['it cannot run the image', { state: 'failed' }, { is: 'unfit', cause: 'image_error' }],
    ['another GPU', { gpu_model: 'GTX 1050 Ti' }, { is: 'unfit', cause: 'hardware_mismatch' }],
    ['fewer GPUs', { gpu_count: 1 }, { is: 'unfit', cause: 'hardware_mismatch' }],
    ['a GPU in other words', { gpu_model: 'NVIDIA GeForce RTX_4090' }, { is: 'up' }],
    ['hardware that the cloud does not tell', { gpu_model: null, gpu_count: null }, { is: 'up' }],
    ['a price above the cap', { price_per_hour: 0.730419 }, { is: 'unfit', cause: 'price_changed' }],
    ['a price above it by rounding', { price_per_hour: 0.730418 }, { is: 'up' }],
    ['outbid', { state: 'interrupted' }, { is: 'taken' }],
  ])('%s', (_, seen, verdict) => {
    expect(judge(seen)).toEqual(verdict)
  })
})

describe('the time to boot', () => {
  const late = { is: 'unfit', cause: 'boot_timeout' }
  const loading = { state: 'starting' as const }

  test('is ten minutes', () => {
    expect(judge(loading, booting, {}, nowMs + 10 * minuteMs)).toEqual({ is: 'coming' })
    expect(judge(loading, booting, {}, nowMs + 10 * minuteMs + 1)).toEqual(late)
    expect(judge({}, booting, {}, nowMs + 10 * minuteMs + 1)).toEqual(late)
  })

  test('is longer while something moves', () => {
    const moved = { ...booting, progress_at: nowMs + 9 * minuteMs }
    expect(judge(loading, moved, {}, nowMs + 15 * minuteMs)).toEqual({ is: 'coming' })
    expect(judge({ ...loading, progress: '50%' }, booting, {}, nowMs + 15 * minuteMs)).toEqual({ is: 'coming' })
  })

  test('is half an hour at the very most', () => {
    expect(judge({ ...loading, progress: '99%' }, booting, {}, nowMs + 30 * minuteMs + 1)).toEqual(late)
  })
})

describe('once it was ready', () => {
  test.each<[string, Partial<CloudInstance>, Partial<GpuInstance>, object]>([
    ['it runs', {}, { status: 'ready' }, { is: 'up' }],
    ['it boots again', { state: 'starting' }, { status: 'ready' }, { is: 'coming' }],
    ['a word that nobody knows', { state: 'unknown' }, { status: 'ready' }, { is: 'doubtful' }],
    ['it fails', { state: 'failed' }, { status: 'ready' }, { is: 'doubtful' }],
    ['it ends, says the cloud', { state: 'terminated' }, { status: 'ready' }, { is: 'doubtful' }],
    [
      'it is stopped, as its owner wished',
      { state: 'stopped' },
      { status: 'stopping', desired: 'stopped' },
      { is: 'stopped' },
    ],
    ['it is stopped, and nobody wished it', { state: 'stopped' }, { status: 'ready' }, { is: 'taken' }],
    ['it is not up again yet', { state: 'stopped' }, { status: 'starting' }, { is: 'coming' }],
    ['its price is above the cap', { price_per_hour: 2 }, { status: 'ready' }, { is: 'too dear' }],
  ])('%s', (_, seen, contract, verdict) => {
    expect(judge(seen, served, contract)).toEqual(verdict)
  })

  test('a start that leads nowhere means that the GPU is taken', () => {
    const stuck = judge({ state: 'stopped' }, served, { status: 'starting' }, nowMs + 11 * minuteMs)
    expect(stuck).toEqual({ is: 'taken' })
  })
})

test('what is shown as ended is over, and so is what broke and costs nothing', () => {
  expect(isOver({ state: 'terminated', billed: 'nothing' })).toBe(true)
  expect(isOver({ state: 'failed', billed: 'nothing' })).toBe(true)
  expect(isOver({ state: 'failed', billed: 'idle' })).toBe(false)
  expect(isOver({ state: 'unknown', billed: 'nothing' })).toBe(false)
})
