import { textAgreement } from "@justesse/quality/text/index"
import { columns, count, percent, some } from "../aggregate/figures.ts"
import { textAnswers } from "../aggregate/transcription.ts"
import { done, type Outcome } from "../command.ts"
import type { Asked } from "./asked.ts"
import { mostShared } from "./pairs.ts"

/** Agreement on texts: how many two people wrote the same, and how many words and characters differ. */
export function onTexts({ file, hasHeader, watch }: Asked): Outcome {
  const answers = watch.during("read", () => textAnswers({ file, hasHeader }))
  const found = watch.during("call", () => textAgreement(answers))
  const most = mostShared(found.byPair)
  const text = [
    `texts that two people wrote the same  ${percent(found.same)}`,
    `words that differ (WER of two)  ${percent(found.wer)}   characters (CER)  ${percent(found.cer)}`,
    `from ${some(found.tasks, "task")} with two or more answers, ${count(found.pairs)} pairs of people; compared without case and punctuation`,
    ...(found.leftOut > 0
      ? [
          `${some(found.leftOut, "answer")} not counted: the same person on the same task again (the latest by the column timestamp counts, and the longest without one)`,
        ]
      : []),
    "",
    columns([
      ["by pair of people", "tasks", "the same", "WER", "CER"],
      ...most.shown.map((one) => [
        ...[`${one.first} – ${one.second}`, count(one.pairs), percent(one.same)],
        ...[percent(one.wer), percent(one.cer)],
      ]),
    ]),
    ...most.rest,
  ]
  return done({ kind: "transcription", ...found, ...watch.figures() }, text.join("\n"), found.pairs === 0 ? 1 : 0)
}
