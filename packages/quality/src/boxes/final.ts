import { assign } from "../matching/assign.ts"
import { type BoxClusters, iouOfEdges } from "./clusters.ts"
import type { EdgeHabits } from "./edges.ts"
import { type BoxFit, fourOf } from "./fit.ts"
import { clusterBins } from "./geometry.ts"
import type { FourEdges } from "./model.ts"
import { at, idAt } from "./numbers.ts"
import type { BoxSet } from "./score.ts"
import type { BoxVotes, Xywh } from "./votes.ts"

/** The right boxes of one image, as experts drew them. */
export interface GoldImage {
  readonly image: string
  readonly boxes: readonly Xywh[]
}

/** IoU from which a gold box and a consensus box, or two boxes of one person, are the same. */
const SAME = 0.5

/** Boxes image by image in the order of `images`; images without an entry have none. */
export function boxSetOf(images: readonly string[], gold: readonly GoldImage[]): BoxSet {
  const byImage = new Map(gold.map((one) => [one.image, one.boxes]))
  const start = new Int32Array(images.length + 1)
  const edges: number[] = []
  images.forEach((image, n) => {
    for (const [x, y, width, height] of byImage.get(image) ?? []) edges.push(x, y, x + width, y + height)
    start[n + 1] = edges.length / 4
  })
  return { start, edges: Float64Array.from(edges) }
}

/** The consensus boxes of a fit for these images, moved by its care offset and by `offset` (a gold offset, subtracted). */
export function findFinalBoxes(fit: BoxFit, images: readonly string[], offset: FourEdges = [0, 0, 0, 0]): BoxSet {
  const { clusters, votes } = fit
  const whole = Float64Array.from(offset, (one, k) => one + (fit.drawingTimeOffset[k] ?? 0))
  const moved = movedEdges(fit.geometry.edges, whole, clusterFactors(votes, clusters, fit.geometry))
  const byImage: number[][] = votes.images.map(() => [])
  for (let from = 0, to = 0; from < clusters.count; from = to) {
    const image = idAt(clusters.image, from)
    while (to < clusters.count && clusters.image[to] === image) to++
    const extra = repeatsAlone(votes, clusters, repeatsIn(votes, clusters, from, to))
    for (let c = from; c < to; c++)
      if (at(fit.existence.probability, c) >= fit.settings.keep && !extra.has(c))
        byImage[image]?.push(...fourOf(moved, 4 * c))
  }
  const number = new Map(votes.images.map((image, n) => [image, n]))
  const start = new Int32Array(images.length + 1)
  const edges = images.map((image) => byImage[number.get(image) ?? -1] ?? [])
  edges.forEach((of, n) => {
    start[n + 1] = idAt(start, n) + of.length / 4
  })
  return { start, edges: Float64Array.from(edges.flat()) }
}

/** A box that lies on another one of the same person: boxes by number, and the cluster of the first. */
interface Repeat {
  readonly box: number
  readonly duplicate: number
  readonly cluster: number
}

/**
 * Boxes of an image (its clusters are `from` to before `to`) that lie on another box of the same person with IoU >= 0.5.
 * Of the two the one that fewer people support is the repeat, then the one later in geometric order.
 */
export function repeatsIn(votes: BoxVotes, clusters: BoxClusters, from: number, to: number): Repeat[] {
  const final: { box: number; support: number; cluster: number }[] = []
  for (let c = from; c < to; c++)
    for (let m = idAt(clusters.start, c); m < idAt(clusters.start, c + 1); m++)
      final.push({ box: idAt(clusters.member, m), support: supportOf(clusters, c), cluster: c })
  final.sort((a, b) => b.support - a.support || a.box - b.box)
  return final.flatMap(({ box, cluster }, n) => {
    const duplicate = final
      .slice(0, n)
      .find(
        (other) =>
          votes.boxPerson[other.box] === votes.boxPerson[box] &&
          iouOfEdges(votes.edges, 4 * box, votes.edges, 4 * other.box) >= SAME,
      )
    return duplicate ? [{ box, duplicate: duplicate.box, cluster }] : []
  })
}

function supportOf({ start }: BoxClusters, c: number): number {
  return idAt(start, c + 1) - idAt(start, c)
}

/**
 * Clusters that are an extra, whatever their probability: one person alone drew the box, on another of their own, while
 * others looked at the image too. An only answer passes as it is.
 */
export function repeatsAlone(votes: BoxVotes, clusters: BoxClusters, repeats: readonly Repeat[]): Set<number> {
  const isExtra = ({ cluster }: Repeat) => {
    const image = idAt(clusters.image, cluster)
    const seen = idAt(votes.seenStart, image + 1) - idAt(votes.seenStart, image)
    return supportOf(clusters, cluster) === 1 && seen > 1
  }
  return new Set(repeats.filter(isExtra).map(({ cluster }) => cluster))
}

/** The factor of each edge of each cluster for its size: four numbers a cluster. */
export function clusterFactors(votes: BoxVotes, clusters: BoxClusters, habits: EdgeHabits): Float64Array {
  const bins = clusterBins(votes, clusters, habits.sizeUpTo)
  return Float64Array.from({ length: 4 * clusters.count }, (_, e) =>
    at(habits.sizeFactor, 4 * idAt(bins, Math.floor(e / 4)) + (e % 4)),
  )
}

/** Edges after taking away `offset` times each edge's `factor` of the box's width or height. */
export function movedEdges(edges: Float64Array, offset: Float64Array, factor: Float64Array): Float64Array {
  const moved = new Float64Array(edges.length)
  for (let e = 0; e < edges.length; e++) {
    const k = e % 4
    const first = e - k + (k % 2)
    moved[e] = at(edges, e) - at(offset, k) * at(factor, e) * (at(edges, first + 2) - at(edges, first))
  }
  return moved
}

/** One-to-one matches of IoU >= 0.5 in one image of two sets, as pairs of box numbers. */
export function matchedPairs(found: BoxSet, right: BoxSet, image: number): [number, number][] {
  const [a, b] = [idAt(found.start, image), idAt(right.start, image)]
  const [rows, columns] = [idAt(found.start, image + 1) - a, idAt(right.start, image + 1) - b]
  const value = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const iou = iouOfEdges(found.edges, 4 * (a + row), right.edges, 4 * (b + column))
      value[row * columns + column] = iou >= SAME ? iou : 0
    }
  return [...assign(rows, columns, value)].flatMap((column, row): [number, number][] =>
    column >= 0 && at(value, row * columns + column) > 0 ? [[a + row, b + column]] : [],
  )
}
