import { compareText } from "../consensus/order.ts"
import { lastAnswers, type TextAnswer } from "./corpus.ts"
import { type NormaliserProfile, SCORE_PROFILE } from "./profile.ts"
import { addEdits, type EditCounts, errorRates, mutualRate } from "./rates.ts"

/** How far texts of two people are the same, neither of them being the right one. */
interface TextsOfTwo {
  /** Pairs of people on a task. */
  readonly pairs: number
  /** Share of these that wrote the same, without case and signs. */
  readonly same: number | null
  /** Edits of words, and of characters, over the mean length of both. */
  readonly wer: number | null
  readonly cer: number | null
}

/** Agreement on texts: of all, and of each two people. */
interface TextAgreement extends TextsOfTwo {
  /** Tasks with answers of two people or more. */
  readonly tasks: number
  readonly leftOut: number
  readonly byPair: readonly (TextsOfTwo & { readonly first: string; readonly second: string })[]
}

interface Sum {
  readonly pairs: number
  readonly same: number
  readonly words: EditCounts
  readonly characters: EditCounts
}

/** How far people wrote the same, over all pairs of people on each task. The order of answers does not matter. */
export function textAgreement(
  answers: readonly TextAnswer[],
  profile: NormaliserProfile = SCORE_PROFILE,
): TextAgreement {
  const rows = lastAnswers(answers)
  const byTask = new Map<string, TextAnswer[]>()
  for (const row of rows) byTask.set(row.task, [...(byTask.get(row.task) ?? []), row])
  const byPair = new Map<string, { first: string; second: string; texts: { reference: string; answer: string }[] }>()
  const doubled = [...byTask.values()].filter((own) => own.length > 1)
  for (const own of doubled)
    own.forEach((a, i) => {
      for (const b of own.slice(i + 1)) {
        const key = JSON.stringify([a.person, b.person])
        const one = byPair.get(key) ?? { first: a.person, second: b.person, texts: [] }
        byPair.set(key, one)
        one.texts.push({ reference: a.text, answer: b.text })
      }
    })
  const sums = [...byPair.values()]
    .sort((a, b) => compareText(a.first, b.first) || compareText(a.second, b.second))
    .map(({ texts, ...people }) => ({ people, sum: sumOf(texts, profile) }))
  return {
    ...{ tasks: doubled.length, leftOut: answers.length - rows.length },
    ...ofTwo(sums.map(({ sum }) => sum)),
    byPair: sums.map(({ people, sum }) => ({ ...people, ...ofTwo([sum]) })),
  }
}

function sumOf(texts: readonly { reference: string; answer: string }[], profile: NormaliserProfile): Sum {
  const { wer, cer } = errorRates(texts, profile)
  const same = texts.filter((one) => {
    const own = one.reference === one.answer ? null : errorRates([one], profile).cer
    return own === null || own.substitutions + own.deletions + own.insertions === 0
  }).length
  return { pairs: texts.length, same, words: wer, characters: cer }
}

function ofTwo(sums: readonly Sum[]): TextsOfTwo {
  const pairs = sums.reduce((sum, one) => sum + one.pairs, 0)
  const same = sums.reduce((sum, one) => sum + one.same, 0)
  return {
    ...{ pairs, same: pairs === 0 ? null : same / pairs },
    wer: mutualRate(addEdits(sums.map(({ words }) => words))),
    cer: mutualRate(addEdits(sums.map(({ characters }) => characters))),
  }
}
