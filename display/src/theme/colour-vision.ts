import { luminance } from './contrast.ts';

/**
 * Colours as they are seen without one kind of cone. Matrices for severity 1.0 of Machado, Oliveira and Fernandes, "A
 * Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009; on linear RGB.
 */
const MACHADO = {
  protanopia: [
    [0.152_286, 1.052_583, -0.204_868],
    [0.114_503, 0.786_281, 0.099_216],
    [-0.003_882, -0.048_116, 1.051_998],
  ],
  deuteranopia: [
    [0.367_322, 0.860_646, -0.227_968],
    [0.280_085, 0.672_501, 0.047_413],
    [-0.011_82, 0.042_94, 0.968_881],
  ],
  tritanopia: [
    [1.255_528, -0.076_749, -0.178_779],
    [-0.078_411, 0.930_809, 0.147_602],
    [0.004_733, 0.691_367, 0.3039],
  ],
} as const;
export type Vision = keyof typeof MACHADO;
export const VISIONS = Object.keys(MACHADO) as readonly Vision[];

const toLinear = (c: number) => (c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const fromLinear = (c: number) => (c <= 0.003_130_8 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

/** `colour` and the result are #RRGGBB; what falls outside the gamut is cut to it. */
export function seenWith(vision: Vision, colour: string): string {
  const linear = [1, 3, 5].map((at) => toLinear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  const channels = MACHADO[vision].map((row) => {
    const sum = row.reduce((total, weight, at) => total + weight * (linear[at] ?? 0), 0);
    return Math.round(255 * Math.min(Math.max(fromLinear(Math.max(sum, 0)), 0), 1));
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** CIE 1976 L*, 0–100, of #RRGGBB. */
export function lightness(colour: string): number {
  const y = luminance(colour);
  return y > 216 / 24_389 ? 116 * Math.cbrt(y) - 16 : (24_389 / 27) * y;
}
