import { type Choice, GOLD_SCAN, MOST_COUNTED } from "../allocation/choice.ts"
import { isGoldLease } from "../goldDraw.ts"

/** A task of the queue as a draw sees it. */
export interface Queued {
  readonly id: number
  readonly tier: number
  /** Its place: what waits longest has the lowest. */
  readonly seq: number
  readonly isOpen: boolean
  /** The person had it before. */
  readonly isMet: boolean
}

/** A known answer as a draw sees it. */
export interface Known {
  readonly taskId: number
  readonly place: number
  readonly state: "active" | "training" | "other"
  /** Of a tier of theirs, in force, begins as other tasks do, and the person never had it. */
  readonly isFree: boolean
}

/** The next of a tier: what waits longest of what is open behind a place and was never met. */
export function chooseQueued(queue: readonly Queued[], tier: number, from: number): number | null {
  let next: Queued | null = null
  for (const one of queue)
    if (one.tier === tier && one.isOpen && !one.isMet && one.seq > from && (next === null || one.seq < next.seq))
      next = one
  return next?.id ?? null
}

/** The first free known answer of a state from a place on, else from the beginning on; a look reads {@link GOLD_SCAN}. */
export function chooseKnown(known: readonly Known[], state: "active" | "training", from: number): number | null {
  const ordered = known.filter((one) => one.state === state).sort((a, b) => a.place - b.place)
  const look = (place: number) => ordered.filter((one) => one.place >= place).slice(0, GOLD_SCAN)
  const found = look(from).find(({ isFree }) => isFree) ?? look(0).find(({ isFree }) => isFree)
  return found?.taskId ?? null
}

/** What there was to choose of, as it was before a lease. */
export interface ChoiceSet {
  readonly queue: readonly Queued[]
  readonly known: readonly Known[]
  /** Own tasks that may come back by this way, first what was given back first; of one taken up, that one. */
  readonly own: readonly number[]
}

/**
 * Chooses again what a lease was made of: with its seed, the same task of the same set (TRA-1). Null where the set has none.
 * @param seed what the lease drew its lot by
 */
export function replay({ way, tier, lotPpm, from }: Choice, seed: number, set: ChoiceSet): number | null {
  if (way === "training") return chooseKnown(set.known, "training", from)
  if (way !== "queue" && way !== "gold") return set.own[0] ?? null
  const ordinary = chooseQueued(set.queue, tier, way === "queue" ? from : 0)
  // A known answer stands in the place of an ordinary task: where there is none of these, there is none of those.
  const isKnown = ordinary !== null && isGoldLease(seed, lotPpm)
  return (isKnown ? chooseKnown(set.known, "active", way === "gold" ? from : 0) : null) ?? ordinary
}

/** How many of a set a lease says that it was chosen of. */
export function countSet({ way, tier, from }: Choice, { queue, known, own }: ChoiceSet): number {
  if (way === "gold") return known.length
  if (way === "training") return known.filter((one) => one.state === "training" && one.isFree).length
  if (way !== "queue") return own.length
  return Math.min(MOST_COUNTED, queue.filter((one) => one.tier === tier && one.isOpen && one.seq > from).length)
}
