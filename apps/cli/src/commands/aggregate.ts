import { aggregateBoxes } from "../aggregate/boxes.ts"
import { aggregateClassification } from "../aggregate/classification.ts"
import { aggregateComparison } from "../aggregate/comparison.ts"
import { aggregateForm } from "../aggregate/form.ts"
import { readInput } from "../aggregate/input.ts"
import type { Aggregated, Job } from "../aggregate/job.ts"
import { aggregateOutlines } from "../aggregate/outlines.ts"
import { outputPath, writeWhole } from "../aggregate/output.ts"
import { aggregateRating } from "../aggregate/rating.ts"
import { Stopwatch } from "../aggregate/seconds.ts"
import { aggregateSound } from "../aggregate/sound.ts"
import { aggregateTranscription } from "../aggregate/transcription.ts"
import { aggregateVerification } from "../aggregate/verification.ts"
import { type Arguments, Unusable } from "../arguments.ts"
import { type Command, done, WITHOUT_STUDIO } from "../command.ts"
import { progress } from "../progress.ts"

const KINDS: Readonly<Record<string, (job: Job) => Aggregated>> = {
  classification: aggregateClassification,
  boxes: aggregateBoxes,
  outlines: aggregateOutlines,
  transcription: aggregateTranscription,
  audio: aggregateSound,
  rating: aggregateRating,
  verification: aggregateVerification,
  comparison: aggregateComparison,
  form: aggregateForm,
}

function kindFrom(args: Arguments): { readonly kind: string; readonly run: (job: Job) => Aggregated } {
  const kind = args.text("kind") ?? "(missing)"
  const run = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  if (!run) throw new Unusable(`--kind ${kind}: name one of ${Object.keys(KINDS).join(", ")}.`)
  return { kind, run }
}

export const aggregate: Command = {
  usage: "aggregate --kind K IN --out OUT",
  about: "One answer for each task out of several people's, with its confidence; no gold needed.",
  details: [
    "kind            IN, one answer a line     --method",
    "classification  task,worker,label         auto, majority, wawa, dawid-skene (-map, -plain), one-coin, mace, glad",
    "verification    task,worker,label         auto, classes (as the studio), evidence; labels right, fix, wrong, cannot_tell",
    "rating          task,worker,label         auto, mean, median, middle (as the studio), trimmed, offsets, ordinal",
    "comparison      task,left,right,worker,answer   auto, bradley-terry; answers left, right, tie, neither",
    "transcription   task<TAB>worker<TAB>text  auto, rover",
    'audio           {"recording":…,"annotator":…,"segments":[{"startMs","endMs","speaker","text"},…]}    auto, rover',
    'boxes           {"image":…,"annotator":…,"boxes":[[x,y,w,h],…]}    auto, reliability',
    'form            {"task":…,"annotator":…,"fields":{"NAME":…}}; a first line {"form":{"NAME":"number",…}} says kinds   auto, by-field',
    'outlines        {"image":…,"annotator":…,"shapes":[{"type":"polygon","rings":[[[x,y],…]]},…]}    auto, reliability',
    "A column timestamp (a number or an ISO date) says which of a person's several answers to one task counts: the latest.",
  ],
  options: {
    ...WITHOUT_STUDIO,
    kind: {
      type: "string",
      value: "K",
      help: "classification, verification, boxes, outlines, transcription, audio, rating, comparison or form",
    },
    method: { type: "string", value: "M", help: "auto (default), or one of the kind's own, as above" },
    out: { type: "string", value: "OUT", help: "where the answers go: CSV, TSV or JSON lines, as IN" },
    gold: {
      type: "string",
      value: "FILE",
      help: "known answers: fixed in classes and checks, an offset for boxes, else a score",
    },
    explain: { type: "string", value: "FILE", help: "JSON lines: what each vote did to each task's answer" },
    "no-header": { type: "boolean", help: "the first line of IN is data: task,worker,label" },
  },
  async run(args) {
    const [path, ...more] = args.positionals
    const typedOut = args.text("out")
    if (path === undefined || typedOut === undefined || more.length > 0)
      throw new Unusable("Name the kind, the answers and where to write: aggregate --kind K IN --out OUT.")
    const { kind, run } = kindFrom(args)
    const [goldPath, typedExplain] = [args.text("gold"), args.text("explain")]
    const out = outputPath(typedOut, [path, goldPath], "--out")
    const explain =
      typedExplain === undefined ? null : outputPath(typedExplain, [path, goldPath], "--explain", typedOut)
    const watch = new Stopwatch()
    const bar = progress("Aggregating")
    bar.at(0, 3)
    const file = watch.during("read", () => readInput(path))
    const gold = goldPath === undefined ? null : watch.during("read", () => readInput(goldPath))
    bar.at(1, 3)
    const method = args.text("method") ?? "auto"
    const result = run({ kind, file, gold, method, hasHeader: !args.flag("no-header"), watch })
    bar.at(2, 3)
    watch.during("write", () =>
      writeWhole(explain === null ? [out] : [out, explain], ([answers, reasons]) => {
        if (answers) result.writeResults(answers)
        if (reasons) result.writeReasons(reasons)
      }),
    )
    bar.end()
    const { method: used, why, counts, figures } = result
    const json = {
      kind: args.text("kind"),
      asked: method,
      method: used,
      why,
      counts,
      ...figures,
      ...watch.figures(),
      out,
      explain,
    }
    const { seconds } = watch.figures()
    const text = [
      `Written to ${out}${explain === null ? "" : `, and why to ${explain}`}.`,
      ...result.sentences,
      `method ${used}   read ${seconds.read.toFixed(2)} s, computed ${seconds.call.toFixed(2)} s, written ${seconds.write.toFixed(2)} s`,
    ]
    return done(json, text.join("\n"))
  },
}
