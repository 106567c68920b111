import { type Box, boxOf, type Region } from "@justesse/types"
import { matchBoxes } from "../matching/matchBoxes.ts"
import { matchRegions } from "../matching/matchRegions.ts"
import type { ProjectInput, ProjectTask } from "./input.ts"
import { addRatio, NO_RATIO, type RatioSum, ratioOf } from "./ratio.ts"

/** Lower ends of the bins of the shorter side, in image pixels. */
export const SIZE_BINS: readonly number[] = [0, 12, 16, 20, 24, 32, 48, 96]

/** Answers against what was kept. */
interface FinalSums {
  /** `counts[kept][answered]` in the order of `labels`; the last column is "missed". */
  readonly counts: number[][]
  /** Kept boxes that people found, one sum for each of {@link SIZE_BINS}. */
  readonly sizes: RatioSum[]
}

/**
 * Compares each answer with the kept one, where more than one person or somebody independent stands behind it: boxes are
 * matched one to one from the project's `matchIou` up, whatever the label. What one person alone settled says nothing.
 */
export function sumFinal({
  labels,
  settle: rule,
  tasks,
}: Pick<ProjectInput, "labels" | "settle" | "tasks">): FinalSums {
  const index = new Map(labels.map((label, i) => [label, i]))
  const counts = labels.map(() => Array.from({ length: labels.length + 1 }, () => 0))
  const sizes = SIZE_BINS.map(() => NO_RATIO)
  for (const task of tasks) {
    if (!hasFinal(task)) continue
    const found = SIZE_BINS.map(() => 0)
    const all = SIZE_BINS.map(() => 0)
    for (const answer of task.answers) {
      const partner = partnersOf(task.final, answer.regions, rule.matchIou)
      task.final.forEach((region, i) => {
        const other = partner[i]
        const row = counts[index.get(region.label) ?? -1]
        const column = other ? index.get(other.label) : labels.length
        if (row && column !== undefined) row[column] = (row[column] ?? 0) + 1
        const bin = binOf(boxOf(region))
        all[bin] = (all[bin] ?? 0) + 1
        if (other) found[bin] = (found[bin] ?? 0) + 1
      })
    }
    sizes.forEach((sum, bin) => {
      sizes[bin] = addRatio(sum, ratioOf(found[bin] ?? 0, all[bin] ?? 0))
    })
  }
  return { counts, sizes }
}

function hasFinal(task: ProjectTask): task is ProjectTask & { readonly final: readonly Region[] } {
  return task.final !== null && task.answers.length >= (task.finalBy === "answers" ? 2 : 1)
}

/** For each region of `first` the one of `second` that stands for the same thing, matched one to one. */
export function partnersOf(
  first: readonly Region[],
  second: readonly Region[],
  minIou: number,
): (Region | undefined)[] {
  return partnersBy(matchRegions(first, second, minIou), first.length, second)
}

/** {@link partnersOf} for boxes without regions. */
export function partnersOfBoxes(
  first: readonly Box[],
  second: readonly Region[],
  minIou: number,
): (Region | undefined)[] {
  return partnersBy(matchBoxes(first, second.map(boxOf), minIou), first.length, second)
}

function partnersBy(
  matches: readonly { readonly a: number; readonly b: number }[],
  length: number,
  second: readonly Region[],
): (Region | undefined)[] {
  const partner = Array.from({ length }, (): Region | undefined => undefined)
  for (const match of matches) partner[match.a] = second[match.b]
  return partner
}

function binOf({ width, height }: Box): number {
  const side = Math.min(width, height)
  let bin = 0
  while (bin + 1 < SIZE_BINS.length && side >= (SIZE_BINS[bin + 1] ?? Infinity)) bin++
  return bin
}

/** Kept boxes that must lie under a size before it is said that people begin to miss there. */
const ENOUGH = 20
/** A size is too small for people when more than this share is missed. */
const MISSED = 0.1

/**
 * The size in pixels under which more than one box in ten is missed: the upper end of the largest bin whose found share,
 * made to rise with size (pooling neighbours that do not), lies under 0.9; null where no bin does, too few boxes lie below,
 * or it is every size.
 *
 * @see Ayer et al. 1955, "An empirical distribution function for sampling with incomplete information".
 */
export function missUnder(sizes: readonly RatioSum[]): number | null {
  const found = risingShares(sizes)
  let below = 0
  let under: number | null = null
  sizes.forEach((sum, bin) => {
    below += sum.all
    if (sum.all > 0 && (found[bin] ?? 1) < 1 - MISSED && below >= ENOUGH) under = SIZE_BINS[bin + 1] ?? null
  })
  return under
}

/** Found shares that never fall from one bin to the next, with the least squared change. */
function risingShares(sizes: readonly RatioSum[]): number[] {
  const blocks: { right: number; all: number; bins: number }[] = []
  for (const { right, all } of sizes) {
    let block = { right, all, bins: 1 }
    for (let last = blocks.at(-1); last && share(last) > share(block); last = blocks.at(-1)) {
      block = { right: block.right + last.right, all: block.all + last.all, bins: block.bins + last.bins }
      blocks.pop()
    }
    blocks.push(block)
  }
  return blocks.flatMap((block) => Array.from({ length: block.bins }, () => share(block)))
}

function share({ right, all }: { right: number; all: number }): number {
  return all === 0 ? 1 : right / all
}
