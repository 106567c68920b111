import { type Ring, ringsOf, type Shape } from "@justesse/types"
import { clamp, medianReordering } from "../boxes/numbers.ts"
import { lengthOf, spreadPoints } from "./boundary.ts"
import { Outline } from "./outline.ts"
import { LONGEST_LINE, meanSize, traceMedian } from "./outlines.ts"

/** What several people drew around one thing, at most one shape a person. */
export interface OutlineCluster {
  readonly votes: readonly { readonly person: string; readonly shape: Shape }[]
}

/** How a person draws lines, as shares of the square root of a thing's area. */
export interface OutlineHabits {
  /** Median signed distance of the others' line from theirs, shrunk toward 0: negative draws too large. */
  readonly bias: number
  /** Root mean square distance of the others' line from theirs less the bias, shrunk toward 0.05. Above 0. */
  readonly spread: number
  /** Things compared with those of others. */
  readonly compared: number
}

/** Things' worth of evidence for no bias, and for the usual spread. */
const BIAS_SHRINK = 20
const SPREAD_SHRINK = 5
const USUAL_SPREAD = 0.05
/** Distances beyond this share count as this much: a missing part says little of how a line is drawn. */
const CLIP = 0.5
/** Points on the others' line at which a person is compared. */
const POINTS = 64
const ROUNDS = 4
/** Cells in a row over the square root of the area: a quarter of the consensus's, enough for shares of a hundredth. */
const FINENESS = 64

/**
 * How each person draws, from what they and others drew around the same things, without any truth. A person is only
 * compared with the line of the *others*, and the mean of all biases (weighted by things over squared spread) is
 * taken from everybody's each round: without that, biases and consensus drift together for ever (recipe A.1 step 5).
 */
export function fitOutlineHabits(clusters: readonly OutlineCluster[]): Map<string, OutlineHabits> {
  const people = [...new Set(clusters.flatMap(({ votes }) => votes.map(({ person }) => person)))].sort()
  const things = toThings(clusters)
  let habits = new Map(
    people.map((person): [string, OutlineHabits] => [person, { bias: 0, spread: USUAL_SPREAD, compared: 0 }]),
  )
  for (let round = 0; round < ROUNDS; round++) habits = fitRound(things, people, habits)
  return habits
}

function toThings(clusters: readonly OutlineCluster[]): Trace[][] {
  return clusters
    .map(({ votes }) =>
      votes
        .map(({ person, shape }) => toTrace(person, ringsOf(shape)))
        .filter(isLine)
        .sort(byPerson),
    )
    .filter((traces) => traces.length >= 2)
}

/** How well people's lines are foretold from the others' alone: mean distances as shares of a thing's size; smaller is better. */
interface ForetoldLines {
  /** With all people alike. */
  readonly plain: number
  /** With others' habits taken out, this person's put in, steadier people counting more. */
  readonly byHabits: number
  /** Standard error of the difference. */
  readonly error: number
  /** Lines foretold. */
  readonly lines: number
}

/** Foretells each line of things that the habits were not learnt from. Null when there is nothing to foretell. */
export function foretellLines(
  clusters: readonly OutlineCluster[],
  habits: ReadonlyMap<string, OutlineHabits>,
): ForetoldLines | null {
  let [plain, byHabits, squares, lines] = [0, 0, 0, 0]
  for (const traces of toThings(clusters))
    for (const trace of traces) {
      const others = traces.filter((other) => other !== trace)
      const [equal, known] = [residualsAt(trace, lineOf(others, new Map())), residualsAt(trace, lineOf(others, habits))]
      if (!equal || !known) continue
      const bias = habits.get(trace.person)?.bias ?? 0
      const [a, b] = [meanDistance(equal, 0), meanDistance(known, bias)]
      plain += a
      byHabits += b
      squares += (a - b) ** 2
      lines++
    }
  if (lines === 0) return null
  const mean = (plain - byHabits) / lines
  const error = Math.sqrt(Math.max(0, squares / lines - mean * mean) / lines)
  return { plain: plain / lines, byHabits: byHabits / lines, error, lines }
}

function meanDistance(residuals: Float64Array, bias: number): number {
  return residuals.reduce((sum, value) => sum + Math.abs(value - bias), 0) / Math.max(1, residuals.length)
}

interface Trace {
  readonly person: string
  readonly rings: readonly Ring[]
  readonly outline: Outline
}

function toTrace(person: string, rings: readonly Ring[]): Trace {
  return { person, rings, outline: new Outline(rings) }
}

/** A line that says something of how a person draws: no scribble, and around some area. */
function isLine({ rings, outline }: Trace): boolean {
  return outline.area > 0 && lengthOf(rings) <= LONGEST_LINE * Math.sqrt(outline.area)
}

function byPerson(p: Trace, q: Trace): number {
  return p.person < q.person ? -1 : p.person > q.person ? 1 : 0
}

/** Residuals of each thing, person by person; from them the habits of the next round. */
function fitRound(
  things: readonly (readonly Trace[])[],
  people: readonly string[],
  habits: ReadonlyMap<string, OutlineHabits>,
): Map<string, OutlineHabits> {
  const residuals = new Map(people.map((person): [string, Float64Array[]] => [person, []]))
  for (const traces of things)
    for (const trace of traces) {
      const others = traces.filter((other) => other !== trace)
      const found = residualsAt(trace, lineOf(others, habits))
      if (found) residuals.get(trace.person)?.push(found)
    }
  const raw = people.map((person) => fitPerson(person, residuals.get(person) ?? []))
  let [sum, weights] = [0, 0]
  for (const { bias, spread, compared } of raw) {
    sum += (bias * compared) / spread ** 2
    weights += compared / spread ** 2
  }
  const shift = weights > 0 ? sum / weights : 0
  return new Map(raw.map(({ person, ...own }) => [person, { ...own, bias: own.bias - shift }]))
}

function lineOf(others: readonly Trace[], habits: ReadonlyMap<string, OutlineHabits>) {
  const votes = others.map(({ person, rings }) => {
    const { bias = 0, spread = USUAL_SPREAD } = habits.get(person) ?? {}
    return { rings, bias, weight: 1 / spread ** 2 }
  })
  const outlines = others.map(({ outline }) => outline)
  const size = meanSize(outlines, votes)
  return { size, rings: traceMedian(outlines, votes, clamp(size / FINENESS, 0.25, 16)) }
}

function residualsAt({ outline }: Trace, line: { readonly size: number; readonly rings: readonly Ring[] }) {
  if (line.rings.length === 0) return null
  const points = spreadPoints(line.rings, POINTS)
  return Float64Array.from(points, ({ x, y }) => clamp(outline.signed(x, y) / line.size, -CLIP, CLIP))
}

function fitPerson(person: string, residuals: readonly Float64Array[]) {
  const compared = residuals.length
  const all = new Float64Array(residuals.reduce((sum, { length }) => sum + length, 0))
  let count = 0
  for (const values of residuals) {
    all.set(values, count)
    count += values.length
  }
  const bias = (medianReordering(all, count) * compared) / (compared + BIAS_SHRINK)
  let squares = SPREAD_SHRINK * USUAL_SPREAD ** 2
  for (const values of residuals)
    squares += values.reduce((sum, value) => sum + (value - bias) ** 2, 0) / Math.max(1, values.length)
  return { person, bias, compared, spread: Math.sqrt(squares / (SPREAD_SHRINK + compared)) }
}
