/** A stream of numbers in [0, 1) that is the same for the same seed on every machine. */
export type Seeded = () => number

/**
 * Seeded numbers in [0, 1) with 32 bits each. The dice of pure packages: the caller gives the seed, so a figure can be
 * computed again. Not for secrets.
 *
 * @param seed any integer; only its low 32 bits count.
 * @see mulberry32 by T. Ettinger (public domain), period 2^32.
 */
export function seeded(seed: number): Seeded {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Scrambles two 32-bit integers into one, so that sums of the results tell different sets apart. */
export function mix32(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x165667b1, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39)
  return h ^ (h >>> 15)
}

/** Puts `items` in a random order, in place (Fisher and Yates); returns them. */
export function shuffle<T extends Int32Array | unknown[]>(items: T, dice: Seeded): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(dice() * (i + 1))
    const kept = items[i]
    // Both indices lie inside the array.
    items[i] = items[j] as never
    items[j] = kept as never
  }
  return items
}

/** A number from the standard normal distribution (Box and Muller, one of the pair). */
export function normalDraw(dice: Seeded): number {
  return Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice())
}
