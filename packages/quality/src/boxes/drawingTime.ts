import type { EdgeFit } from "./geometry.ts"
import type { FourEdges } from "./model.ts"
import { at, clamp, idAt } from "./numbers.ts"
import type { BoxVotes } from "./votes.ts"

/** Log time beyond this from a person's own mean counts as this much. */
const MOST_LOG = 1.5
/** Share of boxes that counts as drawn with care: those on which their people took longest. */
const SLOWEST = 0.1

/**
 * How far the consensus lies from where the same people draw when they take their time, as a share of width and height in
 * objects of usual size; zeros where no times are known. Within each person, residuals (over the size factor) are
 * regressed on the log of the time since the box before, weighted by 1 / spread²; the slope b, shrunk by max(0, 1 -
 * error² / b²), times the mean log time of the slowest tenth, is how drawing with care moves an edge. People who hurry set
 * boxes too loosely together, which no comparison among them at their usual pace can show.
 */
export function drawingTimeOffset(votes: BoxVotes, fit: EdgeFit): FourEdges {
  const pace = paceOf(votes, fit)
  const known = Float64Array.from(pace.filter((one) => !Number.isNaN(one))).sort()
  const slowest = known.subarray(Math.floor(known.length * (1 - SLOWEST)))
  if (slowest.length === 0) return [0, 0, 0, 0]
  const slow = slowest.reduce((sum, one) => sum + one, 0) / slowest.length
  const [left, top, right, bottom] = [0, 1, 2, 3].map((k) => -slow * slopeOf(votes, fit, pace, k))
  return [left ?? 0, top ?? 0, right ?? 0, bottom ?? 0]
}

/** Log of the time taken for each compared box, less its person's mean, within ±1.5; NaN where it is not known. */
function paceOf(votes: BoxVotes, { residuals }: EdgeFit): Float64Array {
  const sum = new Float64Array(votes.people.length)
  const count = new Int32Array(votes.people.length)
  const pace = Float64Array.from(votes.boxPause, (pause, box) =>
    pause > 0 && idAt(residuals.position, box) >= 0 ? Math.log(pause) : Number.NaN,
  )
  pace.forEach((log, box) => {
    if (Number.isNaN(log)) return
    const person = idAt(votes.boxPerson, box)
    sum[person] = at(sum, person) + log
    count[person] = idAt(count, person) + 1
  })
  return pace.map((log, box) => {
    const person = idAt(votes.boxPerson, box)
    return clamp(log - at(sum, person) / idAt(count, person), -MOST_LOG, MOST_LOG)
  })
}

function slopeOf(votes: BoxVotes, fit: EdgeFit, pace: Float64Array, k: number): number {
  const { residuals, bias, spread, sizeFactor, sizeUpTo } = fit
  const bins = sizeUpTo.length + 1
  const x: number[] = []
  const y: number[] = []
  const w: number[] = []
  pace.forEach((log, box) => {
    if (Number.isNaN(log)) return
    const person = idAt(votes.boxPerson, box)
    const index = idAt(residuals.position, box)
    let bin = 0
    while (index >= idAt(residuals.start, person * bins + bin + 1)) bin++
    x.push(log)
    const off = at(residuals.value, k * residuals.total + index) - at(bias, 4 * (person * bins + bin) + k)
    y.push(off / at(sizeFactor, 4 * bin + k))
    w.push(1 / at(spread, 4 * person + k) ** 2)
  })
  return shrunkSlope(Float64Array.from(x), Float64Array.from(y), Float64Array.from(w))
}

/** The weighted slope of y on x, times max(0, 1 - error² / slope²) with its heteroscedastic error (White 1980). */
function shrunkSlope(x: Float64Array, y: Float64Array, w: Float64Array): number {
  const total = w.reduce((sum, one) => sum + one, 0)
  const mean = (v: Float64Array) => v.reduce((sum, one, n) => sum + one * at(w, n), 0) / total
  const [middleX, middleY] = [mean(x), mean(y)]
  let products = 0
  let squares = 0
  for (let n = 0; n < x.length; n++) {
    products += at(w, n) * (at(x, n) - middleX) * (at(y, n) - middleY)
    squares += at(w, n) * (at(x, n) - middleX) ** 2
  }
  if (squares === 0 || products === 0) return 0
  const slope = products / squares
  let error = 0
  for (let n = 0; n < x.length; n++) {
    const [dx, dy] = [at(x, n) - middleX, at(y, n) - middleY]
    error += (at(w, n) * dx * (dy - slope * dx)) ** 2
  }
  return slope * Math.max(0, 1 - error / squares ** 2 / slope ** 2)
}
