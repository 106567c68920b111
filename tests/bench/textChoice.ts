import { seeded, shuffle } from "@justesse/quality/agreement/seeded"
import { editDistance } from "@justesse/quality/agreement/text"
import { type ChainSettings, decideChain } from "@justesse/quality/text/chain"
import { corpusOf } from "@justesse/quality/text/corpus"
import { SCORE_PROFILE } from "@justesse/quality/text/profile"
import { columnWeights } from "@justesse/quality/text/reliability"
import { alignAll } from "@justesse/quality/text/transcribe"
import { benchmarkWords, SPEECH_SETS, speechAnswers, speechGold } from "../crowd/speech.ts"

/**
 * How the constants of the last decision were chosen: every setting of a grid is scored on every task; the best sum over
 * both sets on a random half of the tasks is tested on the other half, many times; and the best on one set on the other.
 */
const GRID: readonly ChainSettings[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1].flatMap((pairs) =>
  [0, 0.25, 0.5, 1].map((best) => ({ pairs, best })),
)
const HALVES = 300
const PLAIN = GRID.findIndex(({ pairs, best }) => pairs === 0 && best === 0)

/** Word error (%) of each task under each setting: `[setting][task]`. */
function errorsOf(set: string): number[][] {
  const corpus = corpusOf(speechAnswers(set), SCORE_PROFILE)
  const { alignments, reliability } = alignAll(corpus)
  const gold = speechGold(set)
  const references = corpus.tasks.map((task) => benchmarkWords(gold.get(task) ?? ""))
  const known = alignments.map(() => new Map<string, number>())
  return GRID.map((setting) =>
    alignments.map((alignment, task) => {
      const weights = columnWeights(corpus, alignment.answers, reliability.weight)
      const winners = decideChain(corpus, alignment, weights, setting)
      const words = Array.from(winners, (word) => corpus.words[word] ?? "").filter((word) => word !== "")
      const text = words.join(" ")
      const reference = references[task] ?? []
      const error = known[task]?.get(text) ?? (100 * editDistance(reference, benchmarkWords(text))) / reference.length
      known[task]?.set(text, error)
      return error
    }),
  )
}

const meanOver = (values: readonly number[], rows: readonly number[]) =>
  rows.reduce((sum, row) => sum + (values[row] ?? 0), 0) / rows.length

/** The setting of `among` with the least sum of means over the sets, each on its own rows. */
function bestOn(among: readonly number[], errors: readonly number[][][], rows: readonly number[][]): number {
  const sums = among.map((g) => errors.reduce((sum, set, i) => sum + meanOver(set[g] ?? [], rows[i] ?? []), 0))
  return among[sums.indexOf(Math.min(...sums))] ?? PLAIN
}

/** Prints, for pairs alone and with the best vote, one line for the halves and one for each set with the other's choice. */
export function choose(say: (line: Record<string, unknown>) => void): void {
  const errors = SPEECH_SETS.map(errorsOf)
  const every = GRID.map((_, g) => g)
  chooseAmong(
    "pairs alone",
    every.filter((g) => GRID[g]?.best === 0),
    errors,
    say,
  )
  chooseAmong("pairs and best vote", every, errors, say)
}

function chooseAmong(
  grid: string,
  among: readonly number[],
  errors: readonly number[][][],
  say: (line: Record<string, unknown>) => void,
): void {
  const all = errors.map((set) => (set[0] ?? []).map((_, task) => task))
  const dice = seeded(11)
  const tested = SPEECH_SETS.map(() => ({ chosen: 0, plain: 0, better: 0 }))
  const picks = new Map<number, number>()
  for (let half = 0; half < HALVES; half++) {
    const mixed = all.map((rows) => shuffle([...rows], dice))
    const pick = bestOn(
      among,
      errors,
      mixed.map((rows) => rows.slice(0, rows.length >> 1)),
    )
    picks.set(pick, (picks.get(pick) ?? 0) + 1)
    mixed.forEach((rows, i) => {
      const rest = rows.slice(rows.length >> 1)
      const own = tested[i]
      const chosen = meanOver(errors[i]?.[pick] ?? [], rest)
      const plain = meanOver(errors[i]?.[PLAIN] ?? [], rest)
      if (!own) return
      own.chosen += chosen / HALVES
      own.plain += plain / HALVES
      if (chosen < plain) own.better += 1 / HALVES
    })
  }
  const often = [...picks]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([g, times]) => ({ ...GRID[g], times }))
  const best = bestOn(among, errors, all)
  say({ grid, name: "chosen on halves, tested on the others", halves: HALVES, often, bestOnAll: GRID[best] })
  SPEECH_SETS.forEach((set, i) => {
    const other = bestOn(
      among,
      errors.filter((_, j) => j !== i),
      all.filter((_, j) => j !== i),
    )
    const rows = all[i] ?? []
    const mean = (g: number) => meanOver(errors[i]?.[g] ?? [], rows)
    say({
      grid,
      name: set,
      ...tested[i],
      withOtherSetsChoice: mean(other),
      otherSetsChoice: GRID[other],
      bestOnAll: mean(best),
    })
  })
}
