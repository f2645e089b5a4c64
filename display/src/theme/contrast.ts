/** Relative luminance of #RRGGBB after WCAG 2.2, 0–1. */
export function luminance(colour: string): number {
  const channel = (at: number) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/**
 * Contrast of two colours on a screen whose own contrast is only `system`:1 because the hall's lights are on.
 * L′ = (L + a) / (1 + a), a = 1 / (system − 1); without `system` it is the plain WCAG ratio.
 */
export function contrast(one: string, other: string, system = Number.POSITIVE_INFINITY): number {
  const floor = Number.isFinite(system) ? 1 / (system - 1) : 0.05;
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + floor) / (Math.min(a, b) + floor);
}
