import type { Region } from "@justesse/types"
import { atTemperature, calibrationError, fitTemperature } from "../adaptive/calibrate.ts"
import { consensusOfVotes, type ImageConsensus } from "../boxes/consensus.ts"
import { type BoxModel, knowledgeFor } from "../boxes/model.ts"
import { boxVotesFrom } from "../boxes/votes.ts"
import { partnersOfBoxes } from "./final.ts"
import type { ProjectInput, ProjectTask } from "./input.ts"
import { boxRowsOf, sizesOf } from "./rows.ts"

/** How well confidence and risk fit what reviewers and gold told of the same pictures. */
export interface ProjectCalibration {
  /** Confidences are drawn together by this: above 1 the model was too sure. */
  readonly temperature: number
  /** Mean distance of confidence from how often it was right, at that temperature, in [0, 1]. */
  readonly ece: number
  /** Boxes judged. */
  readonly n: number
  /** Wrong things found against wrong things expected: the risk is multiplied by it. */
  readonly riskFactor: number
}

/** Boxes told of from which anything is calibrated. */
const ENOUGH = 30
/** Before anything is told the posterior is believed: temperature 1, and rarely beyond 1/3 to 3. */
const PRIOR = { centre: 1, spread: 0.6 }
/** Wrong things' worth of "the risk is right". */
const SHRINK = 5

/**
 * Compares the consensus that the model makes of told pictures with what was told: how sure it was of each box, and how many
 * things it expected to be wrong. Null with fewer than 30 boxes.
 */
export function calibrate(
  { settle: rule, tasks }: Pick<ProjectInput, "settle" | "tasks">,
  model: BoxModel,
): ProjectCalibration | null {
  const known = tasks.filter(hasFinal)
  const votes = boxVotesFrom(
    known.flatMap(({ task, answers }) => boxRowsOf(task, answers)),
    sizesOf(known),
  )
  const truthOf = new Map(known.map(({ task, final }) => [task, final]))
  const sums = { confidence: new Array<number>(), right: new Array<number>(), expected: 0, wrong: 0 }
  for (const image of consensusOfVotes(votes, knowledgeFor(model, votes))) {
    addImage(sums, image, truthOf.get(image.image) ?? [], rule.matchIou)
  }
  const n = sums.confidence.length
  if (n < ENOUGH) return null
  const posterior = Float64Array.from(sums.confidence.flatMap((p) => [1 - p, p]))
  const temperature = fitTemperature(posterior, Int32Array.from(sums.right), 2, PRIOR)
  const shown = atTemperature(posterior, 2, temperature).filter((_, i) => i % 2 === 1)
  const riskFactor = (sums.wrong + SHRINK) / (sums.expected + SHRINK)
  return { temperature, ece: calibrationError(shown, sums.right), n, riskFactor }
}

/** A confidence at a temperature. */
export function tempered(confidence: number, temperature: number): number {
  return atTemperature(Float64Array.of(1 - confidence, confidence), 2, temperature)[1] ?? confidence
}

interface Sums {
  readonly confidence: number[]
  readonly right: number[]
  expected: number
  wrong: number
}

function addImage(sums: Sums, image: ImageConsensus, truth: readonly Region[], minIou: number): void {
  const found = [...image.boxes, ...image.leftOut]
  const partner = partnersOfBoxes(
    found.map(({ box }) => box),
    truth,
    minIou,
  )
  let met = 0
  found.forEach(({ calibrated, classConfidence, className }, i) => {
    const sure = calibrated * classConfidence
    const isRight = partner[i]?.label === className
    sums.confidence.push(sure)
    sums.right.push(isRight ? 1 : 0)
    if (i >= image.boxes.length) return
    sums.expected += 1 - sure
    if (!isRight) sums.wrong++
    if (partner[i]) met++
  })
  sums.expected += image.risk.misses
  sums.wrong += truth.length - met
}

function hasFinal(task: ProjectTask): task is ProjectTask & { readonly final: readonly Region[] } {
  return task.final !== null && task.finalBy !== "answers" && task.answers.length > 0
}
