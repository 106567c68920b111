import { type ClassFit, fitClasses } from "./classes.ts"
import { type BoxClusters, clusterBoxes } from "./clusters.ts"
import { drawingTimeOffset } from "./drawingTime.ts"
import { type ExistenceFit, fitExistence } from "./existence.ts"
import { EDGE_SETTINGS, type EdgeFit, type EdgeSettings, fitEdges } from "./geometry.ts"
import { type BoxModel, type BoxPerson, type FourEdges, imagesAnswered, NO_CALIBRATION, type SizeBin } from "./model.ts"
import { at, idAt } from "./numbers.ts"
import { comparedOf } from "./residuals.ts"
import type { BoxVotes } from "./votes.ts"

/** Constants of the whole fit. */
interface BoxSettings {
  /** Average IoU from which boxes of different people are one object. */
  readonly gate: number
  /** Probability of being real from which a cluster is in the consensus. */
  readonly keep: number
  readonly edges: EdgeSettings
}

/** As in the recipe: predicting a left-out person prefers gates of 0.3 to 0.4; 0.05 to 0.5 do as well for `keep`. */
export const BOX_SETTINGS: BoxSettings = { gate: 0.3, keep: 0.3, edges: EDGE_SETTINGS }

/** Everything learnt from some votes without any gold. */
export interface BoxFit {
  readonly votes: BoxVotes
  readonly settings: BoxSettings
  readonly clusters: BoxClusters
  readonly geometry: EdgeFit
  /** How far edges lie from where people draw with care, see careOffset. */
  readonly drawingTimeOffset: FourEdges
  readonly existence: ExistenceFit
  readonly classes: ClassFit
}

/**
 * Learns from all answers together which clusters are objects, where their edges lie, what they are, and how each person
 * draws, misses, makes up and names; no gold is needed. The same votes give the same result to the bit.
 */
export function fitBoxes(votes: BoxVotes, settings: BoxSettings = BOX_SETTINGS): BoxFit {
  const clusters = clusterBoxes(votes, settings.gate)
  const geometry = fitEdges(votes, clusters, settings.edges)
  const existence = fitExistence(votes, clusters, geometry.edges)
  const classes = fitClasses(votes, clusters, existence.probability)
  return {
    votes,
    settings,
    clusters,
    geometry,
    drawingTimeOffset: drawingTimeOffset(votes, geometry),
    existence,
    classes,
  }
}

/** What is worth storing of a fit, as plain JSON. */
export function modelOf(fit: BoxFit): BoxModel {
  const { votes, settings, classes } = fit
  return {
    version: 1,
    gate: settings.gate,
    keep: settings.keep,
    bins: binsOf(fit),
    classes: votes.classes,
    classShare: [...classes.share],
    confusion: [...classes.pooled],
    average: averageOf(fit),
    near: settings.edges.near,
    sizeUpTo: [...fit.geometry.sizeUpTo],
    sizeFactor: foursOf(fit.geometry.sizeFactor),
    drawingTimeOffset: fit.drawingTimeOffset,
    goldOffset: [0, 0, 0, 0],
    calibration: NO_CALIBRATION,
    people: peopleOf(fit),
  }
}

function binsOf({ votes, clusters, existence }: BoxFit): SizeBin[] {
  const objects = new Float64Array(existence.miss.length)
  for (let c = 0; c < clusters.count; c++) {
    const bin = idAt(existence.bin, c)
    objects[bin] = at(objects, bin) + at(existence.probability, c)
  }
  return Array.from(existence.miss, (missRate, bin) => ({
    upTo: existence.binUpTo[bin] ?? null,
    missRate,
    extraRate: at(existence.extra, bin),
    realRate: at(existence.real, bin),
    objectsPerImage: at(objects, bin) / Math.max(1, votes.images.length),
  }))
}

/** Bias of nobody in particular is 0 by the constraint; the spread is the root mean square over all compared boxes. */
function averageOf({ votes, geometry, settings }: BoxFit): BoxModel["average"] {
  const meanSquare = [0, 1, 2, 3].map((k) => {
    let sum = settings.edges.spreadShrink * settings.edges.priorSpread ** 2
    let weight = settings.edges.spreadShrink
    for (let p = 0; p < votes.people.length; p++) {
      sum += comparedOf(geometry.residuals, p) * at(geometry.spread, 4 * p + k) ** 2
      weight += comparedOf(geometry.residuals, p)
    }
    return Math.sqrt(sum / weight)
  })
  return { spread: fourOf(Float64Array.from(meanSquare), 0) }
}

/** Four numbers of a flat array. */
export function fourOf(values: Float64Array, first: number): FourEdges {
  return [at(values, first), at(values, first + 1), at(values, first + 2), at(values, first + 3)]
}

/** All numbers of a flat array in fours. */
function foursOf(values: Float64Array): FourEdges[] {
  return Array.from({ length: values.length / 4 }, (_, n) => fourOf(values, 4 * n))
}

/** A person's bias over the sizes that they drew; the plain mean over bins before anything was compared. */
export function meanBias({ bias, residuals }: EdgeFit, p: number): FourEdges {
  const { bins, start } = residuals
  const mean = new Float64Array(4)
  const all = comparedOf(residuals, p)
  for (let b = 0; b < bins; b++) {
    const share = all === 0 ? 1 / bins : (idAt(start, p * bins + b + 1) - idAt(start, p * bins + b)) / all
    for (let k = 0; k < 4; k++) mean[k] = at(mean, k) + share * at(bias, 4 * (p * bins + b) + k)
  }
  return fourOf(mean, 0)
}

function peopleOf({ votes, geometry, existence, classes }: BoxFit): BoxPerson[] {
  const answered = imagesAnswered(votes)
  const size = votes.classes.length
  const bins = geometry.sizeUpTo.length + 1
  return votes.people.map((person, p) => ({
    person,
    images: idAt(answered, p),
    compared: comparedOf(geometry.residuals, p),
    bias: meanBias(geometry, p),
    biasBySize: foursOf(geometry.bias.subarray(4 * p * bins, 4 * (p + 1) * bins)),
    spread: fourOf(geometry.spread, 4 * p),
    missFactor: at(existence.missFactor, p),
    extraFactor: at(existence.extraFactor, p),
    named: votes.classes.flatMap((truth, t) =>
      votes.classes.flatMap((said, s) => {
        const count = at(classes.counts, (p * size + t) * size + s)
        return count > 1e-3 ? [{ truth, said, count }] : []
      }),
    ),
  }))
}
