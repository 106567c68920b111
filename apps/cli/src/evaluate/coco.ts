import { outlineIn } from "@justesse/formats/coco/region"
import type { JsonValue } from "@justesse/formats/io/jsonParse"
import {
  COCO_NUMBERS,
  type CocoTables,
  cocoNumbers,
  cocoTables,
  detectionConfusion,
  evaluateDetections,
  likelyLabelErrors,
  precisionByLabel,
  worstPictures,
} from "@justesse/quality/detection/index"
import { JustesseError } from "@justesse/types"
import { columns, count, shown, some } from "../aggregate/figures.ts"
import { type InputFile, wrongLine } from "../aggregate/input.ts"
import { lineOfMember, parseJson } from "../aggregate/json.ts"
import type { Stopwatch } from "../aggregate/seconds.ts"
import { Unusable } from "../arguments.ts"
import { done, type Outcome } from "../command.ts"

/** At which overlap and score labels are taken for one another. */
interface ConfusionAt {
  readonly iou: number
  readonly score: number
}

/** How COCO files are compared: by lines where both sides have one, unless boxes alone are asked for. */
export interface CocoChoices extends ConfusionAt {
  readonly byBox: boolean
}

/** So many labels fit a printed matrix; of more the commonest errors are printed. */
const MATRIX_LABELS = 10
const LISTED = 20
/** At most so many likely errors of the gold go into `--json`. */
const SUSPECTS = 1_000

const MEANING: Record<(typeof COCO_NUMBERS)[number], string> = {
  AP: "average precision, IoU 0.50 to 0.95",
  AP50: "average precision, IoU 0.50",
  AP75: "average precision, IoU 0.75",
  APs: "… of small objects (to 32² px)",
  APm: "… of medium objects",
  APl: "… of large objects (from 96² px)",
  AR1: "average recall, 1 object per picture",
  AR10: "average recall, 10 objects per picture",
  AR100: "average recall, 100 objects per picture",
  ARs: "… of small objects",
  ARm: "… of medium objects",
  ARl: "… of large objects",
}

const FIXES: Readonly<Record<string, string>> = {
  image_id: "Give the id of a picture that the gold lists",
  category_id: "Give the number of a category",
  bbox: "Write [x,y,width,height] with finite numbers and no negative side",
  score: "Write a number",
  area: "Write the pixels that the object covers, or leave it out",
  id: "Give each a number of its own",
  iscrowd: "Write 0 or 1",
}

/** Says in which file and line a row cannot be used. */
function tablesOf(gold: InputFile, predictions: InputFile, byBox: boolean): CocoTables {
  const [goldJson, predictionsJson] = [parseJson(gold), parseJson(predictions)]
  try {
    // The JSON is a parser's own, so what stands under `segmentation` is a JSON value.
    const outlineOf = (segmentation: unknown) => outlineIn(segmentation as JsonValue | undefined)
    return cocoTables(goldJson, predictionsJson, byBox ? undefined : outlineOf)
  } catch (error) {
    if (!(error instanceof JustesseError) || error.code !== "file_unreadable") throw error
    const { which, list, index, field, value } = error.detail
    const file = which === "gold" ? gold : predictions
    const top = list === "results" ? [] : [String(list)]
    if (index === -1) {
      const wanted =
        which === "gold"
          ? 'Gold is an object with the lists "images", "annotations" and "categories"'
          : 'Predictions are a list of {"image_id","category_id","bbox","score"}'
      throw wrongLine(file, lineOfMember(file.text, top), `there is no list "${list}"`, wanted)
    }
    const line = lineOfMember(file.text, [...top, Number(index), ...(field ? [String(field)] : [])])
    const what = field
      ? `${field} of ${list}[${index}] cannot be used: ${value}`
      : `${list}[${index}] is no object: ${value}`
    throw wrongLine(file, line, what, FIXES[String(field)] ?? "Write an object")
  }
}

/** COCO's numbers, AP by class, confusion, worst pictures and likely errors of the gold. */
export function evaluateCoco(
  gold: InputFile,
  predictions: InputFile,
  { byBox, ...at }: CocoChoices,
  watch: Stopwatch,
): Outcome {
  const coco = watch.during("read", () => tablesOf(gold, predictions, byBox))
  const { tables, labelNames, labelIds, imageIds, imageNames, leftOut, goldIds, foundRowsAt } = coco
  if (tables.images === 0) throw new Unusable(`${gold.name} lists no pictures, so there is nothing to evaluate.`)
  const found = watch.during("call", () => {
    const evaluation = evaluateDetections(tables)
    return {
      numbers: cocoNumbers(evaluation),
      byLabel: precisionByLabel(evaluation),
      confusion: detectionConfusion(tables, at),
      worst: worstPictures(tables, at, LISTED),
      suspects: likelyLabelErrors(tables, { most: SUSPECTS }),
    }
  })
  const nameOf = (label: number | null) => (label === null ? null : (labelNames[label] ?? ""))
  const picture = (image: number) => ({ image: imageIds[image] ?? "", file: imageNames[image] ?? "" })
  const names = [...labelNames, "(nothing)"]
  const json = {
    kind: "coco",
    images: tables.images,
    gold: tables.gold.image.length,
    predictions: tables.found.image.length,
    compared: tables.compared,
    leftOut,
    numbers: found.numbers,
    stats: COCO_NUMBERS.map((name) => found.numbers[name]),
    classes: found.byLabel.map((one, label) => ({ id: labelIds[label], name: labelNames[label], ...one })),
    confusion: { ...at, labels: names, counts: matrixOf(found.confusion.counts, names.length) },
    worst: found.worst.map(({ image, ...rest }) => ({ ...picture(image), ...rest })),
    suspects: found.suspects.map(({ image, label, gold: goldRow, goldLabel, found: foundRow, ...rest }) => ({
      ...picture(image),
      ...rest,
      label: nameOf(label),
      goldLabel: nameOf(goldLabel),
      annotationId: goldRow === null ? null : goldIds[goldRow],
      prediction: foundRow === null ? null : foundRowsAt[foundRow],
    })),
    ...watch.figures(),
  }
  const byClass = found.byLabel.map((one, label) => [
    labelNames[label] ?? "",
    count(one.gold),
    shown(one.ap),
    shown(one.ap50),
    shown(one.ap75),
    shown(one.ar),
  ])
  const text = [
    `${some(tables.images, "picture")}, ${some(json.gold, "object")}, ${some(json.predictions, "object")} found`,
    comparedLine(tables.compared, byBox),
    ...(leftOut.gold + leftOut.found > 0
      ? [
          `left out, of no category of the gold: ${some(leftOut.gold, "object")}, ${some(leftOut.found, "object")} found`,
        ]
      : []),
    "",
    columns(
      COCO_NUMBERS.map((name) => [name, shown(found.numbers[name] < 0 ? null : found.numbers[name]), MEANING[name]]),
      [0, 2],
    ),
    "",
    columns([["by class", "objects", "AP", "AP50", "AP75", "AR100"], ...byClass]),
    "",
    ...confusionLines(names, found.confusion.counts, at),
    "",
    `worst pictures  ${
      found.worst
        .slice(0, 5)
        .map((w) => `${imageNames[w.image]} (${w.missed} missed, ${w.extra} extra, ${w.otherLabel} mislabelled)`)
        .join("; ") || "none"
    }`,
    `likely errors of the gold  ${count(found.suspects.length)}${found.suspects.length === SUSPECTS ? " or more" : ""}${found.suspects.length > 0 ? " (--json lists them, the likeliest first)" : ""}`,
  ]
  return done(json, text.join("\n"))
}

/** By what objects were compared, and which of COCO's two ways of counting that is. */
function comparedLine({ by, goldBoxes, foundBoxes }: CocoTables["tables"]["compared"], byBox: boolean): string {
  if (by === "outline") return "compared by outline, as COCO's segm, with exact areas instead of pixels"
  if (by === "mixed")
    return `compared by outline where both have one, else by box: without an outline are ${count(goldBoxes)} of the gold, ${count(foundBoxes)} of what was found`
  return `compared by box, as COCO's bbox${byBox ? "" : ": not both files have outlines"}`
}

function matrixOf(counts: Int32Array, size: number): number[][] {
  return Array.from({ length: size }, (_, row) => [...counts.subarray(row * size, (row + 1) * size)])
}

function confusionLines(names: readonly string[], counts: Int32Array, at: ConfusionAt): string[] {
  const size = names.length
  const title = `confusion at IoU ${at.iou}, score ${at.score}`
  if (size <= MATRIX_LABELS + 1) {
    const rows = names.map((name, row) => [name, ...(matrixOf(counts, size)[row]?.map(count) ?? [])])
    return [columns([[`${title}: gold ↓ found →`, ...names], ...rows])]
  }
  const nothing = size - 1
  const swapped = [...counts.keys()]
    .filter((cell) => isSwap(cell, size) && (counts[cell] ?? 0) > 0)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
  const rows = swapped
    .slice(0, MATRIX_LABELS)
    .map((cell) => [`${names[Math.floor(cell / size)]} → ${names[cell % size]}`, count(counts[cell] ?? 0)])
  const sum = (of: (label: number) => number) => count(names.reduce((n, _, label) => n + (counts[of(label)] ?? 0), 0))
  return [
    columns([[`${title}: gold → found`, "times"], ...rows]),
    `  missed ${sum((label) => label * size + nothing)}, found where nothing is ${sum((label) => nothing * size + label)} (--json has the whole matrix)`,
  ]
}

/** True for a place of the matrix where one label was taken for another, both real. */
function isSwap(cell: number, size: number): boolean {
  const [row, column] = [Math.floor(cell / size), cell % size]
  return row !== column && row < size - 1 && column < size - 1
}
