import { createOptimization, type Optimization } from './optimization.ts'
import { createPerformance, type Performance } from './performance.ts'
import { createRegistrations, type Registrations } from './registrations.ts'
import type { RegistryParts } from './registry-parts.ts'

/** Models that one operates oneself, how they do, and what to do about it; the catalog is what providers say. */
export interface ModelRegistry extends Registrations, Performance, Optimization {}

export function createModelRegistry(parts: RegistryParts): ModelRegistry {
  const registrations = createRegistrations(parts)
  const performance = createPerformance(parts)
  const view = { get: registrations.get, check: performance.check }
  return { ...registrations, ...performance, ...createOptimization(parts, view) }
}
