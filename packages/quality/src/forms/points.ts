import type { FieldVote, FormField, Point } from "./fields.ts"
import { byTask, type FieldDecision, type FieldOutcome } from "./outcome.ts"
import { equalWeight, usualTolerance, type WeightOf, weightsBySpread } from "./reliability.ts"

const ROUNDS = 4
const MOST_STEPS = 200
const ENOUGH = 1e-8
const TIE = 1e-9

interface Weighed extends Point {
  readonly person: string
  readonly weight: number
}

/**
 * A place for each task: the weighted geometric median of those answers that lie within the gate of it, where most of the weight
 * lies. People count by how near they come to the others: 1 over their spread squared.
 */
export function decidePoints(votes: readonly FieldVote<Point>[], field: FormField): FieldOutcome {
  const tasks = byTask(votes)
  const gate = field.tolerance ?? usualTolerance([...tasks.values()].flatMap(distancesIn))
  const weightOf = fitWeights(tasks, gate)
  const decided = new Map<string, FieldDecision>()
  for (const [task, own] of tasks) {
    const weighed = weigh(own, weightOf)
    const { place, members, isTied } = gathered(weighed, gate)
    const share = weightIn(members) / weightIn(weighed)
    const people = members.map(({ person }) => person).sort()
    decided.set(task, { value: place, confidence: Math.min(1, share), isTied, people })
  }
  return { decided, method: "geometric-median", agreement: null, tolerance: gate }
}

const apart = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y)
const weightIn = (votes: readonly Weighed[]) => votes.reduce((sum, { weight }) => sum + weight, 0)

/** By place, never by name, so that names change not one bit of a sum. */
function weigh(own: readonly FieldVote<Point>[], weightOf: WeightOf): Weighed[] {
  return own
    .map(({ person, task, value }) => ({ person, ...value, weight: weightOf(person, task) }))
    .sort((a, b) => a.x - b.x || a.y - b.y || a.weight - b.weight)
}

function distancesIn(own: readonly FieldVote<Point>[]): number[] {
  return own.flatMap(({ value }, i) => own.slice(i + 1).map((other) => apart(value, other.value)))
}

/** What people count for, by how near they come to where the others are of those who agree; a few rounds of both. */
function fitWeights(tasks: ReadonlyMap<string, readonly FieldVote<Point>[]>, gate: number): WeightOf {
  let weightOf = equalWeight
  for (let round = 0; round < ROUNDS; round++) {
    const compared = new Map<string, ReadonlyMap<string, number>>()
    for (const [task, own] of tasks) {
      const weighed = weigh(own, weightOf)
      const { place, members, isTied } = gathered(weighed, gate)
      if (isTied || members.length < 2) continue
      const squares = weighed.map((vote): [string, number] => {
        const others = members.includes(vote) ? geometricMedian(members.filter((one) => one !== vote)) : place
        return [vote.person, Math.min(2 * gate, apart(vote, others)) ** 2]
      })
      compared.set(task, new Map(squares))
    }
    weightOf = weightsBySpread(compared)
  }
  return weightOf
}

/** The place about which most of the weight lies; of equally heavy ones that share nobody the tighter, and it is said to be tied. */
function gathered(
  votes: readonly Weighed[],
  gate: number,
): { place: Point; members: readonly Weighed[]; isTied: boolean } {
  const around = votes.map((center) => votes.filter((vote) => apart(vote, center) <= gate))
  const most = Math.max(...around.map(weightIn)) - TIE
  const heavy = new Map(
    around.flatMap((near) => (weightIn(near) < most ? [] : [[near.map((one) => votes.indexOf(one)).join(), near]])),
  )
  const found = [...heavy.values()].map((near) => {
    let members: readonly Weighed[] = near
    let place = geometricMedian(members)
    for (let step = 0; step < ROUNDS; step++) {
      const more = votes.filter((vote) => apart(vote, place) <= gate)
      if (weightIn(more) <= weightIn(members) + TIE) break
      members = more
      place = geometricMedian(members)
    }
    const spread = members.reduce((sum, vote) => sum + vote.weight * apart(vote, place), 0)
    return { place, members, weight: weightIn(members), spread }
  })
  found.sort((a, b) => b.weight - a.weight || a.spread - b.spread || a.place.x - b.place.x || a.place.y - b.place.y)
  const [first] = found
  if (!first) throw new RangeError("no places to put together")
  const isTied = found.some(
    ({ weight, members }) => weight >= first.weight - TIE && members.every((vote) => !first.members.includes(vote)),
  )
  return { ...first, isTied }
}

/**
 * The place from which the weighted sum of distances is least: the middle for two of equal weight, one of the points where that is
 * best. `points` must not be empty.
 *
 * @see Vardi and Zhang 2000, "The multivariate L1-median and associated data depth".
 */
export function geometricMedian(points: readonly (Point & { readonly weight: number })[]): Point {
  const total = points.reduce((sum, { weight }) => sum + weight, 0)
  let at: Point = {
    x: points.reduce((sum, { x, weight }) => sum + x * weight, 0) / total,
    y: points.reduce((sum, { y, weight }) => sum + y * weight, 0) / total,
  }
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = oneStep(points, at)
    const moved = apart(next, at)
    at = next
    if (moved <= ENOUGH) break
  }
  return at
}

function oneStep(points: readonly (Point & { readonly weight: number })[], at: Point): Point {
  let [x, y, sum, here, pullX, pullY] = [0, 0, 0, 0, 0, 0]
  for (const point of points) {
    const distance = apart(point, at)
    if (distance <= ENOUGH) {
      here += point.weight
      continue
    }
    const share = point.weight / distance
    x += share * point.x
    y += share * point.y
    sum += share
    pullX += share * (point.x - at.x)
    pullY += share * (point.y - at.y)
  }
  const pull = Math.hypot(pullX, pullY)
  if (sum === 0 || here >= pull) return at
  const stay = pull === 0 ? 0 : here / pull
  return { x: (1 - stay) * (x / sum) + stay * at.x, y: (1 - stay) * (y / sum) + stay * at.y }
}
