import { type Box, boxOf, boxShape, type Disagreement, type Region, regionsOf } from "@justesse/types"
import { type ConsensusBox, consensusOfImage, type ImageConsensus } from "../boxes/consensus.ts"
import { idOfPiece } from "../consensus/ids.ts"
import {
  type Clustering,
  type Consensus,
  type ConsensusInput,
  consensus,
  type FinalRegion,
} from "../consensus/index.ts"
import type { Hand } from "../consensus/merge.ts"
import { compareReading } from "../consensus/order.ts"
import { fourOf, iou } from "../geometry/iou.ts"
import { tempered } from "./calibration.ts"
import { COMPARED, type ProjectModel } from "./fit.ts"

/** A consensus with what is known of the people behind it. */
export interface ReliableConsensus extends Consensus {
  /** Expected share of things that are wrong (missed, made up, misplaced, misnamed, misread), in [0, 1]; null: unknown. */
  readonly risk: number | null
  /** Pictures known of the people who answered, on average. */
  readonly evidence: number
  /** Everything with the differences decided as proposed: what is kept where the risk is low enough. */
  readonly proposed: readonly FinalRegion[]
}

/**
 * {@link consensus} with the people's habits: their votes on labels, attributes and texts weigh by their skill, and where each
 * person's habits are known (20 boxes compared) and foretell better than medians do, edges are freed of them.
 * An edge is moved only as far as the rule still holds: the box agrees with everybody's as before. Confidence is the
 * probability that the thing is real and rightly named, calibrated where gold or reviewers told. Without a model everything is
 * as the rule alone has it.
 *
 * The same answers in any order give the same result to the bit (I11).
 */
export function reliableConsensus(
  input: ConsensusInput,
  model: ProjectModel | null,
  cluster?: Clustering,
): ReliableConsensus {
  const known = new Map((model?.people ?? []).map((person) => [person.person, person]))
  const items = input.answers.map(({ person }) => known.get(person)?.items ?? 0)
  const evidence = items.length === 0 ? 0 : items.reduce((sum, n) => sum + n, 0) / items.length
  const weights = weightsIn(input, model)
  const found = consensus({ ...input, weights, hands: handsOf(model) }, cluster)
  if (!model?.boxes) return { ...found, risk: null, evidence, proposed: proposedOf(found, found.settled) }
  const image = imageOf(input, model)
  const improve = improver(input, model, image)
  const final = found.settled.map(improve.settled)
  const disagreements = found.differences.map(improve.difference)
  const better = { ...found, settled: final, differences: disagreements }
  return { ...better, risk: riskOf(input, better, image, model), evidence, proposed: proposedOf(better, final) }
}

/** How much each person's vote counts: by their skill where enough of them was compared. */
export function weightsIn({ answers }: ConsensusInput, model: ProjectModel | null): Record<string, number> {
  const known = new Map((model?.people ?? []).map((person) => [person.person, person]))
  return Object.fromEntries(
    answers.map(({ person }) => {
      const one = known.get(person)
      return [person, one && one.items >= COMPARED ? one.weight : 1]
    }),
  )
}

/** How people draw free outlines, where that is known of them and foretells better than taking all alike. */
function handsOf(model: ProjectModel | null): Record<string, Hand> {
  const { outlines } = model ?? {}
  const known = outlines?.why === "held_out" ? outlines.people.filter(({ compared }) => compared >= COMPARED) : []
  return Object.fromEntries(known.map(({ person, bias, spread }) => [person, { bias, spread }]))
}

function imageOf({ answers, size }: ConsensusInput, model: ProjectModel): ImageConsensus | null {
  if (!model.boxes) return null
  const rows = answers.map(({ person, body }) => ({
    image: "",
    person,
    boxes: body.regions.map((region) => fourOf(boxOf(region))),
    classes: body.regions.map(({ label }) => label),
  }))
  return consensusOfImage(model.boxes, rows, { size: [size.width, size.height] })
}

/** Everything settled and proposed, top to bottom. What is proposed to be nothing is not in it. */
export function proposedOf(found: Consensus, final: readonly FinalRegion[]): FinalRegion[] {
  const submissionOf = new Map(Object.entries(found.letters).map(([submission, letter]) => [letter, submission]))
  const decided = found.differences.flatMap((disagreement): FinalRegion[] => {
    const { id, confidence, candidates, pieces } = disagreement
    const letters = candidates.filter(({ region }) => region !== null).flatMap((one) => one.letters)
    const submissions = letters.flatMap((letter) => submissionOf.get(letter) ?? []).sort()
    return regionsOf(disagreement).map((proposed, at) => {
      const region = pieces ? { ...proposed, id: idOfPiece(id, at) } : proposed
      return { region, provenance: { region: region.id, method: "vote", confidence, submissions } }
    })
  })
  return [...final, ...decided].sort((p, q) => compareReading(p.region, q.region))
}

/** Moves edges and says confidences by the model's view of the same picture. */
function improver(input: ConsensusInput, model: ProjectModel, image: ImageConsensus | null) {
  const bodyOf = new Map(input.answers.map((answer) => [answer.submission, answer]))
  const compared = new Map((model.boxes?.people ?? []).map(({ person, compared }) => [person, compared]))
  const items = new Map(model.people.map((person) => [person.person, person.items]))
  const temperature = model.calibration?.temperature ?? 1
  const boxes = image ? [...image.boxes, ...image.leftOut] : []
  const isKnown = (people: readonly string[]) =>
    model.method.name === "reliability" && people.every((person) => (compared.get(person) ?? 0) >= COMPARED)
  const peopleBehind = (submissions: readonly string[]) =>
    submissions.flatMap((submission) => bodyOf.get(submission)?.person ?? [])
  const duplicate = (box: Box, people: readonly string[]) => duplicateOf(boxes, box, people, input.settle.matchIou)
  const sure = (box: ConsensusBox) => tempered(box.calibrated * box.classConfidence, temperature)
  return {
    settled: ({ region, provenance }: FinalRegion): FinalRegion => {
      const people = peopleBehind(provenance.submissions)
      const box = duplicate(boxOf(region), people)
      if (!box || !input.answers.every(({ person }) => (items.get(person) ?? 0) >= COMPARED))
        return { region, provenance }
      const confidence = sure(box)
      const drawn = box.votes.flatMap(({ person, place: index }) => regionAt(input, person, index))
      const holds = drawn.every((one) => iou(boxOf(one), box.box) >= input.settle.settleIou)
      const moves = provenance.method === "median" && isKnown(people) && holds && isPlain(region)
      return {
        region: moves ? { ...region, geometry: boxShape(box.box) } : region,
        provenance: { ...provenance, confidence },
      }
    },
    difference: (disagreement: Disagreement): Disagreement => {
      const { proposal, candidates } = disagreement
      if (!proposal || candidates.length < 2) return disagreement
      const box = boxes.find((one) => iou(one.box, boxOf(proposal)) >= input.settle.settleIou)
      const people = box?.votes.flatMap(({ person, place: index }) => (index === null ? [] : [person])) ?? []
      // A proposal of one person's box stays that person's to the bit.
      if (!box || people.length < 2 || !isKnown(people) || !isPlain(proposal)) return disagreement
      return { ...disagreement, proposal: { ...proposal, geometry: boxShape(box.box) } }
    },
  }
}

/** An upright box: the model of people's habits knows its edges. */
function isPlain({ geometry }: Region): boolean {
  return geometry.type === "box"
}

function regionAt({ answers }: ConsensusInput, person: string, index: number | null): Region[] {
  const region = index === null ? undefined : answers.find((answer) => answer.person === person)?.body.regions[index]
  return region ? [region] : []
}

/** The model's box of the same thing: drawn by the same people, and overlapping most. */
function duplicateOf(
  boxes: readonly ConsensusBox[],
  box: Box,
  people: readonly string[],
  minIou: number,
): ConsensusBox | undefined {
  let best: ConsensusBox | undefined
  let most = minIou
  for (const one of boxes) {
    const drew = one.votes.flatMap(({ person, place: index }) => (index === null ? [] : [person]))
    const same = drew.length === people.length && drew.every((person) => people.includes(person))
    const overlap = same ? iou(one.box, box) : 0
    if (overlap >= most) {
      best = one
      most = overlap
    }
  }
  return best
}

/**
 * Expected misses, extras, misplaced and misnamed boxes, and doubtful texts and attributes, over the things in the picture;
 * multiplied by how far such expectations came true on told pictures.
 */
function riskOf(
  input: ConsensusInput,
  found: Consensus,
  image: ImageConsensus | null,
  model: ProjectModel,
): number | null {
  if (!image) return null
  const misnamed = image.boxes.reduce((sum, box) => sum + box.calibrated * (1 - box.classConfidence), 0)
  const silent = found.differences
    .filter(({ kind }) => kind === "text" || kind === "attribute")
    .reduce((sum, { confidence }) => sum + 1 - confidence, 0)
  const misread = found.settled.reduce((sum, one) => sum + wrongText(one, input, model), 0)
  const expected = (image.risk.total + misnamed) * (model.calibration?.riskFactor ?? 1) + silent + misread
  return Math.min(1, expected / Math.max(1, image.boxes.length + image.risk.misses))
}

/** Probability that a text on which all these people agree is wrong, if they make the same mistakes; 0 without a text. */
function wrongText({ region }: FinalRegion, { answers }: ConsensusInput, model: ProjectModel): number {
  if (region.transcript === undefined) return 0
  const skills = new Map(model.people.map(({ person, skills }) => [person, skills.transcribe?.mean]))
  const known = [...skills.values()].flatMap((mean) => mean ?? [])
  const usual = known.length === 0 ? 0.5 : known.reduce((sum, mean) => sum + mean, 0) / known.length
  let [right, wrong] = [1, 1]
  for (const { person } of answers) {
    const mean = skills.get(person) ?? usual
    right *= mean
    wrong *= 1 - mean
  }
  return right + wrong === 0 ? 0.5 : wrong / (right + wrong)
}
