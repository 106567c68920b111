/** A round number at or above `value`, for the top of an axis: 1, 2 or 5 times a power of ten. */
export function roundTop(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 5, 10].find((one) => one * power >= value) ?? 10
  return step * power
}

/** Seconds that people count in, for the steps of an axis. */
const STEPS_S = [30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400]

/** Ticks of an axis of time above 0, in seconds: at most four, the last at or above `value`. */
export function timeSteps(value: number): number[] {
  const most = 4
  const fits = STEPS_S.find((step) => step * most >= value)
  const step = fits ?? Math.ceil(value / most / 86_400) * 86_400
  return Array.from({ length: Math.max(1, Math.ceil(value / step)) }, (_, index) => (index + 1) * step)
}

/** Which figures are written above bars `step` px apart so that none touches another: the latest first. `widths` in px, null for no figure. */
export function figuresShown(widths: readonly (number | null)[], step: number): Set<number> {
  const shown = new Set<number>()
  let before = Infinity
  for (let index = widths.length - 1; index >= 0; index--) {
    const width = widths[index]
    const middle = (index + 0.5) * step
    if (width === null || width === undefined || middle + width / 2 > before) continue
    shown.add(index)
    before = middle - width / 2
  }
  return shown
}

/** Every `n`th index, so that labels of `labelPx` fit into `width` for `count` positions; the last one always. */
export function labelled(count: number, width: number, labelPx: number): Set<number> {
  const every = Math.max(1, Math.ceil((count * labelPx) / Math.max(1, width)))
  const chosen = new Set<number>()
  for (let index = count - 1; index >= 0; index -= every) chosen.add(index)
  return chosen
}
