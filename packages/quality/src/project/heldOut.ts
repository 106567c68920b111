import { boxOf } from "@justesse/types"
import type { BoxModel, FourEdges } from "../boxes/model.ts"
import { weightedMedian } from "../consensus/median.ts"
import { type Edges, edgesOf } from "../geometry/iou.ts"
import { clusterRegions } from "../matching/clusters.ts"
import type { ProjectTask } from "./input.ts"

/** How well a person's edges are foretold from the others' alone, as a mean share of the box's side; smaller is better. */
interface HeldOut {
  /** Each edge by the plain median of the others. */
  readonly plain: number
  /** By the model: others' habits taken out, this person's put in, steadier people counting more. */
  readonly model: number
  /** Standard error of the difference. */
  readonly error: number
  /** Edges foretold. */
  readonly edges: number
}

const EDGES = ["left", "top", "right", "bottom"] as const
/** Residuals are cut here, as in the fit: a box of something else must not decide. */
const CUT = 0.5

/**
 * Foretells each box of pictures that the model has not seen from the other people's boxes of the same thing. Null when
 * there is nothing to foretell.
 */
export function heldOut(model: BoxModel, tasks: readonly ProjectTask[], minIou: number): HeldOut | null {
  const people = new Map(model.people.map((person) => [person.person, person]))
  const bias = (person: string, k: number) => people.get(person)?.bias[k] ?? 0
  const weight = (person: string, k: number) => (people.get(person)?.spread ?? model.average.spread)[k] ?? 1
  let [plain, byModel, squares, n] = [0, 0, 0, 0]
  for (const { answers } of tasks) {
    const clusters = clusterRegions(
      answers.map(({ regions }) => regions),
      minIou,
    )
    for (const cluster of clusters) {
      const boxes = cluster.map(({ person, region }) => ({
        who: answers[person]?.person ?? "",
        edges: fourEdges(edgesOf(boxOf(region))),
      }))
      if (boxes.length < 2) continue
      boxes.forEach((mine, i) => {
        const others = boxes.filter((_, j) => j !== i)
        for (let k = 0; k < 4; k++) {
          const side = (mine.edges[(k % 2) + 2] ?? 0) - (mine.edges[k % 2] ?? 0)
          if (!(side > 0)) continue
          const at = (box: (typeof boxes)[number]) => box.edges[k] ?? 0
          const simple = weightedMedian(others.map((other) => ({ value: at(other), weight: 1 })))
          const better = weightedMedian(
            others.map((other) => ({
              value: at(other) - bias(other.who, k) * side,
              weight: 1 / Math.max(1e-6, weight(other.who, k)) ** 2,
            })),
          )
          const a = Math.min(CUT, Math.abs(at(mine) - simple) / side)
          const b = Math.min(CUT, Math.abs(at(mine) - bias(mine.who, k) * side - better) / side)
          plain += a
          byModel += b
          squares += (a - b) ** 2
          n++
        }
      })
    }
  }
  if (n === 0) return null
  const mean = (plain - byModel) / n
  const error = Math.sqrt(Math.max(0, squares / n - mean * mean) / n)
  return { plain: plain / n, model: byModel / n, error, edges: n }
}

function fourEdges(edges: Edges): FourEdges {
  const [left, top, right, bottom] = EDGES.map((edge) => edges[edge])
  return [left ?? 0, top ?? 0, right ?? 0, bottom ?? 0]
}
