import { FIRST_GOLD_RATE_PPM, goldPlace, isGoldLease } from "../goldDraw.ts"
import type { GoldStand } from "./operations.ts"

/** What a draw may mix in. Absent for whoever can see known answers, and where the project wants none. */
export interface GoldAsk {
  /** A 32-bit secret of the project: in which order each person walks through its gold. */
  readonly seed: number
  /** 32 bits for a lease, of the installation's key and the lease's own name: its lot. */
  readonly seedOf: (publicId: string) => number
  readonly mixed: boolean
  /** Training tasks that a new person begins with, as far as there are some; 0 for none. */
  readonly tryOut: number
}

/** Decides, for one call, which draws are gold and where to look for it. `made`: tasks leased in this call before. */
export interface GoldAllocator {
  /** The share of draws that are gold, in millionths. */
  readonly lotPpm: number
  /** How many places of gold there are. */
  readonly places: number
  isGold(lease: { readonly publicId: string }): boolean
  numberOf(made: number): number
}

/** The gold draws of a person who stands here; null where nothing is mixed in. */
export function goldAllocator(
  { gold, personId }: { readonly gold?: GoldAsk | undefined; readonly personId: number },
  stand: GoldStand | undefined,
): GoldAllocator | null {
  if (!gold?.mixed || !stand || stand.places === 0) return null
  const rate = stand.rate ?? FIRST_GOLD_RATE_PPM
  const { places } = stand
  return {
    ...{ lotPpm: rate, places },
    isGold: ({ publicId }) => isGoldLease(gold.seedOf(publicId), rate),
    numberOf: (made) => goldPlace({ seed: gold.seed, person: personId, drawn: stand.drawn + made }, places),
  }
}

/** Training tasks that somebody still has to send: null where nothing was said yet and they may be asked now. */
export function trainingLeft(gold: GoldAsk | undefined, stand: GoldStand | undefined): number | null {
  if (!gold || gold.tryOut <= 0 || !stand || stand.places === 0) return 0
  if (stand.left !== null) return stand.left
  // Whoever worked here before training was set does not start anew.
  return stand.drawn === 0 ? null : 0
}
