import { type KnownPair, pairsOfOrder, type StrongItem, scorePairs } from "@justesse/quality/pairs/index"
import { readSaid } from "../aggregate/comparison.ts"
import { columns, count, percent, shown, some } from "../aggregate/figures.ts"
import { type InputFile, wrongLine } from "../aggregate/input.ts"
import type { Stopwatch } from "../aggregate/seconds.ts"
import { readOrder } from "../aggregate/votes.ts"
import { Unusable } from "../arguments.ts"
import { done, type Outcome } from "../command.ts"

/** An order of so many things has two million pairs: more would not fit. */
const MOST_ITEMS = 2_000

/**
 * How far an order of things, or answers about pairs, put things as they are known to be: each side is an order
 * (`item,strength`, as `aggregate` writes it) or pairs (`task,left,right,worker,answer`).
 */
export function evaluateComparisons(
  gold: InputFile,
  predictions: InputFile,
  hasHeader: boolean,
  watch: Stopwatch,
): Outcome {
  const [known, said] = watch.during("read", () => [pairsIn(gold, hasHeader), pairsIn(predictions, hasHeader)])
  const score = watch.during("call", () => scorePairs(known ?? [], said ?? []))
  if (score.pairs === 0)
    throw new Unusable(
      `${predictions.name} says nothing of a pair of ${gold.name}. Do both name things in the same way?`,
    )
  const { pairs, right, wrong, tied, silent, equal, accuracy, tau } = score
  const text = [
    `pairs put right  ${percent(accuracy)}   tau  ${shown(tau)}  (1: all as known, 0: as by chance, -1: all the other way round)`,
    ...(silent > 0 ? [`${some(silent, "known pair")} of which nothing is said, not counted`] : []),
    ...(equal > 0 ? [`${some(equal, "pair")} known to be equal, not counted`] : []),
    "",
    columns([
      ["pairs", "right", "wrong", "said to be equal"],
      [count(pairs), count(right), count(wrong), count(tied)],
    ]),
  ]
  return done({ kind: "orders", ...score, ...watch.figures() }, text.join("\n"))
}

function pairsIn(file: InputFile, hasHeader: boolean): KnownPair[] {
  const [first = ""] = file.text.trimStart().split("\n", 1)
  const isOfPairs = first.split(",").some((cell) => cell.trim().toLowerCase() === "left")
  return isOfPairs ? saidPairs(file, hasHeader) : pairsOfOrder(itemsIn(file))
}

function saidPairs(file: InputFile, hasHeader: boolean): KnownPair[] {
  return readSaid({ file, hasHeader }).flatMap(({ left, right, answer }): KnownPair[] => {
    if (answer === "neither" || left === right) return []
    const better = answer === "tie" ? "tie" : answer === "left" ? "first" : "second"
    return [{ first: left, second: right, better }]
  })
}

function itemsIn(file: InputFile): StrongItem[] {
  const { columns: cells, lines, rows } = readOrder(file)
  if (rows > MOST_ITEMS)
    throw new Unusable(
      `${file.name}: ${count(rows)} things are too many to compare each with each; ${count(MOST_ITEMS)} at most.`,
    )
  const lineOf = new Map<string, number>()
  return cells.item.map((item, row) => {
    const [line, before] = [lines[row] ?? 1, lineOf.get(item)]
    if (before !== undefined)
      throw wrongLine(file, line, `"${item}" stands on line ${before} already`, "Leave one line for each thing")
    lineOf.set(item, line)
    const strength = Number(cells.strength[row])
    if ((cells.strength[row] ?? "").trim() === "" || !Number.isFinite(strength))
      throw wrongLine(file, line, `the strength "${cells.strength[row]}" is no number`, "Write a number")
    return { item, strength, group: cells.group?.[row] ?? "" }
  })
}
