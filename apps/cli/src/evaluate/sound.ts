import { type LabelledSegment, type SoundErrors, soundErrors } from "@justesse/quality/sound/index"
import { columns, count, percent, shown, some } from "../aggregate/figures.ts"
import type { InputFile } from "../aggregate/input.ts"
import type { Stopwatch } from "../aggregate/seconds.ts"
import { readSoundGold } from "../aggregate/soundFiles.ts"
import { Unusable } from "../arguments.ts"
import { done, type Outcome } from "../command.ts"

/** How far segments lie from known ones, in time, in words and in who speaks; of labels that they have each by itself. */
export function evaluateSound(gold: InputFile, predictions: InputFile, watch: Stopwatch): Outcome {
  const [right, given] = watch.during("read", () => [readSoundGold(gold), readSoundGold(predictions)] as const)
  const tasks = [...right.keys()].sort()
  const missing = tasks.filter((task) => !given.has(task)).length
  if (missing === tasks.length)
    throw new Unusable(`${predictions.name} has no recording of ${gold.name}. Do both name them in the same way?`)
  const pairs = tasks.map((task) => ({ reference: right.get(task) ?? [], answer: given.get(task) ?? [] }))
  const found = watch.during("call", () => soundErrors(pairs))
  const labels = [
    ...new Set(pairs.flatMap(({ reference, answer }) => [...reference, ...answer].flatMap(({ label }) => label ?? []))),
  ].sort()
  const byLabel = watch.during("call", () =>
    labels.map((label) => {
      const isOne = (segment: LabelledSegment) => segment.label === label
      const own = pairs.map((pair) => ({ reference: pair.reference.filter(isOne), answer: pair.answer.filter(isOne) }))
      const { f1, boundaries, matched, missed, extra } = soundErrors(own)
      return { label, f1, boundaries, matched, missed, extra }
    }),
  )
  const withoutGold = given.size - (tasks.length - missing)
  const text = [
    `${some(tasks.length, "recording")} with gold${missing > 0 ? `; ${count(missing)} without an answer count as silence` : ""}`,
    ...(withoutGold > 0 ? [`${count(withoutGold)} answers have no gold and were not counted`] : []),
    "",
    ...linesOf(found),
    ...(byLabel.length > 0
      ? [
          "",
          columns([
            ["by label", "F1", "both", "missed", "extra", "ends off"],
            ...byLabel.map((one) => [
              ...[one.label, shown(one.f1), count(one.matched), count(one.missed), count(one.extra)],
              ms(one.boundaries.meanMs),
            ]),
          ]),
        ]
      : []),
  ]
  const json = {
    kind: "recordings",
    recordings: tasks.length,
    missing,
    withoutGold,
    ...found,
    byLabel,
    ...watch.figures(),
  }
  return done(json, text.join("\n"))
}

const ms = (value: number | null) => (value === null ? "–" : `${value.toFixed(0)} ms`)

function linesOf({ f1, matched, missed, extra, boundaries, wer, cer, cpWer, der }: SoundErrors): string[] {
  return [
    `F1 of segments  ${shown(f1)}   (${count(matched)} of both, ${count(missed)} missed, ${count(extra)} extra)`,
    `ends off  ${ms(boundaries.meanMs)} on average, ${ms(boundaries.p95Ms)} at the 95th percentile`,
    `WER  ${percent(wer.micro)}   CER  ${percent(cer.micro)}   by speaker (cpWER)  ${percent(cpWer)}   speakers wrong (DER)  ${percent(der)}`,
  ]
}
