/**
 * Reading a typed array inside its length. One function for each kind of array, so that the engine keeps a single shape
 * for each and inlines it; the indices come from offsets and counts that bound them.
 */
export function i32(array: Int32Array, index: number): number {
  return array[index] as number // the index is bounded by the loop that made it
}

/** The same for floats. */
export function f64(array: Float64Array, index: number): number {
  return array[index] as number // the index is bounded by the loop that made it
}

/** One of a list of names by its number. */
export function nameAt(names: readonly string[], index: number): string {
  return names[index] as string // the index numbers this very list
}
