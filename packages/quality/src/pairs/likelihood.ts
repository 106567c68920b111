import type { PairTable } from "./rows.ts"

/**
 * What is estimated: a strength for each thing, then how much the left side gains, then the logarithm of how often there is
 * no difference. In one list, so that one solver does for all.
 */
export interface Shape {
  readonly items: number
  /** Where the gain of the left side stands, and the logarithm of ties. */
  readonly side: number
  readonly ties: number
  readonly size: number
}

export const shapeOf = (items: number): Shape => ({ items, side: items, ties: items + 1, size: items + 2 })

/** Spread of each before anything is known: strengths as in the model, side and ties wide enough to say nothing. */
const SPREAD = { item: 1, side: 1, ties: 3 }

/** 1 / spread² of a parameter. */
export function priorOf({ items, side }: Shape, at: number): number {
  return (at < items ? SPREAD.item : at === side ? SPREAD.side : SPREAD.ties) ** -2
}

/**
 * Probabilities of left, right and no difference for two strengths. The side gives half to the left and takes half from the
 * right, so that exchanging both sides only changes its sign.
 */
export function chancesOf(left: number, right: number, side: number, ties: number): [number, number, number] {
  const [one, two, same] = [left + side / 2, right - side / 2, ties + (left + right) / 2]
  const most = Math.max(one, two, same)
  const [a, b, c] = [Math.exp(one - most), Math.exp(two - most), Math.exp(same - most)]
  const sum = a + b + c
  return [a / sum, b / sum, c / sum]
}

/** Of what somebody said, what it would be with both sides exchanged. */
export const exchanged = (outcome: number): number => (outcome === 2 ? 2 : 1 - outcome)

/** Numbers that a row's curvature takes: a square of {@link PARTS}. */
export const SQUARE = 16
/** A row touches four parameters: both strengths, the side, ties. */
export const PARTS = 4

/** How much of each of the four is in the logits of left, right and no difference. */
const FACTORS = Float64Array.of(1, 0, 0.5, 0, 0, 1, -0.5, 0, 0.5, 0.5, 0, 1)
const factor = (outcome: number, part: number) => FACTORS[outcome * PARTS + part] ?? 0

/** Which parameters each row touches, four a row. */
export function touchedBy({ left, right }: PairTable, { side, ties }: Shape): Int32Array {
  const touched = new Int32Array(left.length * PARTS)
  left.forEach((one, row) => touched.set([one, right[row] ?? 0, side, ties], row * PARTS))
  return touched
}

export function rowChances(table: PairTable, x: Float64Array, row: number, { side, ties }: Shape) {
  const [left, right] = [x[table.left[row] ?? 0] ?? 0, x[table.right[row] ?? 0] ?? 0]
  return chancesOf(left, right, x[side] ?? 0, x[ties] ?? 0)
}

/**
 * Gradient of the logarithm of what was seen, given how surely each row was meant as said (`meant`, 0 to 1), less the pull
 * towards what is thought before.
 */
export function gradientOf(table: PairTable, x: Float64Array, meant: Float64Array, shape: Shape): Float64Array {
  const gradient = Float64Array.from(x, (value, at) => -value * priorOf(shape, at))
  const touched = touchedBy(table, shape)
  for (let row = 0; row < table.left.length; row++) {
    const chances = rowChances(table, x, row, shape)
    const outcome = table.outcome[row] ?? 0
    const sure = meant[row] ?? 1
    for (let k = 0; k < chances.length; k++) {
      const seen = (k === outcome ? sure : 0) + (k === exchanged(outcome) ? 1 - sure : 0)
      for (let part = 0; part < PARTS; part++) {
        const at = touched[row * PARTS + part] ?? 0
        gradient[at] = (gradient[at] ?? 0) + (seen - (chances[k] ?? 0)) * factor(k, part)
      }
    }
  }
  return gradient
}

/**
 * How curved the logarithm is at each row, a square of the four parameters a row; less so where it is seen alone, not known, what was
 * meant: then `meant` is how surely each row was meant as said, else null.
 */
export function curvatures(table: PairTable, x: Float64Array, meant: Float64Array | null, shape: Shape): Float64Array {
  const squares = new Float64Array(table.left.length * SQUARE)
  for (let row = 0; row < table.left.length; row++) {
    const chances = rowChances(table, x, row, shape)
    const outcome = table.outcome[row] ?? 0
    const sure = meant?.[row] ?? 1
    const unsure = sure * (1 - sure)
    const mean = (part: number) =>
      chances[0] * factor(0, part) + chances[1] * factor(1, part) + chances[2] * factor(2, part)
    const apart = (part: number) => factor(outcome, part) - factor(exchanged(outcome), part)
    for (let i = 0; i < PARTS; i++)
      for (let j = 0; j < PARTS; j++) {
        let both = 0
        for (let k = 0; k < chances.length; k++) both += (chances[k] ?? 0) * factor(k, i) * factor(k, j)
        squares[row * SQUARE + i * PARTS + j] = both - mean(i) * mean(j) - unsure * apart(i) * apart(j)
      }
  }
  return squares
}
