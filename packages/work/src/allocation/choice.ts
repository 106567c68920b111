import { goldLot, isGoldLease } from "../goldDraw.ts"

/** By which way a task became somebody's; the same words are stored. */
const WAYS = ["queue", "gold", "training", "answered", "training_again", "again", "own"] as const
/** `own`: they took it up by their own act. `answered`, `training_again`, `again`: one of theirs came back to them. */
export type ChoiceWay = (typeof WAYS)[number]

/** Tasks of the queue that are counted for an explanation; where there are more, this is what is said. */
export const MOST_COUNTED = 50

/** How a task was chosen for somebody: what a lease keeps, and enough to choose it again. */
export interface Choice {
  readonly way: ChoiceWay
  /** The tier that was drawn from, or would have been; 0 where none was. */
  readonly tier: number
  /** Where it stands among those that the person may draw from, the best being 0; and how many these are. */
  readonly rank: number
  readonly tiers: number
  /** The share of draws that a lot decides, in millionths. */
  readonly lotPpm: number
  /** The place behind which the queue was read, or at which known answers were. */
  readonly from: number
  /** How many it was chosen of: at most {@link MOST_COUNTED} of the queue; of known answers, the places of all there ever were. */
  readonly size: number
}

type Begun = Omit<Choice, "from" | "size">

/** What a draw from the queue says before an engine has read it: {@link endChoice} is what follows. */
export function beginChoice({ way, tier, rank, tiers, lotPpm }: Begun): string {
  return [way, tier, rank, tiers, lotPpm].join()
}

/** A whole explanation as it is stored, some thirty signs. PostgreSQL joins it in its own statement. */
export function endChoice(begun: string, from: number, size: number): string {
  return `${begun},${from},${size}`
}

/** What an assignment of somebody's that comes back, or that they take up, is stored with: it was chosen of `size` of theirs. */
export function backChoice(way: ChoiceWay, size: number): string {
  return endChoice(beginChoice({ way, tier: 0, rank: 0, tiers: 0, lotPpm: 0 }), 0, size)
}

/** A stored explanation; null for a lease of before there were any. @throws Error for what was never written */
export function parseChoice(stored: string | null): Choice | null {
  if (stored === null) return null
  const [word = "", ...numbers] = stored.split(",")
  const way = WAYS.find((one) => one === word)
  const [tier, rank, tiers, lotPpm, from, size] = numbers.map(Number)
  if (way === undefined || tier === undefined || rank === undefined || tiers === undefined || lotPpm === undefined)
    throw new Error(`no explanation: ${stored}`)
  if (from === undefined || size === undefined) throw new Error(`half an explanation: ${stored}`)
  return { way, tier, rank, tiers, lotPpm, from, size }
}

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

/** Known answers that one look reads through: it begins where the person's walk is, so that more are hardly ever needed. */
export const GOLD_SCAN = 64

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

/** What decides, as shares of a whole; the order of the tiers goes before all of it. */
interface Weights {
  /** Waiting time: who waits longest is next. */
  readonly waiting: number
  readonly random: number
  /** How well somebody's skill fits, and how similar tasks in a row are: neither is looked at. */
  readonly skill: number
  readonly variety: number
}

/** What of an explanation its person reads at once: known answers and the queue look the same (I5). */
export interface ToldChoice {
  readonly way: Exclude<ChoiceWay, "gold">
  /** The tier, null where none was drawn from. */
  readonly tier: { readonly id: number; readonly rank: number; readonly of: number } | null
  readonly weights: Weights
  /** Read once the task is retired, null before. `isMore`: the set was counted up to `size`. */
  readonly set: {
    readonly way: ChoiceWay
    readonly size: number
    readonly isMore: boolean
    readonly from: number
    /** What the lot was drawn by, in hexadecimal, what it gave of a million, and below what that gives a known answer. */
    readonly seed: string | null
    readonly lot: number | null
    readonly below: number
  } | null
}

/**
 * An explanation as its person may read it. Before a task is retired, set and seed would tell known answers from others, so that
 * nothing here depends on them until then.
 * @param seed what the lease drew its lot by; null where nothing is mixed in
 */
export function tellChoice(choice: Choice, isRetired: boolean, seed: number | null): ToldChoice {
  const { way, tier, rank, tiers, lotPpm, from, size } = choice
  const random = lotPpm / 1_000_000
  const isDrawn = way === "queue" || way === "gold"
  const lotSeed = isDrawn && lotPpm > 0 ? seed : null
  return {
    way: way === "gold" ? "queue" : way,
    tier: isDrawn ? { id: tier, rank, of: tiers } : null,
    weights: { waiting: isDrawn ? 1 - random : 0, random: isDrawn ? random : 0, skill: 0, variety: 0 },
    set: isRetired
      ? {
          ...{ way, size, isMore: way === "queue" && size === MOST_COUNTED, from },
          seed: lotSeed === null ? null : lotSeed.toString(16).padStart(8, "0"),
          ...{ lot: lotSeed === null ? null : goldLot(lotSeed), below: lotPpm },
        }
      : null,
  }
}
