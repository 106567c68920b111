import { type MeasurementLevel, unitTable } from "@justesse/quality/agreement/figures"
import { type InputFile, readInput } from "../aggregate/input.ts"
import { Stopwatch } from "../aggregate/seconds.ts"
import { readChecks } from "../aggregate/verification.ts"
import type { Asked } from "../agreement/asked.ts"
import { onBoxes, onOutlines } from "../agreement/boxes.ts"
import { onComparisons } from "../agreement/comparisons.ts"
import { onForms } from "../agreement/forms.ts"
import { onSound } from "../agreement/sound.ts"
import { onTexts } from "../agreement/texts.ts"
import { onUnits, onVotes } from "../agreement/votes.ts"
import { type Arguments, Unusable } from "../arguments.ts"
import { type Command, type Outcome, WITHOUT_STUDIO } from "../command.ts"
import { guessedKind } from "../kinds/guess.ts"

const LEVELS = ["nominal", "ordinal", "interval", "ratio"] as const satisfies readonly MeasurementLevel[]

interface Measured {
  readonly of: (asked: Asked) => Outcome
  /** The levels that can be asked for; none: what is compared says it. */
  readonly levels: readonly MeasurementLevel[]
}

/** How far people agree on each kind of answers. */
const KINDS: Readonly<Record<string, Measured>> = {
  classification: { of: (asked) => onVotes(asked, "nominal"), levels: ["nominal", "ordinal"] },
  verification: { of: onChecks, levels: ["nominal"] },
  rating: { of: (asked) => onVotes(asked, "ordinal"), levels: ["ordinal", "interval", "ratio"] },
  comparison: { of: onComparisons, levels: ["nominal"] },
  transcription: { of: onTexts, levels: [] },
  audio: { of: onSound, levels: [] },
  boxes: { of: onBoxes, levels: ["nominal"] },
  outlines: { of: onOutlines, levels: ["nominal"] },
  form: { of: onForms, levels: [] },
}

/** Agreement on checks: right, fix, wrong and cannot tell as names. */
function onChecks(asked: Asked): Outcome {
  const rows = asked.watch.during("read", () => readChecks(asked))
  const units = rows.map(({ answer, ...row }) => ({ ...row, label: answer }))
  return onUnits(unitTable(units, "nominal"), asked.watch)
}

function kindFrom(args: Arguments, file: InputFile): string | null {
  const typed = args.text("kind")
  if (typed !== undefined && !Object.hasOwn(KINDS, typed))
    throw new Unusable(`--kind ${typed}: name one of ${Object.keys(KINDS).join(", ")}.`)
  // Of JSON that nothing tells, the reader of boxes says what is wrong.
  return typed ?? guessedKind(file) ?? (file.text.trimStart().startsWith("{") ? "boxes" : null)
}

function levelFrom(args: Arguments): MeasurementLevel | null {
  const typed = args.text("level")
  if (typed === undefined) return null
  const level = LEVELS.find((one) => one === typed)
  if (!level) throw new Unusable(`--level ${typed}: name one of ${LEVELS.join(", ")}.`)
  return level
}

/** Labels alone say what is compared: then no kind need be named. */
const onLabels: Measured = { of: (asked) => onVotes(asked, null), levels: LEVELS }

function mustFit(level: MeasurementLevel | null, kind: string | null, { levels }: Measured): void {
  if (level === null || levels.includes(level)) return
  const may = levels.length === 0 ? "no --level, since what is compared says it" : `--level ${levels.join(" or ")}`
  throw new Unusable(`--level ${level}: agreement on ${kind} takes ${may}.`)
}

export const agreement: Command = {
  usage: "agreement [--kind K] [--level L] IN",
  about:
    "How far people agree beyond chance: Krippendorff's alpha with a 95 % interval, or of texts and sound what differs; by category and by pair of people.",
  details: [
    "kind            what is compared                                          --level",
    "classification  labels: alpha, raw, Fleiss' kappa                         nominal; ordinal with --order",
    "verification    right, fix, wrong, cannot_tell: as labels                 nominal",
    "rating          numbers, or labels in --order                             ordinal; interval, ratio",
    "comparison      which of a pair is better, whichever stood left           nominal",
    "transcription   texts: those that are the same, WER and CER of two        –",
    "audio           segments: F1, also by label; ends apart; WER and CER      –",
    "boxes, outlines things: alpha of labels and absence, F1, mean IoU         nominal",
    "form            each question at its own level; texts as above            –",
    "IN is a file as `aggregate` takes it. Without --kind it is told by the file; a votes CSV needs --level.",
  ],
  options: {
    ...WITHOUT_STUDIO,
    kind: { type: "string", value: "K", help: "what people said: as in the list above" },
    level: { type: "string", value: "L", help: "nominal, ordinal, interval or ratio" },
    order: { type: "string", value: "A,B,…", help: "ordinal labels from least to most, where they are no numbers" },
    "no-header": { type: "boolean", help: "the first line of IN is data: task,worker,label" },
  },
  async run(args) {
    const [path, ...more] = args.positionals
    if (path === undefined || more.length > 0)
      throw new Unusable(
        "Name the answers: agreement [--kind K] [--level L] IN, where IN is a file as aggregate takes it.",
      )
    const level = levelFrom(args)
    const order = orderFrom(args)
    const watch = new Stopwatch()
    const file = watch.during("read", () => readInput(path))
    const kind = kindFrom(args, file)
    const measured = (kind === null ? undefined : KINDS[kind]) ?? onLabels
    mustFit(level, kind, measured)
    if (order && measured.levels.every((one) => one !== "ordinal")) throw new Unusable("--order needs --level ordinal.")
    return measured.of({ file, hasHeader: !args.flag("no-header"), level, order, watch, kind })
  },
}

function orderFrom(args: Arguments): string[] | undefined {
  const order = args.text("order")?.split(",")
  const twice = order?.find((label, index) => label === "" || order.indexOf(label) < index)
  if (twice === undefined) return order
  const what = twice === "" ? "a label is empty" : `"${twice}" stands twice`
  throw new Unusable(`--order ${args.text("order")}: ${what}. Name each label once, with commas between.`)
}
