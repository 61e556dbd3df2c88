export * from './cloud.ts'
export { cloudByName, clouds } from './clouds.ts'
export { type GpuModel, gpuKey, gpuModels, nominalGpu } from './gpu-models.ts'
export { diskMicroUsdPerHour, microUsd, usdOf } from './money.ts'
