/** How far numbers are from gold. */
export interface NumericFigures {
  readonly tasks: number
  readonly meanAbsoluteError: number
  readonly rootMeanSquare: number
  /** Pearson's; null where one side has no variation. */
  readonly correlation: number | null
}

/** Errors and correlation of pairs of gold and answer; null where some label is no number, or without pairs. */
export function numericFigures(pairs: readonly (readonly [gold: string, answer: string])[]): NumericFigures | null {
  if (pairs.length === 0 || !pairs.flat().every(isNumber)) return null
  const numbers = pairs.map(([gold, answer]) => [Number(gold), Number(answer)] as const)
  const mean = (of: (pair: readonly [number, number]) => number) =>
    numbers.reduce((sum, pair) => sum + of(pair), 0) / numbers.length
  const [goldMean, answerMean] = [mean(([g]) => g), mean(([, a]) => a)]
  const spread = mean(([g]) => (g - goldMean) ** 2) * mean(([, a]) => (a - answerMean) ** 2)
  const together = mean(([g, a]) => (g - goldMean) * (a - answerMean))
  return {
    tasks: numbers.length,
    meanAbsoluteError: mean(([g, a]) => Math.abs(g - a)),
    rootMeanSquare: Math.sqrt(mean(([g, a]) => (g - a) ** 2)),
    correlation: spread > 0 ? together / Math.sqrt(spread) : null,
  }
}

/** Whether a text of a file is a number. */
export function isNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text))
}
