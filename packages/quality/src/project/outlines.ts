import { clusterRegions } from "../matching/clusters.ts"
import { hasHabits } from "../shapes/list.ts"
import { fitOutlineHabits, foretellLines, type OutlineCluster, type OutlineHabits } from "../shapes/people.ts"
import type { ProjectTask } from "./input.ts"

/** How a project's people draw free outlines, and whether that foretells lines that it was not learnt from. */
export interface OutlineModel {
  /** `held_out`: it does, so it moves lines; `no_better`: it does not. */
  readonly why: "held_out" | "no_better"
  /** What that rests on: things, mean distances as shares of their size with all alike and by habits, and their error. */
  readonly numbers: Readonly<Record<"things" | "plain" | "byHabits" | "error", number>>
  /** In the order of their names. */
  readonly people: readonly (OutlineHabits & { readonly person: string })[]
}

/** Things that are learnt from and foretold, at most, evenly over the project: each takes a twentieth of a second of the background. */
const MOST_THINGS = 200

/**
 * Learns from things that several people drew with free outlines; null for fewer than `needed` of them. As for edges of boxes, half of
 * the things foretell the other half: only habits that do better than none at all, beyond their error, are used.
 */
export function fitOutlineModel(doubled: readonly ProjectTask[], minIou: number, needed: number): OutlineModel | null {
  const all = doubled.flatMap((task) => outlinesIn(task, minIou))
  if (all.length < needed) return null
  const share = Math.min(1, MOST_THINGS / all.length)
  const things = all.filter((_, n) => Math.floor((n + 1) * share) > Math.floor(n * share))
  const halves = [0, 1].map((half) => things.filter((_, n) => n % 2 === half))
  const found = halves.flatMap((half, n) => foretellLines(half, fitOutlineHabits(halves[1 - n] ?? [])) ?? [])
  const lines = found.reduce((sum, one) => sum + one.lines, 0)
  if (lines === 0) return null
  const mean = (of: "plain" | "byHabits") => found.reduce((sum, one) => sum + one[of] * one.lines, 0) / lines
  const error = Math.sqrt(found.reduce((sum, one) => sum + (one.error * one.lines) ** 2, 0)) / lines
  const numbers = { things: all.length, plain: mean("plain"), byHabits: mean("byHabits"), error }
  const habits = fitOutlineHabits(things)
  const people = [...habits.keys()].sort().flatMap((person) => {
    const own = habits.get(person)
    return own ? [{ person, ...own }] : []
  })
  return { why: numbers.plain - numbers.byHabits > error ? "held_out" : "no_better", numbers, people }
}

/** Things of a task that several people drew, all of them with a free outline. */
function outlinesIn({ answers }: ProjectTask, minIou: number): OutlineCluster[] {
  const clusters = clusterRegions(
    answers.map(({ regions }) => regions),
    minIou,
  )
  return clusters.flatMap((cluster) => {
    const votes = cluster.map(({ person, region }) => ({
      person: answers[person]?.person ?? "",
      shape: region.geometry,
    }))
    return votes.length > 1 && votes.every(({ shape }) => hasHabits(shape)) ? [{ votes }] : []
  })
}
