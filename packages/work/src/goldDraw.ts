/** What a person's walk through gold goes by: the secret of the project, and who and which draw it is. */
interface GoldWalk {
  /** A 32-bit secret of the project that nobody outside can foresee. */
  readonly seed: number
  readonly person: number
  /** How many tasks this person has drawn in the project before this one. */
  readonly drawn: number
}

/** Gold is drawn at this rate, in millionths, by somebody of whom nothing is known yet. */
export const FIRST_GOLD_RATE_PPM = 200_000

const MILLION = 1_000_000

/** Thirty-two well-mixed bits of several whole numbers (the finaliser of MurmurHash3, chained). */
function mix(...parts: readonly number[]): number {
  let hash = 0x9e3779b9
  for (const part of parts) {
    hash = Math.imul(hash ^ (part | 0), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return hash >>> 0
}

/** The lot of a lease: a whole number below a million, by the lease's own 32-bit seed. */
export function goldLot(seed: number): number {
  return mix(seed, 1) % MILLION
}

/**
 * Whether a draw is gold: true for a share `ratePpm` (millionths) of all draws, without a pattern. Each lease has a seed of its own,
 * so that one which is told one day tells nothing of another.
 */
export function isGoldLease(seed: number, ratePpm: number): boolean {
  return goldLot(seed) < ratePpm
}

/**
 * Where among `places` numbers of gold a draw begins to look: an affine walk `a × drawn + b (mod places)` with `a` prime to
 * `places`, so that `places` draws in a row name each number once, in another order for each person.
 *
 * @returns a whole number in [0, places); 0 when there is one place or none
 */
export function goldPlace({ seed, person, drawn }: GoldWalk, places: number): number {
  if (places <= 1) return 0
  let step = 1 + (mix(seed, person, 2) % (places - 1))
  while (gcd(step, places) !== 1) step = (step % places) + 1
  const from = mix(seed, person, 3) % places
  return (step * (drawn % places) + from) % places
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}
