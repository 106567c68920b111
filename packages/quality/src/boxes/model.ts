import { type ClassRates, confusionStrength, normaliseRows } from "./classes.ts"
import type { EdgeHabits } from "./edges.ts"
import type { ExistenceRates } from "./existence.ts"
import { at, idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/** Four numbers of a box's edges: left, top, right, bottom. */
export type FourEdges = readonly [left: number, top: number, right: number, bottom: number]

/** One person's part of a {@link BoxModel}. */
export interface BoxPerson {
  readonly person: string
  /** Images answered. */
  readonly images: number
  /** Boxes compared with the consensus of others. */
  readonly compared: number
  /** Mean signed distance from the others, as a share of the box's width or height; negative is too far left or high. */
  readonly bias: FourEdges
  /** The same for each of the model's sizes. */
  readonly biasBySize: readonly FourEdges[]
  /** Standard deviation around that, as a share of width or height. */
  readonly spread: FourEdges
  /** Factor on the average odds of missing an object, and of drawing what is not there. */
  readonly missFactor: number
  readonly extraFactor: number
  /** How often a thing of class `truth` was called `said`: expected counts above 0.001, by class names. */
  readonly named: readonly { readonly truth: string; readonly said: string; readonly count: number }[]
}

/** One size bin of a {@link BoxModel}; sizes are the square root of width × height in pixels. */
export interface SizeBin {
  /** Largest size in the bin; null for the last, which has no end. */
  readonly upTo: number | null
  /** Average share of real objects that a person misses, and of false clusters that a person draws. */
  readonly missRate: number
  readonly extraRate: number
  /** Share of clusters that are real. */
  readonly realRate: number
  /** Real objects an image. */
  readonly objectsPerImage: number
}

/** What gold says of the model's certainty; {@link NO_CALIBRATION} where there is none. */
export interface BoxCalibration {
  /** Log odds of being real, as shown: offset + slope × the votes' log odds (within ±8). */
  readonly offset: number
  readonly slope: number
  /** Objects an image that everybody misses, beyond what people's miss rates say. */
  readonly unseenPerImage: number
  /** Factor on the width of 90 % intervals. */
  readonly intervalFactor: number
}

/** Log odds beyond this count as this much: posteriors of many people are far surer than people are right. */
export const MOST_LOG_ODDS = 8

/** Certainty as the votes say it, without gold. */
export const NO_CALIBRATION: BoxCalibration = { offset: 0, slope: 1, unseenPerImage: 0, intervalFactor: 1 }

/** What a project knows of how its people draw boxes: plain JSON, to be stored and used for one image at a time. */
export interface BoxModel {
  readonly version: 1
  readonly gate: number
  readonly keep: number
  readonly bins: readonly SizeBin[]
  readonly classes: readonly string[]
  readonly classShare: readonly number[]
  /** Everybody's confusion, row-major, rows true classes. */
  readonly confusion: readonly number[]
  /** Spread of a person nobody knows yet; their bias is 0, which is the people's average. */
  readonly average: { readonly spread: FourEdges }
  /** Share of a box's side within which two edges count as near. */
  readonly near: number
  /** Largest size of each geometry bin but the last, pixels, and how much wider spreads are there than on average. */
  readonly sizeUpTo: readonly number[]
  readonly sizeFactor: readonly FourEdges[]
  /** Distance of the consensus from where people draw with care, in objects of usual size; zeros without times. */
  readonly drawingTimeOffset: FourEdges
  /** Distance of that from gold, in objects of usual size; zeros without gold. */
  readonly goldOffset: FourEdges
  readonly calibration: BoxCalibration
  /** People in the order of their names. */
  readonly people: readonly BoxPerson[]
}

/** A model's numbers for the people and classes of some votes, in their order. */
export interface BoxKnowledge {
  readonly gate: number
  readonly keep: number
  readonly habits: EdgeHabits
  readonly rates: ExistenceRates
  readonly classes: ClassRates
  readonly objectsPerImage: Float64Array
  readonly near: number
  readonly calibration: BoxCalibration
  /** Care and gold together. */
  readonly offset: Float64Array
}

/** A class nobody had named when the model was made: as likely as this, and usually named right. */
const NEW_CLASS_SHARE = 0.01
const NEW_CLASS_RIGHT = 0.8

/** The model's numbers for these votes; people whom it does not know get the project's average. */
export function knowledgeFor(model: BoxModel, votes: BoxVotes): BoxKnowledge {
  const known = new Map(model.people.map((person) => [person.person, person]))
  const people = votes.people.map((name) => known.get(name))
  const unknown = model.sizeFactor.flatMap(() => [0, 0, 0, 0])
  const bins = (of: (bin: SizeBin) => number) => Float64Array.from(model.bins, of)
  return {
    gate: model.gate,
    keep: model.keep,
    habits: {
      sizeUpTo: Float64Array.from(model.sizeUpTo),
      sizeFactor: Float64Array.from(model.sizeFactor.flat()),
      bias: Float64Array.from(people.flatMap((person) => person?.biasBySize.flat() ?? unknown)),
      spread: Float64Array.from(people.flatMap((person) => [...(person ?? model.average).spread])),
    },
    rates: {
      binUpTo: Float64Array.from(model.bins.flatMap((bin) => (bin.upTo === null ? [] : [bin.upTo]))),
      miss: bins((bin) => bin.missRate),
      extra: bins((bin) => bin.extraRate),
      real: bins((bin) => bin.realRate),
      missFactor: Float64Array.from(people, (person) => person?.missFactor ?? 1),
      extraFactor: Float64Array.from(people, (person) => person?.extraFactor ?? 1),
    },
    classes: classRatesFor(model, votes, people),
    objectsPerImage: bins((bin) => bin.objectsPerImage),
    near: model.near,
    calibration: model.calibration,
    offset: Float64Array.from(model.goldOffset, (gold, k) => gold + (model.drawingTimeOffset[k] ?? 0)),
  }
}

function classRatesFor(model: BoxModel, votes: BoxVotes, people: readonly (BoxPerson | undefined)[]): ClassRates {
  const size = votes.classes.length
  const cells = size * size
  const index = new Map(votes.classes.map((name, n) => [name, n]))
  const modelIndex = new Map(model.classes.map((name, n) => [name, n]))
  const inModel = votes.classes.map((name) => modelIndex.get(name) ?? -1)
  const share = Float64Array.from(inModel, (n) => model.classShare[n] ?? NEW_CLASS_SHARE)
  normaliseRows(share, size)
  const pooled = new Float64Array(cells)
  for (let truth = 0; truth < size; truth++)
    for (let said = 0; said < size; said++) {
      const fresh = truth === said ? NEW_CLASS_RIGHT : (1 - NEW_CLASS_RIGHT) / Math.max(1, size - 1)
      const [from, to] = [inModel[truth] ?? -1, inModel[said] ?? -1]
      const stored = from < 0 || to < 0 ? undefined : model.confusion[from * model.classes.length + to]
      pooled[truth * size + said] = stored ?? fresh
    }
  normaliseRows(pooled, size)
  const strength = confusionStrength(size)
  const confusion = new Float64Array(people.length * cells)
  people.forEach((person, p) => {
    for (let cell = 0; cell < cells; cell++) confusion[p * cells + cell] = strength * at(pooled, cell)
    for (const { truth, said, count } of person?.named ?? []) {
      const [row, column] = [index.get(truth), index.get(said)]
      if (row === undefined || column === undefined) continue
      const cell = p * cells + row * size + column
      confusion[cell] = at(confusion, cell) + count
    }
  })
  normaliseRows(confusion, size)
  return { share, pooled, confusion }
}

/** How many images each person answered. */
export function imagesAnswered(votes: BoxVotes): Int32Array {
  const answered = new Int32Array(votes.people.length)
  for (const person of votes.seenBy) answered[person] = idAt(answered, person) + 1
  return answered
}
