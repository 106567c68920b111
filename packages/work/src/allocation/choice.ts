import { goldLot } from "../goldDraw.ts"

/** By which way a task became somebody's; the same words are stored. */
const WAYS = ["queue", "gold", "training", "answered", "training_again", "again", "own"] as const
/** `own`: they took it up by their own act. `answered`, `training_again`, `again`: one of theirs came back to them. */
type ChoiceWay = (typeof WAYS)[number]

/** Tasks of the queue that are counted for an explanation; where there are more, this is what is said. */
export const MOST_COUNTED = 50

/** Known answers that one look reads through: it begins where the person's walk is, so that more are hardly ever needed. */
export const GOLD_SCAN = 64

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
  // Of whole millionths: what is left of one by subtraction would be longer for some shares than for others.
  const waiting = (1_000_000 - lotPpm) / 1_000_000
  const isDrawn = way === "queue" || way === "gold"
  const lotSeed = isDrawn && lotPpm > 0 ? seed : null
  return {
    way: way === "gold" ? "queue" : way,
    tier: isDrawn ? { id: tier, rank, of: tiers } : null,
    weights: { waiting: isDrawn ? waiting : 0, random: isDrawn ? random : 0, skill: 0, variety: 0 },
    set: isRetired
      ? {
          ...{ way, size, isMore: way === "queue" && size === MOST_COUNTED, from },
          seed: lotSeed === null ? null : lotSeed.toString(16).padStart(8, "0"),
          ...{ lot: lotSeed === null ? null : goldLot(lotSeed), below: lotPpm },
        }
      : null,
  }
}
