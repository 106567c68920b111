import { soundAgreement } from "@justesse/quality/sound/index"
import { columns, count, percent, shown, some } from "../aggregate/figures.ts"
import { readSoundAnswers } from "../aggregate/soundFiles.ts"
import { done, type Outcome } from "../command.ts"
import type { Asked } from "./asked.ts"
import { mostShared } from "./pairs.ts"

const ms = (value: number | null) => (value === null ? "–" : `${value.toFixed(0)} ms`)

/** Agreement on recordings: which segments two people share, how far their ends lie apart, and the words. */
export function onSound({ file, watch }: Asked): Outcome {
  const recordings = watch.during("read", () => readSoundAnswers(file))
  const found = watch.during("call", () => soundAgreement(recordings))
  const { byLabel, byPair, edges } = found
  const most = mostShared(byPair)
  const text = [
    `F1 of segments of two people  ${shown(found.f1)}   ends apart ${ms(edges.meanMs)} on average, ${ms(edges.p95Ms)} at the 95th percentile`,
    `words that differ (WER of two)  ${percent(found.wer)}   characters (CER)  ${percent(found.cer)}`,
    `from ${some(recordings.length, "recording")}, ${count(found.pairs)} pairs of people`,
    "",
    ...(byLabel.length > 0
      ? [
          columns([
            ["by label", "segments", "F1", "ends apart"],
            ...byLabel.map((one) => [one.label, count(one.segments), shown(one.f1), ms(one.edges.meanMs)]),
          ]),
          "",
        ]
      : []),
    columns([
      ["by pair of people", "recordings", "F1", "ends apart", "WER"],
      ...most.shown.map((one) => [
        ...[`${one.first} – ${one.second}`, count(one.pairs), shown(one.f1)],
        ...[ms(one.edges.meanMs), percent(one.wer)],
      ]),
    ]),
    ...most.rest,
  ]
  return done({ kind: "audio", ...found, ...watch.figures() }, text.join("\n"), found.pairs === 0 ? 1 : 0)
}
