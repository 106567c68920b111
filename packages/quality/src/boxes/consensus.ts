import type { Box } from "@justesse/types"
import { classPosterior } from "./classes.ts"
import { type BoxClusters, clusterBoxes } from "./clusters.ts"
import { binOf } from "./edges.ts"
import { sizeOfEdges, voteLogOdds } from "./existence.ts"
import { clusterFactors, movedEdges, repeatsAlone, repeatsIn } from "./final.ts"
import { consensusEdges } from "./geometry.ts"
import {
  type BoxCalibration,
  type BoxKnowledge,
  type BoxModel,
  type FourEdges,
  knowledgeFor,
  MOST_LOG_ODDS,
} from "./model.ts"
import { at, clamp, fromLogit, idAt, logit } from "./numbers.ts"
import { type BoxRisk, iouBelow, riskOfImage } from "./risk.ts"
import { edgeDeviations } from "./uncertainty.ts"
import { type BoxRow, type BoxVotes, boxVotesFrom, type ImageSize } from "./votes.ts"

/** What one person's answer says of one object, and how much it weighs. */
export interface BoxVote {
  readonly person: string
  /** Position of their box in their own answer; null when they did not draw this object. */
  readonly place: number | null
  /** What they called it; null when they did not draw it. */
  readonly said: string | null
  /** Added to the log odds (nats) that the object is real. */
  readonly existence: number
  /** Added to the log odds of the chosen class against the next likely; null without a choice of classes. */
  readonly naming: number | null
}

/** One object as the people together see it. */
export interface ConsensusBox {
  readonly box: Box
  /** Empty where the project has no classes. */
  readonly className: string
  /** Probability that it is real by people's miss and extra rates, of `logOdds`: too sure, since people share mistakes. */
  readonly confidence: number
  /** The same as gold showed it to be; equal to `confidence` where the model has seen no gold. */
  readonly calibrated: number
  /** Log odds (nats) that it is real: `priorLogOdds` and every vote's `existence` together; decides what is kept. */
  readonly logOdds: number
  /** Probability of the class. */
  readonly classConfidence: number
  /** 90 % interval of each edge (left, top, right, bottom) in pixels. */
  readonly intervals: readonly [Span, Span, Span, Span]
  /** Probability that IoU with the object's true box is below the asked limit. */
  readonly misplaced: number
  /** Log odds before any vote: how often clusters of this size are real. Votes' `existence` add up from here. */
  readonly priorLogOdds: number
  readonly votes: readonly BoxVote[]
}

/** From and to, pixels. */
type Span = readonly [low: number, high: number]

/** Everything the people together say of one image. */
export interface ImageConsensus {
  readonly image: string
  /** Objects of the consensus, in the order of their place. */
  readonly boxes: readonly ConsensusBox[]
  /** What somebody drew and the consensus leaves out; also a box that one person alone drew on another of their own. */
  readonly leftOut: readonly ConsensusBox[]
  /** Probability that nothing is there. */
  readonly empty: number
  readonly risk: BoxRisk
  /** Only one person answered: their answer passes, with that person's history. */
  readonly single: boolean
  /** Two or more people drew, and no two of them the same object: for a reviewer, nobody is at fault. */
  readonly nothingShared: boolean
  /** Boxes that repeat another box of the same person (IoU >= 0.5), by their positions in the answer. */
  readonly duplicates: readonly { readonly person: string; readonly place: number; readonly of: number }[]
}

/** IoU below which a box is misplaced. */
const SAME = 0.5

/** What to ask of a consensus. */
interface ConsensusOptions {
  /** IoU below which a box counts as misplaced, in (0, 1); 0.5 when left out. */
  readonly iouAtLeast?: number
  /** Size of the image, to cut boxes at its rim. */
  readonly size?: ImageSize
}

/**
 * The consensus of one image by a stored model: the same rules as the fit of a whole project, in time of this image
 * alone. Rows of other images are not allowed; people whom the model does not know count as average.
 */
export function consensusOfImage(
  model: BoxModel,
  answers: readonly BoxRow[],
  options: ConsensusOptions = {},
): ImageConsensus {
  const image = answers[0]?.image ?? ""
  const sizes = options.size && new Map([[image, options.size]])
  const votes = boxVotesFrom(
    answers.filter((row) => row.image === image),
    sizes,
  )
  const knowledge = knowledgeFor(model, votes)
  if (votes.images.length === 0) return unanswered(knowledge)
  const [only] = consensusOfVotes(votes, knowledge, options.iouAtLeast)
  return only ?? unanswered(knowledge)
}

function unanswered(knowledge: BoxKnowledge): ImageConsensus {
  const risk = riskOfImage(knowledge, [], [], [])
  const nothing = { boxes: [], leftOut: [], duplicates: [] }
  return { image: "", ...nothing, empty: Math.exp(-risk.misses), risk, single: false, nothingShared: false }
}

/** The consensus of every image by what is known of the people. */
export function consensusOfVotes(votes: BoxVotes, knowledge: BoxKnowledge, iouAtLeast = SAME): ImageConsensus[] {
  const clusters = clusterBoxes(votes, knowledge.gate)
  const raw = consensusEdges(votes, clusters, knowledge.habits, knowledge.near)
  const classes = votes.classes.length
  const posterior = new Float64Array(clusters.count * classes)
  classPosterior(votes, clusters, knowledge.classes, posterior)
  const factors = clusterFactors(votes, clusters, knowledge.habits)
  const deviations = edgeDeviations(votes, clusters, knowledge.habits, raw, factors)
  const judged = {
    votes,
    knowledge,
    clusters,
    raw,
    edges: movedEdges(raw, knowledge.offset, factors),
    posterior,
    deviations,
  }
  const result: ImageConsensus[] = []
  let cluster = 0
  for (let image = 0; image < votes.images.length; image++) {
    const from = cluster
    while (cluster < clusters.count && clusters.image[cluster] === image) cluster++
    result.push(judgeImage(judged, image, from, cluster, iouAtLeast))
  }
  return result
}

/** All that is computed for all images at once. */
interface Judged {
  readonly votes: BoxVotes
  readonly knowledge: BoxKnowledge
  readonly clusters: BoxClusters
  /** Edges before the gold offset: sizes for bins come from these, as in the fit. */
  readonly raw: Float64Array
  readonly edges: Float64Array
  readonly posterior: Float64Array
  /** Standard deviation of each edge, pixels. */
  readonly deviations: Float64Array
}

function judgeImage(judged: Judged, image: number, from: number, to: number, iouAtLeast: number): ImageConsensus {
  const { votes, knowledge, clusters } = judged
  const seen = [...votes.seenBy.subarray(idAt(votes.seenStart, image), idAt(votes.seenStart, image + 1))]
  const boxes: ConsensusBox[] = []
  const leftOut: ConsensusBox[] = []
  const repeats = repeatsIn(votes, clusters, from, to)
  const extra = repeatsAlone(votes, clusters, repeats)
  const missed: ConsensusBox[] = []
  let largest = 0
  for (let c = from; c < to; c++) {
    const box = boxOfCluster(judged, c, seen, iouAtLeast)
    const kept = box.confidence >= knowledge.keep && !extra.has(c)
    ;(kept ? boxes : leftOut).push(box)
    if (!kept && !extra.has(c)) missed.push(box)
    largest = Math.max(largest, idAt(clusters.start, c + 1) - idAt(clusters.start, c))
  }
  const risk = riskOfImage(knowledge, seen, boxes, missed)
  const nobody = [...boxes, ...leftOut].reduce((p, box) => p * (1 - box.calibrated), 1)
  const first = idAt(votes.boxStart, image)
  const drew = new Set(votes.boxPerson.subarray(first, idAt(votes.boxStart, image + 1)))
  return {
    image: votes.images[image] ?? "",
    boxes,
    leftOut,
    empty: nobody * Math.exp(-risk.unseen),
    risk,
    single: seen.length === 1,
    nothingShared: drew.size > 1 && largest === 1,
    duplicates: repeats.map(({ box, duplicate }) => ({
      person: votes.people[idAt(votes.boxPerson, box)] ?? "",
      place: idAt(votes.boxIndex, box),
      of: idAt(votes.boxIndex, duplicate),
    })),
  }
}

function boxOfCluster(judged: Judged, c: number, seen: readonly number[], iouAtLeast: number): ConsensusBox {
  const { votes, knowledge, edges, raw, deviations, posterior } = judged
  const bin = binOf(knowledge.rates.binUpTo, sizeOfEdges(raw, 4 * c))
  const priorLogOdds = logit(at(knowledge.rates.real, bin))
  const best = topTwo(posterior, c * votes.classes.length, votes.classes.length)
  const list = seen.map((person) => voteOf(judged, c, person, bin, best))
  const logOdds = list.reduce((sum, vote) => sum + vote.existence, priorLogOdds)
  const spans = [0, 1, 2, 3].map((k): Span => {
    const half = 1.6448536269514722 * knowledge.calibration.intervalFactor * at(deviations, 4 * c + k)
    return [at(edges, 4 * c + k) - half, at(edges, 4 * c + k) + half]
  })
  const [left, top, right, bottom] = [0, 1, 2, 3].map((k) => at(edges, 4 * c + k)) as [number, number, number, number]
  return {
    box: { x: left, y: top, width: right - left, height: bottom - top },
    className: votes.classes[best.first] ?? "",
    confidence: fromLogit(logOdds),
    calibrated: calibrated(logOdds, knowledge.calibration),
    logOdds,
    classConfidence: at(posterior, c * votes.classes.length + best.first),
    intervals: spans as [Span, Span, Span, Span], // four edges above give four spans
    misplaced: iouBelow(iouAtLeast, edges, deviations, 4 * c),
    priorLogOdds,
    votes: list,
  }
}

/** The shown probability of log odds; exactly theirs where there is no calibration. */
function calibrated(logOdds: number, { offset, slope }: BoxCalibration): number {
  if (offset === 0 && slope === 1) return fromLogit(logOdds)
  return fromLogit(offset + slope * clamp(logOdds, -MOST_LOG_ODDS, MOST_LOG_ODDS))
}

function topTwo(posterior: Float64Array, base: number, classes: number): { first: number; second: number } {
  let first = 0
  let second = -1
  for (let k = 1; k < classes; k++) {
    if (at(posterior, base + k) > at(posterior, base + first)) {
      second = first
      first = k
    } else if (second < 0 || at(posterior, base + k) > at(posterior, base + second)) second = k
  }
  return { first, second }
}

function voteOf(
  { votes, knowledge, clusters }: Judged,
  c: number,
  person: number,
  bin: number,
  best: { readonly first: number; readonly second: number },
): BoxVote {
  let box = -1
  for (let m = idAt(clusters.start, c); m < idAt(clusters.start, c + 1); m++)
    if (votes.boxPerson[idAt(clusters.member, m)] === person) box = idAt(clusters.member, m)
  const classes = votes.classes.length
  const { confusion } = knowledge.classes
  const said = box < 0 ? -1 : idAt(votes.boxClass, box)
  const row = (truth: number) => at(confusion, (person * classes + truth) * classes + said)
  return {
    person: votes.people[person] ?? "",
    place: box < 0 ? null : idAt(votes.boxIndex, box),
    said: box < 0 ? null : (votes.classes[said] ?? ""),
    existence: voteLogOdds(knowledge.rates, person, bin, box >= 0),
    naming: box < 0 || best.second < 0 ? null : Math.log(row(best.first) / row(best.second)),
  }
}

/** The four edges of a consensus box. */
export function edgesOfBox({ x, y, width, height }: Box): FourEdges {
  return [x, y, x + width, y + height]
}
