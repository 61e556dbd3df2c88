import { expect, test } from 'vitest'
import { gpuKey, gpuModels, nominalGpu } from './gpu-models.ts'

test('at least 60 models, each spelling means one', () => {
  expect(gpuModels.length).toBeGreaterThanOrEqual(60)
  const keys = gpuModels.flatMap(({ model, aliases }) => [...new Set([model, ...aliases].map(gpuKey))])
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
  expect(gpuModels.every(({ vramGb }) => vramGb.length > 0 && vramGb.every((gb) => gb > 0))).toBe(true)
})

test.each([
  ['RTX 4090', 24564, 'RTX 4090', 24],
  ['NVIDIA GeForce RTX 4090', 24576, 'RTX 4090', 24],
  ['rtx_4090', null, 'RTX 4090', 24],
  ['RTX 3080', 10240, 'RTX 3080', 10],
  ['RTX 3080', 12288, 'RTX 3080', 12],
  ['RTX 3080', null, 'RTX 3080', null],
  ['RTX 6000Ada', 49140, 'RTX 6000 Ada', 48],
  ['RTX PRO 6000 WS', 97887, 'RTX PRO 6000', 96],
  ['Tesla T4', 15360, 'T4', 16],
  ['A40', 46068, 'A40', 48],
  ['A100 SXM4', 81920, 'A100 SXM', 80],
  ['NVIDIA A100 80GB PCIe', 81920, 'A100 PCIe', 80],
  ['A100 PCIE', 40960, 'A100 PCIe', 40],
  ['A100_80G', 81920, 'A100', 80],
  ['H100 SXM', 81559, 'H100 SXM', 80],
  ['H100 (80 GB SXM5)', null, 'H100 SXM', 80],
  ['H100_sxm5', null, 'H100 SXM', 80],
  ['H100 NVL', 95830, 'H100 NVL', 94],
  ['H200', 143771, 'H200', 141],
  ['B200', 183359, 'B200', 180],
  ['AMD Instinct MI300X OAM', 196592, 'MI300X', 192],
])('%s with %s MiB is %s with %s GB', (name, mib, model, vram) => {
  expect(nominalGpu(name, mib)).toMatchObject({ model, vram })
})

test('a report off by more than a tenth stands, an unknown model keeps its name', () => {
  expect(nominalGpu('RTX 2080 Ti', 22528).vram).toBe(22)
  expect(nominalGpu('RTX 4090', 24576 * 0.89).vram).toBe(21.36)
  expect(nominalGpu('Quantum 9000', 65536)).toEqual({ model: 'Quantum 9000', vendor: null, vram: 64 })
  expect(nominalGpu('Quantum 9000', null).vram).toBeNull()
})
