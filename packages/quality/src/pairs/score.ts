import { compareText } from "../consensus/order.ts"

/** Which of two is better; `tie` where neither is. */
type PairOrder = "first" | "second" | "tie"

/** Two things, and which of them is better as far as that is known. */
export interface KnownPair {
  readonly first: string
  readonly second: string
  readonly better: PairOrder
}

/** A thing with how strong it is; things of other groups are not compared with it. */
export interface StrongItem {
  readonly item: string
  readonly strength: number
  readonly group?: string
}

/** How far an order, or answers about pairs, put things as they are known to be. */
interface PairScore {
  /** Pairs of which one is known to be better and something was said. */
  readonly pairs: number
  readonly right: number
  readonly wrong: number
  /** Said to be equal. */
  readonly tied: number
  /** Known pairs of which nothing was said. */
  readonly silent: number
  /** Known to be equal: these are not counted above. */
  readonly equal: number
  /** Right over all that something was said of; null without any. */
  readonly accuracy: number | null
  /** Right less wrong over all that something was said of (Kendall's tau where no two are equal); null without any. */
  readonly tau: number | null
}

/** Every two things of one group with which is the stronger. */
export function pairsOfOrder(items: readonly StrongItem[]): KnownPair[] {
  const sorted = [...items].sort((a, b) => compareText(a.item, b.item))
  return sorted.flatMap((a, i) =>
    sorted.slice(i + 1).flatMap((b): KnownPair[] => {
      if ((a.group ?? "") !== (b.group ?? "")) return []
      const better = a.strength === b.strength ? "tie" : a.strength > b.strength ? "first" : "second"
      return [{ first: a.item, second: b.item, better }]
    }),
  )
}

const OTHER_WAY: Readonly<Record<PairOrder, PairOrder>> = { first: "second", second: "first", tie: "tie" }

/** Names in one order, so that a pair is found whichever stands first. */
const inOrder = ({ first, second, better }: KnownPair): KnownPair =>
  compareText(first, second) <= 0
    ? { first, second, better }
    : { first: second, second: first, better: OTHER_WAY[better] }

/** Compares what was said of pairs with what is known of them; of a pair that is said twice the last counts. */
export function scorePairs(known: readonly KnownPair[], said: readonly KnownPair[]): PairScore {
  const keyOf = ({ first, second }: KnownPair) => JSON.stringify([first, second])
  const given = new Map(said.map(inOrder).map((pair) => [keyOf(pair), pair.better]))
  const counts = { right: 0, wrong: 0, tied: 0, silent: 0, equal: 0 }
  for (const pair of known.map(inOrder)) {
    const better = given.get(keyOf(pair))
    if (pair.better === "tie") counts.equal++
    else if (better === undefined) counts.silent++
    else if (better === "tie") counts.tied++
    else if (better === pair.better) counts.right++
    else counts.wrong++
  }
  const pairs = counts.right + counts.wrong + counts.tied
  return {
    ...{ pairs, ...counts, accuracy: pairs === 0 ? null : counts.right / pairs },
    tau: pairs === 0 ? null : (counts.right - counts.wrong) / pairs,
  }
}
