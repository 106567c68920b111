import { type InputFile, readInput, wrongLine } from "../aggregate/input.ts"
import { Stopwatch } from "../aggregate/seconds.ts"
import { type Arguments, Unusable } from "../arguments.ts"
import { type Command, WITHOUT_STUDIO } from "../command.ts"
import { evaluateBoxes } from "../evaluate/boxes.ts"
import { type CocoChoices, evaluateCoco } from "../evaluate/coco.ts"
import { evaluateLabels } from "../evaluate/labels.ts"
import { evaluateTexts } from "../evaluate/texts.ts"

type Kind = "coco" | "boxes" | "texts" | "labels"

const NAMES: Record<Kind, string> = {
  coco: "a COCO file (one JSON value)",
  boxes: "JSON lines of boxes",
  texts: "texts (task<TAB>text)",
  labels: "labels (task,label)",
}

/** What a file holds, by its beginning: JSON lines have a whole object on their first line and more after it. */
function kindOf(file: InputFile): Kind {
  const start = file.text.trimStart()
  if (start.startsWith("[")) return "coco"
  const [first = ""] = start.split("\n", 1)
  if (start.startsWith("{")) return isBoxLine(first) ? "boxes" : "coco"
  if (first.includes("\t")) return "texts"
  if (first.includes(",")) return "labels"
  throw wrongLine(
    file,
    1,
    "this is none of the kinds of file that can be evaluated",
    `Give ${Object.values(NAMES).join(", ")}`,
  )
}

function isBoxLine(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === "object" && value !== null && "image" in value && !("images" in value)
  } catch {
    return false
  }
}

function shareFrom(args: Arguments, name: string, otherwise: number): number {
  const typed = args.text(name)
  const value = typed === undefined ? otherwise : Number(typed)
  if (typed?.trim() === "" || !(value >= 0 && value <= 1))
    throw new Unusable(`--${name} ${typed}: write a number from 0 to 1.`)
  return value
}

function isByBox(args: Arguments): boolean {
  const typed = args.text("by") ?? "outline"
  if (typed !== "outline" && typed !== "box") throw new Unusable(`--by ${typed}: write outline or box.`)
  return typed === "box"
}

export const evaluate: Command = {
  usage: "evaluate --gold FILE --predictions FILE",
  about:
    "Scores predictions against gold: COCO files (twelve metrics, AP by class, confusion matrix), texts (WER, CER), labels, boxes.",
  options: {
    ...WITHOUT_STUDIO,
    gold: { type: "string", value: "FILE", help: "COCO JSON, task<TAB>text, task,label, or JSON lines of boxes" },
    predictions: { type: "string", value: "FILE", help: "the same kind of file, or COCO results" },
    iou: {
      type: "string",
      value: "X",
      help: "COCO: IoU from which two boxes meet in the confusion matrix (default: 0.5)",
    },
    score: { type: "string", value: "X", help: "COCO: lowest score in the confusion matrix (default: 0.3)" },
    by: {
      type: "string",
      value: "outline|box",
      help: "COCO: compare outlines where both files have them, or boxes alone (default: outline)",
    },
    "no-header": { type: "boolean", help: "texts and labels: the first lines are data already" },
  },
  async run(args) {
    const [goldPath, predictionsPath] = [args.text("gold"), args.text("predictions")]
    if (goldPath === undefined || predictionsPath === undefined || args.positionals.length > 0)
      throw new Unusable("Name both files: evaluate --gold FILE --predictions FILE.")
    const at: CocoChoices = {
      ...{ iou: shareFrom(args, "iou", 0.5), score: shareFrom(args, "score", 0.3) },
      byBox: isByBox(args),
    }
    const watch = new Stopwatch()
    const gold = watch.during("read", () => readInput(goldPath))
    const predictions = watch.during("read", () => readInput(predictionsPath))
    const [kind, other] = [kindOf(gold), kindOf(predictions)]
    if (kind !== other)
      throw wrongLine(
        predictions,
        1,
        `these are ${NAMES[other]}, and ${gold.name} is ${NAMES[kind]}`,
        "Give both in the same format",
      )
    const hasHeader = !args.flag("no-header")
    if (kind === "coco") return evaluateCoco(gold, predictions, at, watch)
    if (kind === "boxes") return evaluateBoxes(gold, predictions, watch)
    if (kind === "texts") return evaluateTexts(gold, predictions, hasHeader, watch)
    return evaluateLabels(gold, predictions, hasHeader, watch)
  },
}
