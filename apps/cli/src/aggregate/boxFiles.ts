import type { BoxRow, GoldImage, ImageSize, Xywh } from "@justesse/quality/boxes/index"
import { momentOf, TIME_COLUMNS } from "@justesse/quality/labels/index"
import { some } from "./figures.ts"
import { type InputFile, wrongLine } from "./input.ts"
import { parseJsonLine } from "./json.ts"

/** The members of an object of such a file. */
export type Fields = Readonly<Record<string, unknown>>

const FORM = '{"image": …, "boxes": [[x,y,w,h], …]}'

/** The objects of a file of JSON lines with the line that each stands on; blank lines are left out. */
export function* objectsOf(file: InputFile, form: string): Generator<{ line: number; fields: Fields }> {
  let line = 0
  for (const text of file.text.split("\n")) {
    line++
    if (text.trim() === "") continue
    const value = parseJsonLine(file, text, line)
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw wrongLine(file, line, "this line is no object", `Write ${form} on each line`)
    yield { line, fields: value as Fields } // an object that is no list, as just seen
  }
}

/** The name under one of some keys, as text; the first key is the one that is asked for where none is there. */
export function nameOf(file: InputFile, line: number, fields: Fields, keys: readonly string[]): string {
  const value = keys.map((key) => fields[key]).find((one) => one !== undefined)
  if (typeof value === "number" && Number.isFinite(value)) return String(value)
  if (typeof value === "string" && value !== "") return value
  throw wrongLine(file, line, `"${keys[0]}" is missing`, `Name it: {"${keys[0]}": "…"}`)
}

/** Boxes as `[x,y,w,h]`, or as objects with these four keys, as results have them. */
function boxesOf(file: InputFile, line: number, { boxes }: Fields): Xywh[] {
  if (!Array.isArray(boxes))
    throw wrongLine(
      file,
      line,
      '"boxes" is missing',
      'Write "boxes": [[x,y,w,h], …]; an empty list says that nothing is there',
    )
  return boxes.map((box: unknown, index) => {
    const four = Array.isArray(box) ? box : isObject(box) ? [box.x, box.y, box.w, box.h] : []
    const [x, y, w, h] = four
    const fits = four.length === 4 && four.every((side) => typeof side === "number" && Number.isFinite(side))
    if (!fits) throw wrongLine(file, line, `box ${index + 1} is not four numbers`, "Write [x,y,width,height] in pixels")
    return [x, y, w, h]
  })
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null
}

function labelsOf(file: InputFile, line: number, { labels, classes }: Fields, boxes: number): readonly string[] | null {
  const list = labels ?? classes
  if (list === undefined) return null
  if (!Array.isArray(list) || list.length !== boxes || !list.every((one) => typeof one === "string"))
    throw wrongLine(
      file,
      line,
      '"labels" does not name one label for each box',
      `Write ${some(boxes, "name")} in quotes`,
    )
  return list
}

/** When a line was given, under one of the names that columns of times have; nothing where it does not say. */
function timeOf(fields: Fields): { readonly time?: number } {
  const value = TIME_COLUMNS.map((name) => fields[name]).find((one) => one !== undefined)
  if (typeof value !== "number" && typeof value !== "string") return {}
  return { time: momentOf(String(value)) }
}

/** What people drew, with the sizes of the pictures where the file has `width` and `height`. */
interface BoxAnswers {
  readonly rows: readonly BoxRow[]
  readonly sizes: ReadonlyMap<string, ImageSize>
}

/** Reads JSON lines of answers: `{"image","annotator","boxes":[[x,y,w,h],…]}`, with `labels` where there are classes. */
export function readBoxAnswers(file: InputFile): BoxAnswers {
  const rows: BoxRow[] = []
  const sizes = new Map<string, ImageSize>()
  for (const { line, fields } of objectsOf(file, FORM)) {
    const image = nameOf(file, line, fields, ["image"])
    const person = nameOf(file, line, fields, ["annotator", "worker", "person"])
    const boxes = boxesOf(file, line, fields)
    const labels = labelsOf(file, line, fields, boxes.length)
    rows.push({ image, person, boxes, ...(labels ? { classes: labels } : {}), ...timeOf(fields) })
    const { width, height } = fields
    if (typeof width === "number" && typeof height === "number" && width > 0 && height > 0)
      sizes.set(image, [width, height])
  }
  if (rows.length === 0)
    throw wrongLine(file, 1, "there are no answers", "Write one line for each picture and annotator")
  return { rows, sizes }
}

/** Reads JSON lines of pictures with their boxes: gold, or results. A picture on two lines is refused. */
export function readBoxGold(file: InputFile): GoldImage[] {
  const lineOf = new Map<string, number>()
  const images: GoldImage[] = []
  for (const { line, fields } of objectsOf(file, FORM)) {
    const image = nameOf(file, line, fields, ["image"])
    const before = lineOf.get(image)
    if (before !== undefined)
      throw wrongLine(
        file,
        line,
        `the picture ${image} stands on line ${before} already`,
        "Leave one line for each picture",
      )
    lineOf.set(image, line)
    images.push({ image, boxes: boxesOf(file, line, fields) })
  }
  if (images.length === 0)
    throw wrongLine(file, 1, "there are no pictures", 'Write {"image": …, "boxes": …} on each line')
  return images
}
