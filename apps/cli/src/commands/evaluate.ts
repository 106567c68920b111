import { type InputFile, readInput, wrongLine } from "../aggregate/input.ts"
import { Stopwatch } from "../aggregate/seconds.ts"
import { type Arguments, Unusable } from "../arguments.ts"
import { type Command, WITHOUT_STUDIO } from "../command.ts"
import { evaluateBoxes } from "../evaluate/boxes.ts"
import { type CocoChoices, evaluateCoco } from "../evaluate/coco.ts"
import { evaluateComparisons } from "../evaluate/comparisons.ts"
import { evaluateForms } from "../evaluate/forms.ts"
import { evaluateLabels, type LabelMeaning } from "../evaluate/labels.ts"
import { evaluateSound } from "../evaluate/sound.ts"
import { evaluateTexts } from "../evaluate/texts.ts"
import { guessedKind, SCORED_LINES } from "../kinds/guess.ts"

type Kind = "coco" | "boxes" | "texts" | "labels" | "recordings" | "forms" | "orders"

const NAMES: Record<Kind, string> = {
  coco: "a COCO file (one JSON value)",
  boxes: "JSON lines of boxes",
  texts: "texts (task<TAB>text)",
  labels: "labels (task,label)",
  recordings: "JSON lines of recordings",
  forms: "JSON lines of forms",
  orders: "an order of things (item,strength) or pairs (task,left,right,worker,answer)",
}

/** What a file holds, by its beginning: JSON lines have a whole object on their first line and more after it. */
function kindOf(file: InputFile): Kind {
  const start = file.text.trimStart()
  if (start.startsWith("[")) return "coco"
  const [first = ""] = start.split("\n", 1)
  if (start.startsWith("{")) return ofLines(file)
  if (first.includes("\t")) return "texts"
  if (guessedKind(file) !== null || isOrder(first)) return "orders"
  if (first.includes(",")) return "labels"
  throw wrongLine(
    file,
    1,
    "this is none of the kinds of file that can be evaluated",
    `Give ${Object.values(NAMES).join(", ")}`,
  )
}

/** JSON lines have a whole object on their first line, which tells what they are; all else is one value. */
function ofLines(file: InputFile): Kind {
  return SCORED_LINES[guessedKind(file) ?? ""] ?? "coco"
}

function isOrder(line: string): boolean {
  const names = line.split(",").map((cell) => cell.trim().toLowerCase())
  return names.includes("item") && names.includes("strength")
}

/** What labels may mean besides names. */
const MEANINGS = ["classification", "rating", "verification"] as const satisfies readonly LabelMeaning[]

function meaningFrom(args: Arguments, kind: Kind): LabelMeaning {
  const typed = args.text("kind")
  if (typed === undefined) return "classification"
  const meaning = MEANINGS.find((one) => one === typed)
  if (!meaning)
    throw new Unusable(`--kind ${typed}: name one of ${MEANINGS.join(", ")}; all else is told by the files.`)
  if (kind !== "labels") throw new Unusable(`--kind ${typed}: these are ${NAMES[kind]}. Leave --kind out.`)
  return meaning
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
    "Scores predictions against gold: COCO files (twelve metrics, AP by class, confusion matrix), boxes, texts, recordings, labels, ratings, checks, forms, orders of things.",
  details: [
    "FILE, both of one kind                                                  what is said",
    "COCO JSON; COCO results                                                 AP and AR, by class, confusion, likely errors of the gold",
    '{"image":…,"boxes":[[x,y,w,h],…]}                                       F1, mean IoU, panoptic quality',
    "task<TAB>text                                                           WER, CER",
    '{"recording":…,"segments":[{"startMs","endMs","speaker","text"},…]}      F1 of segments, also by label; ends off; WER, CER, cpWER, DER',
    "task,label                                                              accuracy, confusion",
    "task,label with --kind rating                                           the same, and how far off, in steps and as weighted kappa",
    "task,label with --kind verification                                     the same, and how much of what is wrong was found",
    '{"task":…,"fields":{"NAME":…}}                                          each question by its kind, from a first line {"form":…} or guessed',
    "item,strength; or task,left,right,worker,answer                         pairs put right, tau",
  ],
  options: {
    ...WITHOUT_STUDIO,
    gold: { type: "string", value: "FILE", help: "what is known: one of the files above" },
    predictions: {
      type: "string",
      value: "FILE",
      help: "the same kind of file: of a model, or what `aggregate` wrote",
    },
    kind: { type: "string", value: "K", help: "of labels: classification (default), rating or verification" },
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
    const meaning = meaningFrom(args, kind)
    const hasHeader = !args.flag("no-header")
    if (kind === "coco") return evaluateCoco(gold, predictions, at, watch)
    if (kind === "boxes") return evaluateBoxes(gold, predictions, watch)
    if (kind === "texts") return evaluateTexts(gold, predictions, hasHeader, watch)
    if (kind === "recordings") return evaluateSound(gold, predictions, watch)
    if (kind === "forms") return evaluateForms(gold, predictions, watch)
    if (kind === "orders") return evaluateComparisons(gold, predictions, hasHeader, watch)
    return evaluateLabels(gold, predictions, { hasHeader, meaning }, watch)
  },
}
