/** What somebody could measure of one turn, and whether it was gold (which they want to know). */
export interface Observed {
  readonly person: number
  readonly gold: boolean
  readonly features: readonly number[]
}

/** How well scores tell the two kinds apart: the area under the ROC curve, with the upper end of its 95 % interval. */
export interface Separability {
  readonly auc: number
  readonly upper: number
}

/**
 * The best that a simple learner makes of what was observed: every feature as it is, its rank and its square, in a ridge
 * logistic regression trained on half of the people and scored on the other half, both ways round. 0.5 is chance.
 * The interval is Hanley and McNeil's (1982), of both halves together.
 */
export function separability(observed: readonly Observed[]): Separability {
  const half = (n: number) => observed.filter(({ person }) => person % 2 === n)
  const folds = [
    { train: half(0), test: half(1) },
    { train: half(1), test: half(0) },
  ]
  let auc = 0
  let n1 = 0
  let n0 = 0
  for (const { train, test } of folds) {
    const rows = prepared(train, test)
    const weights = logistic(
      rows.train,
      train.map(({ gold }) => (gold ? 1 : 0)),
    )
    const scores = rows.test.map((row) => row.reduce((sum, x, i) => sum + x * (weights[i] ?? 0), 0))
    auc += areaUnder(
      scores,
      test.map(({ gold }) => gold),
    )
    n1 += test.filter(({ gold }) => gold).length
    n0 += test.filter(({ gold }) => !gold).length
  }
  const mean = auc / folds.length
  // The learner knows on one half which way round its answer is. Below one half it has learnt noise, and somebody who turned it round would have too.
  return { auc: mean, upper: mean + 1.645 * standardError(mean, n1, n0) }
}

function standardError(a: number, n1: number, n0: number): number {
  const q1 = a / (2 - a)
  const q2 = (2 * a * a) / (1 + a)
  return Math.sqrt((a * (1 - a) + (n1 - 1) * (q1 - a * a) + (n0 - 1) * (q2 - a * a)) / (n1 * n0))
}

/** Area under the ROC curve; ties count half. */
export function areaUnder(scores: readonly number[], isGold: readonly boolean[]): number {
  const ranks = ranksOf(scores)
  const gold = isGold.filter(Boolean).length
  const sum = ranks.reduce((total, rank, i) => total + (isGold[i] ? rank : 0), 0)
  return (sum - (gold * (gold + 1)) / 2) / (gold * (isGold.length - gold))
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = Array.from(values, () => 0)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1] ?? 0] === values[order[from] ?? 0]) to++
    for (let i = from; i <= to; i++) ranks[order[i] ?? 0] = (from + to) / 2 + 1
    from = to + 1
  }
  return ranks
}

/** Standardised by the training half: value, rank there, and square; a one for the constant. */
function prepared(train: readonly Observed[], test: readonly Observed[]) {
  const width = train[0]?.features.length ?? 0
  const columns = Array.from({ length: width }, (_, i) => train.map(({ features }) => features[i] ?? 0))
  const sorted = columns.map((column) => Float64Array.from(column).sort())
  const moments = columns.map((column) => {
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length
    const sd = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length)
    return { mean, sd }
  })
  const row = ({ features }: Observed) => [
    1,
    ...features.flatMap((x, i) => {
      const { mean, sd } = moments[i] ?? { mean: 0, sd: 0 }
      // Outliers of a busy machine must not drown the rest.
      const z = sd === 0 ? 0 : Math.max(-4, Math.min(4, (x - mean) / sd))
      const rank = placeIn(sorted[i] ?? new Float64Array(), x) / train.length - 0.5
      return sd === 0 ? [0, 0, 0] : [z, 3.4 * rank, (z * z - 1) / 1.5]
    }),
  ]
  return { train: train.map(row), test: test.map(row) }
}

function placeIn(sorted: Float64Array, x: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < x) low = middle + 1
    else high = middle
  }
  return low
}

const ROUNDS = 200
const RIDGE = 0.02

/** Weights by gradient descent with momentum. */
function logistic(rows: readonly (readonly number[])[], isGold: readonly number[]): Float64Array {
  const width = rows[0]?.length ?? 0
  const weights = new Float64Array(width)
  const speed = new Float64Array(width)
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = new Float64Array(width)
    for (const [n, row] of rows.entries()) {
      let sum = 0
      for (let i = 0; i < width; i++) sum += (row[i] ?? 0) * (weights[i] ?? 0)
      const error = 1 / (1 + Math.exp(-sum)) - (isGold[n] ?? 0)
      for (let i = 0; i < width; i++) gradient[i] = (gradient[i] ?? 0) + error * (row[i] ?? 0)
    }
    for (let i = 0; i < width; i++) {
      const slope = (gradient[i] ?? 0) / rows.length + RIDGE * (weights[i] ?? 0)
      speed[i] = 0.9 * (speed[i] ?? 0) - 0.2 * slope
      weights[i] = (weights[i] ?? 0) + (speed[i] ?? 0)
    }
  }
  return weights
}
