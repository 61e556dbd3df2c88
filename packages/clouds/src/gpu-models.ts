export interface GpuModel {
  /** The name that we show. */
  model: string
  vendor: 'nvidia' | 'amd' | 'intel'
  /** Nominal memory sizes in GB; several where one name is sold with several. */
  vramGb: readonly number[]
  /** Further spellings; case, white space, signs and brand words (`noise`) are ignored in all of them. */
  aliases: readonly string[]
}

const nvidia = (model: string, vramGb: number | number[], ...aliases: string[]): GpuModel => ({
  model,
  vendor: 'nvidia',
  vramGb: [vramGb].flat(),
  aliases,
})
const amd = (model: string, vramGb: number, ...aliases: string[]): GpuModel => ({
  ...nvidia(model, vramGb, ...aliases),
  vendor: 'amd',
})
const intel = (model: string, vramGb: number, ...aliases: string[]): GpuModel => ({
  ...nvidia(model, vramGb, ...aliases),
  vendor: 'intel',
})

/** The one table of models. A model that is not here keeps the cloud's name. */
export const gpuModels: readonly GpuModel[] = [
  nvidia('RTX 5090', 32),
  nvidia('RTX 5090 D', 32),
  nvidia('RTX 5080', 16),
  nvidia('RTX 5070 Ti', 16),
  nvidia('RTX 5070', 12),
  nvidia('RTX 5060 Ti', [8, 16]),
  nvidia('RTX 5060', 8),
  nvidia('RTX 4090', 24),
  nvidia('RTX 4090 D', 24),
  nvidia('RTX 4080 Super', 16, 'RTX 4080S'),
  nvidia('RTX 4080', 16),
  nvidia('RTX 4070 Ti Super', 16, 'RTX 4070S Ti', 'RTX 4070 TiS'),
  nvidia('RTX 4070 Ti', 12),
  nvidia('RTX 4070 Super', 12, 'RTX 4070S'),
  nvidia('RTX 4070', 12),
  nvidia('RTX 4060 Ti', [8, 16]),
  nvidia('RTX 4060', 8),
  nvidia('RTX 3090 Ti', 24),
  nvidia('RTX 3090', 24),
  nvidia('RTX 3080 Ti', 12),
  nvidia('RTX 3080', [10, 12]),
  nvidia('RTX 3070 Ti', 8),
  nvidia('RTX 3070', 8),
  nvidia('RTX 3060 Ti', 8),
  nvidia('RTX 3060', [8, 12]),
  nvidia('RTX 2080 Ti', 11),
  nvidia('RTX 2080 Super', 8, 'RTX 2080S'),
  nvidia('RTX 2080', 8),
  nvidia('RTX 2070 Super', 8, 'RTX 2070S'),
  nvidia('RTX 2070', 8),
  nvidia('RTX 2060', [6, 12]),
  nvidia('GTX 1080 Ti', 11),
  nvidia('GTX 1080', 8),
  nvidia('GTX 1070', 8),
  nvidia('GTX 1660 Ti', 6),
  nvidia('GTX 1660 Super', 6, 'GTX 1660S'),
  nvidia('Titan RTX', 24),
  nvidia('Titan V', 12),
  nvidia('Titan Xp', 12),
  nvidia('RTX PRO 6000', 96, 'RTX PRO 6000 WS', 'RTX PRO 6000 Blackwell Workstation Edition', 'RTX PRO 6000 Blackwell'),
  nvidia('RTX PRO 6000 Server', 96, 'RTX PRO 6000 S', 'RTX PRO 6000 Blackwell Server Edition'),
  nvidia('RTX PRO 5000', 48, 'RTX PRO 5000 Blackwell'),
  nvidia('RTX PRO 4500', 32, 'RTX PRO 4500 Blackwell'),
  nvidia('RTX PRO 4000', 24, 'RTX PRO 4000 Blackwell'),
  nvidia('RTX 6000 Ada', 48, 'RTX 6000 Ada Generation', 'RTX6000Ada'),
  nvidia('RTX 5880 Ada', 48, 'RTX 5880 Ada Generation'),
  nvidia('RTX 5000 Ada', 32, 'RTX 5000 Ada Generation'),
  nvidia('RTX 4500 Ada', 24, 'RTX 4500 Ada Generation'),
  nvidia('RTX 4000 Ada', 20, 'RTX 4000 Ada Generation', 'RTX 4000 SFF Ada Generation'),
  nvidia('RTX 2000 Ada', 16, 'RTX 2000 Ada Generation'),
  nvidia('RTX A6000', 48, 'A6000'),
  nvidia('RTX A5500', 24, 'A5500'),
  nvidia('RTX A5000', 24, 'A5000'),
  nvidia('RTX A4500', 20, 'A4500'),
  nvidia('RTX A4000', 16, 'A4000'),
  nvidia('RTX A2000', [6, 12], 'A2000'),
  nvidia('Quadro RTX 8000', 48, 'Q RTX 8000'),
  nvidia('Quadro RTX 6000', 24, 'Q RTX 6000'),
  nvidia('Quadro RTX 5000', 16, 'Q RTX 5000'),
  nvidia('Quadro RTX 4000', 8, 'Q RTX 4000'),
  nvidia('B300', 288, 'B300 SXM6', 'B300 SXM'),
  nvidia('GB300', 288),
  nvidia('B200', 180, 'B200 SXM6', 'B200 SXM'),
  nvidia('GB200', 186),
  nvidia('H200', 141, 'H200 SXM', 'H200 SXM5'),
  nvidia('H200 NVL', 141),
  nvidia('GH200', [96, 144], 'GH200 480GB', 'GH200 SXM'),
  nvidia('H100 SXM', 80, 'H100 SXM5', 'H100 80GB HBM3', 'H100 80 GB SXM5', 'H100 80GB SXM'),
  nvidia('H100 PCIe', 80, 'H100 80 GB PCIe'),
  nvidia('H100 NVL', 94),
  nvidia('H100', 80, 'H100 80G', 'H100 80GB'),
  nvidia('H800', 80),
  nvidia('H20', [96, 141]),
  nvidia('A100 SXM', [40, 80], 'A100 SXM4', 'A100 SXM4 80GB', 'A100 SXM4 40GB', 'A100 80 GB SXM4', 'A100 40 GB SXM4'),
  nvidia(
    'A100 PCIe',
    [40, 80],
    'A100 80GB PCIe',
    'A100 PCIe 40GB',
    'A100 PCIe 80GB',
    'A100 40 GB PCIe',
    'A100 80 GB PCIe',
  ),
  nvidia('A100', [40, 80], 'A100 80G', 'A100 80GB', 'A100 40G', 'A100 40GB'),
  nvidia('A100X', 80),
  nvidia('A800', [40, 80], 'A800 PCIe', 'A800 SXM4'),
  nvidia('A40', 48),
  nvidia('A30', 24),
  nvidia('A16', 16),
  nvidia('A10', 24, 'A10 24 GB PCIe'),
  nvidia('A10G', 24),
  nvidia('A2', 16),
  nvidia('L40S', 48),
  nvidia('L40', 48),
  nvidia('L20', 48),
  nvidia('L4', 24),
  nvidia('T4', 16),
  nvidia(
    'V100',
    [16, 32],
    'V100 SXM2',
    'V100 PCIe',
    'V100 FHHL',
    'V100 SXM2 16GB',
    'V100 SXM2 32GB',
    'V100 SXM3 32GB',
    'V100 16 GB',
  ),
  nvidia('P100', 16, 'P100 PCIe', 'P100 SXM2', 'P100 PCIe 16GB'),
  nvidia('P40', 24),
  nvidia('P4', 8),
  nvidia('M40', [12, 24]),
  nvidia('K80', 12),
  amd('MI355X', 288, 'MI355X OAM'),
  amd('MI350X', 288, 'MI350X OAM'),
  amd('MI325X', 256, 'MI325X OAM'),
  amd('MI300X', 192, 'MI300X OAM'),
  amd('MI300A', 128),
  amd('MI250X', 128),
  amd('MI250', 128),
  amd('MI210', 64),
  amd('MI100', 32),
  amd('RX 7900 XTX', 24),
  amd('RX 7900 XT', 20),
  amd('RX 6900 XT', 16),
  amd('PRO W7900', 48, 'W7900'),
  intel('Gaudi 3', 128, 'HL-325L'),
  intel('Gaudi 2', 96, 'HL-225H'),
  intel('Arc A770', 16),
]

const noise = /\b(nvidia|geforce|tesla|amd|instinct|radeon|intel)\b/g

/** What two spellings of one model have in common. */
export function gpuKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_-]+/g, ' ')
    .replace(noise, '')
    .replace(/[^a-z0-9]+/g, '')
}

const byKey = new Map(
  gpuModels.flatMap((gpu) => [gpu.model, ...gpu.aliases].map((name) => [gpuKey(name), gpu] as const)),
)

/** How far a report may be from a nominal size and still mean it: drivers and ECC keep some for themselves. */
const tolerance = 0.1

/**
 * Our name and nominal GB for what a cloud calls a GPU and reports in MiB. A report that fits no nominal size is taken as it
 * is; without a report the size is known only where the model has one.
 */
export function nominalGpu(
  nativeName: string,
  reportedMb: number | null,
): { model: string; vendor: GpuModel['vendor'] | null; vram: number | null } {
  const known = byKey.get(gpuKey(nativeName))
  const { model, vendor, vramGb } = known ?? { model: nativeName, vendor: null, vramGb: [] }
  if (reportedMb === null || reportedMb <= 0) {
    return { model, vendor, vram: vramGb.length === 1 ? (vramGb[0] ?? null) : null }
  }
  const reported = reportedMb / 1024
  const distance = (gb: number) => Math.abs(reported - gb)
  const nearest = vramGb.filter((gb) => distance(gb) <= gb * tolerance).sort((a, b) => distance(a) - distance(b))[0]
  return { model, vendor, vram: nearest ?? Math.round(reported * 100) / 100 }
}
