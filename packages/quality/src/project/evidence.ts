import type { Region, ResolveRule } from "@justesse/types"
import { type BoxVote, type ConsensusBox, consensusOfVotes, type ImageConsensus } from "../boxes/consensus.ts"
import { type BoxModel, knowledgeFor } from "../boxes/model.ts"
import { fromLogit, logit } from "../boxes/numbers.ts"
import { boxVotesFrom } from "../boxes/votes.ts"
import { textKey } from "../consensus/likeness.ts"
import { medianBox } from "../consensus/median.ts"
import { iou } from "../geometry/iou.ts"
import { overlapOfRegions } from "../geometry/regions.ts"
import type { Competence } from "../skill/beta.ts"
import { type DayEvidence, type Evidence, NO_EVIDENCE } from "../skill/evidence.ts"
import { partnersOf } from "./final.ts"
import type { ProjectAnswer, ProjectInput, ProjectTask } from "./input.ts"
import { boxRowsOf, sizesOf } from "./rows.ts"

/** What a person can be good at. */
export const COMPETENCES: readonly Competence[] = ["find", "place", "name", "transcribe"]

/** A person's evidence, oldest day first, by competence. */
export type PersonEvidence = Readonly<Record<Competence, readonly DayEvidence[]>>

type Counts = Record<Competence, Map<number, Evidence>>
const DAY_MS = 86_400_000
/** Posteriors reach 1 to the last digit, where the odds are infinite and a person's own vote changes nothing. */
const LEAST = 1e-9

/**
 * What each person did right and wrong, told by others alone: by the kept answer where a reviewer or gold stands behind it,
 * otherwise by what the other people's answers make likely (a person's own vote is taken out of the posterior, so nobody
 * validates themselves). A thing that is real with probability q counts q found or missed, and 1 - q drawn too many; with
 * m others to compare with, a difference of place or text counts m / (m + 1) wrong, since it may be theirs.
 */
export function evidenceOf(
  { settle: rule, tasks }: Pick<ProjectInput, "settle" | "tasks">,
  model: BoxModel,
): Map<string, PersonEvidence> {
  const people = new Map<string, Counts>()
  const by = (person: string): Counts => {
    const known = people.get(person)
    if (known) return known
    const fresh: Counts = { find: new Map(), place: new Map(), name: new Map(), transcribe: new Map() }
    people.set(person, fresh)
    return fresh
  }
  const compared = tasks.filter((task) => !hasFinal(task) && task.answers.length > 1)
  for (const task of tasks) if (hasFinal(task)) for (const answer of task.answers) countByFinal(task, answer, rule, by)
  const votes = boxVotesFrom(
    compared.flatMap(({ task, answers }) => boxRowsOf(task, answers)),
    sizesOf(compared),
  )
  const found = new Map(consensusOfVotes(votes, knowledgeFor(model, votes)).map((image) => [image.image, image]))
  for (const task of compared) {
    const image = found.get(task.task)
    if (image) byOthers(task, image, rule, by)
  }
  return new Map([...people].map(([person, counts]) => [person, inDays(counts)]))
}

function hasFinal(task: ProjectTask): task is ProjectTask & { readonly final: readonly Region[] } {
  return task.final !== null && task.finalBy !== "answers"
}

/** Adds to what the others (or, `isGold`, a reviewer or gold) tell of a person on the day of the answer. */
function add(to: Telling, what: Competence, right: number, wrong: number): void {
  const day = Math.floor(to.answer.atMs / DAY_MS)
  const before = to.counts[what].get(day) ?? NO_EVIDENCE
  to.counts[what].set(
    day,
    to.isGold
      ? { ...before, goldRight: before.goldRight + right, goldWrong: before.goldWrong + wrong }
      : { ...before, right: before.right + right, wrong: before.wrong + wrong },
  )
}

/** An answer, whose counts it goes to, and who tells. */
interface Telling {
  readonly answer: ProjectAnswer
  readonly counts: Counts
  readonly isGold: boolean
}

function inDays(counts: Counts): PersonEvidence {
  const days = (of: Competence) =>
    [...counts[of]].map(([day, sums]) => ({ day, ...sums })).sort((a, b) => a.day - b.day)
  return { find: days("find"), place: days("place"), name: days("name"), transcribe: days("transcribe") }
}

type By = (person: string) => Counts

function countByFinal(
  task: { readonly final: readonly Region[] },
  answer: ProjectAnswer,
  rule: ResolveRule,
  by: By,
): void {
  const to: Telling = { answer, counts: by(answer.person), isGold: true }
  const partner = partnersOf(task.final, answer.regions, rule.matchIou)
  let met = 0
  task.final.forEach((region, i) => {
    const mine = partner[i]
    add(to, "find", mine ? 1 : 0, mine ? 0 : 1)
    if (!mine) return
    met++
    addMet(to, mine, [region], rule, 1)
    add(to, "name", mine.label === region.label ? 1 : 0, mine.label === region.label ? 0 : 1)
  })
  const extra = answer.regions.length - met
  if (extra > 0) add(to, "find", 0, extra)
  // "Nothing here" that was right is one thing found.
  if (task.final.length === 0 && answer.regions.length === 0) add(to, "find", 1, 0)
}

function byOthers(task: ProjectTask, image: ImageConsensus, rule: ResolveRule, by: By): void {
  const answerOf = new Map(task.answers.map((answer) => [answer.person, answer]))
  const regionOf = ({ person, place: index }: BoxVote) => answerOf.get(person)?.regions[index ?? -1]
  for (const box of [...image.boxes, ...image.leftOut]) {
    for (const vote of box.votes) {
      const answer = answerOf.get(vote.person)
      if (!answer) continue
      const to: Telling = { answer, counts: by(vote.person), isGold: false }
      const real = fromLogit(box.logOdds - vote.existence)
      const mine = regionOf(vote)
      add(to, "find", mine ? real : 0, mine ? 1 - real : real)
      const others = box.votes.flatMap((other) => (other === vote ? [] : (regionOf(other) ?? [])))
      if (!mine || others.length === 0) continue
      addMet(to, mine, others, rule, others.length / (others.length + 1))
      addName(to, box, vote)
    }
  }
  if (image.boxes.length + image.leftOut.length > 0) return
  for (const answer of task.answers) {
    add({ answer, counts: by(answer.person), isGold: false }, "find", image.empty, 0)
  }
}

/** A probability with one vote taken out of its log odds. */
function withoutOwn(probability: number, vote: number): number {
  return fromLogit(logit(Math.min(1 - LEAST, Math.max(LEAST, probability))) - vote)
}

function addName(to: Telling, box: ConsensusBox, vote: BoxVote): void {
  if (vote.naming === null) {
    add(to, "name", 1, 0)
    return
  }
  const chosen = withoutOwn(box.classConfidence, vote.naming)
  const right = vote.said === box.className ? chosen : 1 - chosen
  add(to, "name", right, 1 - right)
}

/** Place and text of a region against others' regions of the same thing; a difference weighs `blame`. */
function addMet(to: Telling, mine: Region, others: readonly Region[], rule: ResolveRule, blame: number): void {
  const near = overlapWithOthers(mine, others) >= rule.settleIou
  add(to, "place", near ? 1 : 0, near ? 0 : blame)
  const read = others.filter(({ transcript }) => transcript !== undefined)
  if (read.length === 0 && !mine.transcript) return
  const key = textKey(mine, rule)
  const same = others.filter((other) => textKey(other, rule) === key).length / others.length
  add(to, "transcribe", same, (1 - same) * blame)
}

/** IoU of a region with the median of the others' edges; where not all are plain boxes, the mean IoU with each of the others. */
function overlapWithOthers(mine: Region, others: readonly Region[]): number {
  const boxes = others.flatMap(({ geometry }) => (geometry.type === "box" ? [geometry] : []))
  if (mine.geometry.type !== "box" || boxes.length < others.length)
    return others.reduce((sum, other) => sum + overlapOfRegions(mine, other), 0) / others.length
  const [only] = boxes
  const equal = boxes.map(() => 1)
  return iou(mine.geometry, only && boxes.length === 1 ? only : medianBox(boxes, equal))
}
