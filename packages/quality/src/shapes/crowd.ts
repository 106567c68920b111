import type { LabelId, Region, RegionId, Shape } from "@justesse/types"
import { clusterRegions } from "../matching/clusters.ts"
import { mergeShapes } from "./list.ts"
import { fitOutlineHabits, type OutlineCluster, type OutlineHabits } from "./people.ts"
import type { MergeDoubt } from "./quality.ts"

/** What one person drew on one picture; no shapes say that nothing is there. Each person once a picture. */
export interface ShapeRow {
  readonly image: string
  readonly person: string
  readonly shapes: readonly Shape[]
}

/** One thing of a picture, out of several people's shapes. */
export interface ConsensusShape {
  readonly shape: Shape
  readonly doubt: MergeDoubt | null
  /** Share of those who answered the picture that drew it, in (0, 1]. */
  readonly confidence: number
  /** Who drew it, and the position of their shape in their answer. */
  readonly votes: readonly { readonly person: string; readonly index: number }[]
}

/** A picture's things, and what too few people drew. */
interface ShapesOfImage {
  readonly image: string
  readonly people: number
  readonly shapes: readonly ConsensusShape[]
  readonly leftOut: readonly ConsensusShape[]
}

/** Average IoU from which shapes of different people are one thing (recipe A.1 step 1). */
const GATE = 0.3
/** From this share of people up a thing is there: as the consensus of one task proposes it. */
const QUORUM = 0.4
/** Things that people's habits are learnt from, at most: more tell little, and each takes a fortieth of a second. */
const MOST_LEARNT = 400
const DRAWN = "drawn" as LabelId // a valid label: clusters look at shapes alone

/**
 * The shapes of each picture out of several people's, and how each person draws, learnt from all pictures together without any truth.
 * Shapes of different people are one thing from an average exact IoU of 0.3 on; a thing is kept when at least 40 % of those
 * who answered its picture drew it. Pictures in the order of their names; the order of rows changes nothing.
 */
export function consensusOfShapes(rows: readonly ShapeRow[]): {
  readonly images: ShapesOfImage[]
  readonly habits: ReadonlyMap<string, OutlineHabits>
} {
  const images = byImage(rows).map(([image, answers]) => ({ image, answers, clusters: clustersOf(answers) }))
  const things: OutlineCluster[] = images.flatMap(({ clusters }) => clusters.filter(({ votes }) => votes.length > 1))
  const every = Math.max(1, Math.ceil(things.length / MOST_LEARNT))
  const habits = fitOutlineHabits(things.filter((_, n) => n % every === 0))
  return {
    habits,
    images: images.map(({ image, answers, clusters }) => {
      const all = clusters.map((cluster) => mergeCluster(cluster, habits, answers.length))
      return {
        ...{ image, people: answers.length },
        shapes: all.filter(({ confidence }) => confidence >= QUORUM),
        leftOut: all.filter(({ confidence }) => confidence < QUORUM),
      }
    }),
  }
}

interface ClusterOfShapes extends OutlineCluster {
  readonly votes: readonly { readonly person: string; readonly index: number; readonly shape: Shape }[]
}

function byImage(rows: readonly ShapeRow[]): [string, ShapeRow[]][] {
  const images = new Map<string, ShapeRow[]>()
  for (const row of rows) {
    const list = images.get(row.image) ?? []
    list.push(row)
    images.set(row.image, list)
  }
  for (const list of images.values()) list.sort((p, q) => compare(p.person, q.person))
  return [...images].sort(([p], [q]) => compare(p, q))
}

function compare(p: string, q: string): number {
  return p < q ? -1 : p > q ? 1 : 0
}

function clustersOf(answers: readonly ShapeRow[]): ClusterOfShapes[] {
  const people = answers.map(
    ({ shapes }) => shapes.map((geometry, n): Region => ({ id: `s${n}` as RegionId, label: DRAWN, geometry })), // a valid id
  )
  return clusterRegions(people, GATE).map((cluster) => ({
    votes: cluster
      .map(({ person, region }) => ({
        person: answers[person]?.person ?? "",
        index: people[person]?.indexOf(region) ?? 0,
        shape: region.geometry,
      }))
      .sort((p, q) => compare(p.person, q.person)),
  }))
}

function mergeCluster(
  { votes }: ClusterOfShapes,
  habits: ReadonlyMap<string, OutlineHabits>,
  people: number,
): ConsensusShape {
  const { shape, doubt } = mergeShapes(
    votes.map(({ person, shape: drawn }) => {
      const { bias = 0, spread = 1 } = habits.get(person) ?? {}
      return { shape: drawn, weight: 1 / spread ** 2, bias }
    }),
  )
  return {
    shape,
    doubt,
    confidence: votes.length / people,
    votes: votes.map(({ person, index }) => ({ person, index })),
  }
}
