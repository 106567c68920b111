/** A round number at or above `value`, for the top of an axis: 1, 2 or 5 times a power of ten. */
export function roundTop(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 5, 10].find((one) => one * power >= value) ?? 10
  return step * power
}

/** Every `n`th index, so that labels of `labelPx` fit into `width` for `count` places; the last one always. */
export function labelled(count: number, width: number, labelPx: number): Set<number> {
  const every = Math.max(1, Math.ceil((count * labelPx) / Math.max(1, width)))
  const chosen = new Set<number>()
  for (let index = count - 1; index >= 0; index -= every) chosen.add(index)
  return chosen
}
