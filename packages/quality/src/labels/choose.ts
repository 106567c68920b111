import { dawidSkene } from "./dawidSkene.ts"
import { decide } from "./decide.ts"
import { glad } from "./glad.ts"
import { type Candidate, type Evidence, predictiveEvidence } from "./heldOut.ts"
import { mace } from "./mace.ts"
import { majority } from "./majority.ts"
import { oneCoin } from "./oneCoin.ts"
import type { Votes } from "./votes.ts"

/** What the automatic choice may come to. */
export type Chosen = Candidate | "majority"

/** Which method was chosen, and the figures that decided. */
export interface Choice {
  readonly method: Chosen
  /**
   * `few_labels`: under `FEWEST_LABELS`, too few to learn people from. `too_wide`: a confusion for every person would not fit.
   * `one_class`: there is nothing to tell apart. `predicts_best`: labels left out are likeliest under it.
   * `gold_overrules`: on gold it is right where the method chosen without gold is wrong, by more than chance.
   */
  readonly code: "few_labels" | "too_wide" | "one_class" | "predicts_best" | "gold_overrules"
  readonly labels: number
  readonly seed: number
  /** Held-out scores, best first; empty where none were needed. */
  readonly evidence: readonly Evidence[]
  /** The comparison on gold that overruled, or that was not enough to. */
  readonly gold: GoldVerdict | null
}

/** Two methods on the tasks with gold. */
interface GoldVerdict {
  readonly method: Chosen
  readonly against: Chosen
  readonly tasks: number
  /** Tasks on which only `method` was right, and only `against`. */
  readonly onlyMethodRight: number
  readonly onlyAgainstRight: number
  /** Two-sided exact McNemar test. */
  readonly p: number
}

/**
 * Under this many labels majority is used: per-person parameters from so few labels were worse than none in the thinned
 * data of `quality-recipes.md` C.3. The limit itself is a judgement, not measured.
 */
export const FEWEST_LABELS = 500
/** Confusion cells (people × classes²) above which no confusion model is fitted: 160 MB for each copy. */
export const MOST_CELLS = 20_000_000
/** The usual level of significance. */
const LEVEL = 0.05

/**
 * Chooses the aggregation by evidence: the method under which left-out labels are likeliest; majority where there are too
 * few labels to learn from. Majority and one confusion shared by all never compete by likelihood, because they predict
 * labels well without naming the truth better. Gold, where known, overrules only with McNemar's p < 0.05.
 */
export function chooseMethod(votes: Votes, seed: number, gold?: Int32Array): Choice {
  const labels = votes.person.length
  const base = { labels, seed, gold: null }
  if (votes.classes < 2) return { ...base, method: "majority", code: "one_class", evidence: [] }
  if (votes.people * votes.classes ** 2 > MOST_CELLS)
    return { ...base, method: "majority", code: "too_wide", evidence: [] }
  const enough = labels >= FEWEST_LABELS
  const evidence = enough ? predictiveEvidence(votes, seed) : []
  const method: Chosen = evidence[0]?.method ?? "majority"
  const choice: Choice = { ...base, method, code: evidence.length > 0 ? "predicts_best" : "few_labels", evidence }
  return gold === undefined ? choice : overruled(votes, choice, gold)
}

/** All methods without the help of gold, on the tasks where it is known; the best one against the chosen one. */
function overruled(votes: Votes, choice: Choice, gold: Int32Array): Choice {
  const tasks = [...gold.keys()].filter((t) => (gold[t] ?? -1) >= 0)
  if (tasks.length === 0) return choice
  const answers = new Map(RIVALS.map((method) => [method, answersOf(votes, method)]))
  const right = (method: Chosen) => tasks.filter((t) => answers.get(method)?.[t] === gold[t])
  const own = new Set(right(choice.method))
  const best = RIVALS.reduce((a, b) => (right(b).length > right(a).length ? b : a), choice.method)
  if (best === choice.method) return choice
  const others = right(best)
  const onlyMethodRight = others.filter((t) => !own.has(t)).length
  const onlyAgainstRight = own.size - (others.length - onlyMethodRight)
  const p = mcNemar(onlyMethodRight, onlyAgainstRight)
  const verdict = { method: best, against: choice.method, tasks: tasks.length, onlyMethodRight, onlyAgainstRight, p }
  return p < LEVEL ? { ...choice, method: best, code: "gold_overrules", gold: verdict } : { ...choice, gold: verdict }
}

const RIVALS: readonly Chosen[] = ["dawid-skene", "mace", "glad", "one-coin", "majority"]

function answersOf(votes: Votes, method: Chosen): Int32Array {
  if (method === "majority") return majority(votes).answer
  const fit = { "dawid-skene": dawidSkene, mace, glad, "one-coin": oneCoin }[method](votes)
  return decide(votes, fit.posterior).answer
}

/**
 * Two-sided exact McNemar test: the probability of a split at least as uneven as `a` to `b` when both sides are equally
 * likely. 1 when there are none.
 */
export function mcNemar(a: number, b: number): number {
  const n = a + b
  const few = Math.min(a, b)
  let term = -n * Math.LN2
  let tail = 0
  for (let k = 0; k <= few; k++) {
    tail += Math.exp(term)
    term += Math.log(n - k) - Math.log(k + 1)
  }
  return Math.min(1, 2 * tail)
}
