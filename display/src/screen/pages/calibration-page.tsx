/** 校屏: what the wall must show whole, sharp and readable. */
export function CalibrationPage() {
  return <section className="sheet" data-settled="" data-testid="calibration" />;
}
