import { type ErrorRate, EXACT_PROFILE, errorRates, SCORE_PROFILE } from "@justesse/quality/text/index"
import { columns, count, percent, some } from "../aggregate/figures.ts"
import type { InputFile } from "../aggregate/input.ts"
import type { Stopwatch } from "../aggregate/seconds.ts"
import { readTexts } from "../aggregate/votes.ts"
import { done, type Outcome } from "../command.ts"
import { pairByTask } from "./pairs.ts"

/** Word and character error rates of texts, over the whole and as the mean of the tasks. A missing text counts as empty. */
export function evaluateTexts(gold: InputFile, predictions: InputFile, hasHeader: boolean, watch: Stopwatch): Outcome {
  const paired = watch.during("read", () => {
    const [right, given] = [readTexts(gold, hasHeader), readTexts(predictions, hasHeader)]
    return pairByTask({ table: right, values: right.columns.text }, { table: given, values: given.columns.text })
  })
  const pairs = paired.pairs.map(([reference, answer]) => ({ reference, answer: answer ?? "" }))
  const loose = watch.during("call", () => errorRates(pairs, SCORE_PROFILE))
  const exact = watch.during("call", () => errorRates(pairs, EXACT_PROFILE))
  const row = (name: string, rate: ErrorRate) => [
    name,
    percent(rate.micro),
    percent(rate.macro),
    count(rate.substitutions),
    count(rate.deletions),
    count(rate.insertions),
    count(rate.length),
  ]
  const text = [
    `${some(pairs.length, "text")}${paired.missing > 0 ? `; ${count(paired.missing)} without an answer count as empty` : ""}`,
    ...(paired.withoutGold > 0 ? [`${count(paired.withoutGold)} answers have no gold and were not counted`] : []),
    "",
    columns([
      ["", "all (micro)", "mean (macro)", "wrong", "missing", "extra", "of"],
      row("words (WER)", loose.wer),
      row("characters (CER)", loose.cer),
      row("words, as written", exact.wer),
      row("characters, as written", exact.cer),
    ]),
    "",
    "  Words and characters are compared without case and punctuation, unless “as written”.",
  ]
  const json = {
    kind: "text",
    texts: pairs.length,
    missing: paired.missing,
    withoutGold: paired.withoutGold,
    wer: loose.wer,
    cer: loose.cer,
    asWritten: { wer: exact.wer, cer: exact.cer },
    ...watch.figures(),
  }
  return done(json, text.join("\n"))
}
