import { boxOf } from "@justesse/types"
import { type BoxFit, fitBoxes, modelOf } from "../boxes/fit.ts"
import { type GoldImage, withGold } from "../boxes/gold.ts"
import type { BoxModel } from "../boxes/model.ts"
import { boxVotesFrom } from "../boxes/votes.ts"
import { fourOf } from "../geometry/iou.ts"
import type { ProjectClasses } from "../labels/classModel.ts"
import { calibrate, type ProjectCalibration } from "./calibration.ts"
import { evidenceOf } from "./evidence.ts"
import { heldOut } from "./heldOut.ts"
import type { ProjectInput, ProjectTask } from "./input.ts"
import { fitOutlineModel, type OutlineModel } from "./outlines.ts"
import { boxRowsOf, inOrder, sizesOf } from "./rows.ts"
import { NO_SKILLS, type PersonSkills, skillsOf } from "./skills.ts"

/** Which method a project's consensus and figures rest on, and why. `why` is a code; `numbers` are what it rests on. */
export interface ProjectMethod {
  readonly name: "reliability" | "majority"
  /** `held_out`: people's habits foretell new answers better; `no_better`: they do not; `too_few`: nothing can be said. */
  readonly why: "held_out" | "no_better" | "too_few"
  readonly numbers: Readonly<Record<string, number>>
}

/** What is known of one person of a project. */
interface ProjectPerson {
  readonly person: string
  /** Pictures that the person and somebody else answered, or that a reviewer or gold tells about. */
  readonly items: number
  readonly skills: PersonSkills
  /** How much the person's vote counts on labels, attributes and texts, > 0; 1 is average. */
  readonly weight: number
}

/** What a project knows of how its people work: plain JSON, to be stored and used one task at a time. */
export interface ProjectModel {
  /** {@link MODEL_VERSION} of the program that fitted it: a model of another one is not used but fitted anew. */
  readonly version: number
  readonly method: ProjectMethod
  /** Habits by which boxes are brought together; null while nothing can be said. */
  readonly boxes: BoxModel | null
  /** Habits by which free outlines are brought together; null while nothing can be said. */
  readonly outlines: OutlineModel | null
  /** Null while too little was told by reviewers and gold. */
  readonly calibration: ProjectCalibration | null
  /** How people name whole assets; absent where that is not asked, null while nothing can be said. */
  readonly classes?: ProjectClasses | null
  /** People in the order of their names. */
  readonly people: readonly ProjectPerson[]
}

/** Rises with every change of what a stored model holds. */
export const MODEL_VERSION = 3

/** Pictures answered twice from which a method is chosen and figures are shown. */
export const NEEDED = 30
/** Boxes of one person that others drew too, from which that person's habits are used. */
export const COMPARED = 20
/** Odds of a weight are kept within these. */
const WEIGHTS = [0.2, 5] as const

/** Told now and then how far a long computation is: a share in [0, 1] that never falls. */
export type OnShare = (share: number) => void

/** About how the time of {@link fitProject} is divided: after the fit, the choice of method, the evidence. */
const FITTED = 0.35
const CHOSEN = 0.75
const SEEN = 0.9

/**
 * Learns from a project's answers how each person draws, misses, makes up and names, with evidence from other people alone.
 * Whether the habits may move edges is decided on pictures that they were not learnt from: half of the pictures foretell
 * the other half. The order of the input does not matter.
 */
export function fitProject(
  input: Pick<ProjectInput, "readsText" | "settle" | "tasks">,
  onShare: OnShare = () => {},
): ProjectModel {
  const tasks = inOrder(input.tasks).filter(({ answers }) => answers.length > 0)
  const doubled = tasks.filter(({ answers }) => answers.length > 1)
  if (doubled.length === 0)
    return { version: MODEL_VERSION, method: tooFew(0, 0), boxes: null, outlines: null, calibration: null, people: [] }
  const fit = fitOf(tasks)
  const { matchIou } = input.settle
  const boxes = withGold(modelOf(fit), fit, goldOf(tasks))
  onShare(FITTED)
  const method = methodOf(doubled, boxes, matchIou)
  const outlines = fitOutlineModel(doubled, matchIou, NEEDED)
  onShare(CHOSEN)
  const skills = skillsOf(evidenceOf({ settle: input.settle, tasks }, boxes))
  onShare(SEEN)
  const items = itemsOf(tasks)
  const people = [...skills.keys()].sort().map((person) => {
    const own = skills.get(person) ?? NO_SKILLS
    return { person, items: items.get(person) ?? 0, skills: own, weight: weightOf(own, skills, input.readsText) }
  })
  return {
    version: MODEL_VERSION,
    method,
    boxes,
    outlines,
    calibration: calibrate({ settle: input.settle, tasks }, boxes),
    people,
  }
}

function fitOf(tasks: readonly ProjectTask[]): BoxFit {
  return fitBoxes(
    boxVotesFrom(
      tasks.flatMap(({ task, answers }) => boxRowsOf(task, answers)),
      sizesOf(tasks),
    ),
  )
}

function goldOf(tasks: readonly ProjectTask[]): GoldImage[] {
  return tasks.flatMap(({ task, final, finalBy }) =>
    final && finalBy === "gold" ? [{ image: task, boxes: final.map((region) => fourOf(boxOf(region))) }] : [],
  )
}

function tooFew(doubled: number, compared: number): ProjectMethod {
  return { name: "majority", why: "too_few", numbers: { doubled, compared } }
}

/** Every other picture is foretold by the rest, and the other way round. */
function methodOf(doubled: readonly ProjectTask[], model: BoxModel, minIou: number): ProjectMethod {
  const compared = Math.min(...model.people.map((person) => person.compared))
  const most = Math.max(...model.people.map((person) => person.compared))
  if (doubled.length < NEEDED || most < COMPARED) return tooFew(doubled.length, most)
  const halves = [0, 1].map((half) => doubled.filter((_, i) => i % 2 === half))
  const found = halves.flatMap((half, i) => heldOut(modelOf(fitOf(halves[1 - i] ?? [])), half, minIou) ?? [])
  const edges = found.reduce((sum, one) => sum + one.edges, 0)
  if (edges === 0) return tooFew(doubled.length, most)
  const mean = (of: "plain" | "model") => found.reduce((sum, one) => sum + one[of] * one.edges, 0) / edges
  const error = Math.sqrt(found.reduce((sum, one) => sum + (one.error * one.edges) ** 2, 0)) / edges
  const numbers = { doubled: doubled.length, compared, plain: mean("plain"), model: mean("model"), error, edges }
  const better = numbers.plain - numbers.model > error
  return { name: better ? "reliability" : "majority", why: better ? "held_out" : "no_better", numbers }
}

function itemsOf(tasks: readonly ProjectTask[]): Map<string, number> {
  const items = new Map<string, number>()
  for (const { answers, final, finalBy } of tasks) {
    if (answers.length < 2 && !(final && finalBy !== "answers")) continue
    for (const { person } of answers) items.set(person, (items.get(person) ?? 0) + 1)
  }
  return items
}

/** Odds of naming (or reading) right against the average person's, by the means of the skills, within [0.2, 5]. */
function weightOf(own: PersonSkills, all: ReadonlyMap<string, PersonSkills>, readsText: boolean): number {
  const what = readsText ? "transcribe" : "name"
  const mine = own[what]
  if (!mine) return 1
  const odds = (mean: number) => Math.log((mean + 0.01) / (1.01 - mean))
  const means = [...all.values()].flatMap((skills) => skills[what]?.mean ?? [])
  const average = means.reduce((sum, mean) => sum + odds(mean), 0) / means.length
  const [least, most] = WEIGHTS
  return Math.min(most, Math.max(least, Math.exp((odds(mine.mean) - average) / 2)))
}
