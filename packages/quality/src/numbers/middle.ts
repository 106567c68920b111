/** The middle one of values in order; of two in the middle the lower, so that it is one that somebody gave. Undefined of none. */
export function middleOf<T>(sorted: ArrayLike<T>): T | undefined {
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
