import { type Box, boundsOfShape, JustesseError, type Shape } from "@justesse/types"
import { outlineIn } from "../coco/region.ts"
import { extensionOf, type FileSet, headText, listFiles } from "../io/fileSet.ts"
import { idText, isList, isObject, type JsonValue, member, parseJson } from "../io/jsonParse.ts"
import { splitJson } from "../io/jsonSplit.ts"
import { decodeStream } from "../io/textStream.ts"
import { isFiniteNumber } from "../regions/parts.ts"

/** One thing that a model found, as a COCO list of results writes it. Ids are texts: "7" for the number 7. */
interface ResultRow {
  readonly image: string
  readonly category: string
  /** The row's `bbox`, or the box around its line where it has none. */
  readonly box: Box
  /** The line of a `segmentation` made of polygons. */
  readonly outline?: Shape
  readonly score: number
  readonly line: number
}

/** What the pictures and categories of results are called, where a COCO file beside them says so. */
interface ResultNames {
  readonly imageOf: ReadonlyMap<string, string>
  readonly categoryOf: ReadonlyMap<string, string>
}

const HEAD_BYTES = 65_536

/** JSON files whose top is a list of results: rows with an `image_id`, a `bbox` and a `score`. */
export async function resultFiles(files: FileSet): Promise<string[]> {
  const found: string[] = []
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "json") continue
    const head = await headText(files, name, HEAD_BYTES)
    if (/^[\s\uFEFF]*\[/.test(head) && /"image_id"\s*:/.test(head)) found.push(name)
  }
  return found
}

/**
 * The rows of a list of results, in the order of the file; only one row is held.
 *
 * @throws JustesseError `file_unreadable` with `{file, line, field}` for the first row that cannot be used: no list, no
 *   object, no `image_id`, `category_id`, `bbox` of four numbers with sides of 0 or more (nor a line), or no number as `score`.
 */
export async function* readResults(files: FileSet, file: string): AsyncGenerator<ResultRow> {
  for await (const pieces of splitJson(decodeStream(files.open(file)))) {
    for (const { text, line, problem, key } of pieces) {
      if (problem || key !== "") throw new JustesseError("file_unreadable", { file, line, field: problem ?? key })
      if (text === "[]") continue
      yield rowOf(parseJson(text)?.value, file, line)
    }
  }
}

function rowOf(row: JsonValue | undefined, file: string, line: number): ResultRow {
  const read = resultOf(row)
  if ("wrong" in read) throw new JustesseError("file_unreadable", { file, line, field: read.wrong })
  return { ...read, line }
}

/** One row of a list of results, or the name of the member that makes it none (empty where it is no object). */
export function resultOf(row: JsonValue | undefined): Omit<ResultRow, "line"> | { readonly wrong: string } {
  if (!isObject(row)) return { wrong: "" }
  const image = idText(member(row, "image_id"))
  const category = idText(member(row, "category_id"))
  const bbox = member(row, "bbox")
  const score = member(row, "score")
  if (image === null) return { wrong: "image_id" }
  if (category === null) return { wrong: "category_id" }
  if (!isFiniteNumber(score)) return { wrong: "score" }
  const outline = outlineIn(member(row, "segmentation"))
  if (outline && (bbox === undefined || bbox === null))
    return { image, category, box: boundsOfShape(outline), outline, score }
  const [x, y, width, height] = isList(bbox) && bbox.length === 4 ? bbox : []
  const isBox = isFiniteNumber(x) && isFiniteNumber(y) && isFiniteNumber(width) && isFiniteNumber(height)
  if (!isBox || width < 0 || height < 0) return { wrong: "bbox" }
  return { image, category, box: { x, y, width, height }, ...(outline && { outline }), score }
}

/** Names of pictures and categories by id from the COCO files of a set; the first of an id counts. */
export async function resultNames(files: FileSet): Promise<ResultNames> {
  const imageOf = new Map<string, string>()
  const categoryOf = new Map<string, string>()
  const results = new Set(await resultFiles(files))
  for (const { name } of await listFiles(files)) {
    if (extensionOf(name) !== "json" || results.has(name)) continue
    for await (const pieces of splitJson(decodeStream(files.open(name)))) {
      for (const { key, text, problem } of pieces) {
        if (problem || (key !== "images" && key !== "categories")) continue
        const [into, field] = key === "images" ? [imageOf, "file_name"] : [categoryOf, "name"]
        addName(into, parseJson(text)?.value, field)
      }
    }
  }
  return { imageOf, categoryOf }
}

function addName(into: Map<string, string>, row: JsonValue | undefined, field: string): void {
  if (!isObject(row)) return
  const id = idText(member(row, "id"))
  const name = member(row, field)
  if (id !== null && typeof name === "string" && !into.has(id)) into.set(id, name)
}
