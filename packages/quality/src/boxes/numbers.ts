/** Reads a real number inside a typed array's length; every caller bounds its index by a loop or an offset array. */
export function at(array: Float64Array, index: number): number {
  return array[index] as number // bounded by the caller, as said above
}

/** Reads an index or a count inside a typed array's length, as {@link at}. */
export function idAt(array: Int32Array, index: number): number {
  return array[index] as number // bounded by the caller, as said above
}

/** `value` within [least, most]. */
export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}

/** log(p / (1 - p)) of a probability strictly between 0 and 1. */
export function logit(p: number): number {
  return Math.log(p / (1 - p))
}

/** The probability of some log odds: the inverse of {@link logit}. */
export function fromLogit(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}

/** The median of the first `count` numbers of `values`, which are sorted in place; 0 when there are none. */
export function medianReordering(values: Float64Array, count: number): number {
  if (count === 0) return 0
  const sorted = values.subarray(0, count).sort()
  const middle = count >> 1
  return count % 2 === 1 ? at(sorted, middle) : (at(sorted, middle - 1) + at(sorted, middle)) / 2
}
