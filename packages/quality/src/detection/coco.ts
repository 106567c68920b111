import { boundsOfShape, JustesseError, type Shape } from "@justesse/types"
import { fourOf } from "../geometry/iou.ts"
import { type DetectionTables, detectionTables, type FoundRow, type GoldRow } from "./tables.ts"

/** A COCO file of gold and one of results as tables, with the ids and names that the positions stand for. */
export interface CocoTables {
  readonly tables: DetectionTables
  /** Ids of the pictures by position, ascending. */
  readonly imageIds: readonly (number | string)[]
  /** File names by position; the id where the file has none. */
  readonly imageNames: readonly string[]
  /** Ids of the categories by position, ascending. */
  readonly labelIds: readonly number[]
  readonly labelNames: readonly string[]
  /** For each row of the gold its annotation's id; its place in the file where it has none. */
  readonly goldIds: readonly (number | string)[]
  /** For each found row its place in the file, from 0. */
  readonly foundRowsAt: readonly number[]
  /** Rows left out because their category is not among the gold's, as the reference leaves them out. */
  readonly leftOut: { readonly gold: number; readonly found: number }
}

type Which = "gold" | "predictions"
type Fields = Readonly<Record<string, unknown>>

/** `file_unreadable` with the file's part (`gold`, `predictions`), the list, the place in it and the field. */
function wrong(which: Which, list: string, index: number, field: string, value: unknown): JustesseError {
  return new JustesseError("file_unreadable", { which, list, index, field, value: shown(value) })
}

function shown(value: unknown): string {
  const text = value === undefined ? "missing" : JSON.stringify(value)
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The line that a `segmentation` draws; null where it has none that can be compared. */
type OutlineOf = (segmentation: unknown) => Shape | null

/**
 * Reads gold (a COCO object with `images`, `annotations`, `categories`) and results (a COCO list of `image_id`,
 * `category_id`, `bbox`, `score`, or an object whose `annotations` carry a `score`), both as parsed JSON. With `outlineOf`
 * rows have lines too, and a row without a `bbox` the box around its own.
 *
 * @throws {JustesseError} `file_unreadable` with `{which, list, index, field, value}` for the first row that cannot be used:
 *   a missing list, a box without four finite numbers or with a negative side, a score that is no number, a crowd mark
 *   that is neither 0 nor 1, an id of a picture that the gold does not list.
 */
export function cocoTables(gold: unknown, predictions: unknown, outlineOf: OutlineOf = () => null): CocoTables {
  const images = byId(listOf("gold", gold, "images"), "images")
  const labels = byId(listOf("gold", gold, "categories"), "categories")
  const imageAt = new Map(images.map((image, at) => [image.id, at]))
  const labelAt = new Map(labels.map((label, at) => [label.id, at]))
  const goldRows: GoldRow[] = []
  const goldIds: (number | string)[] = []
  const annotations = listOf("gold", gold, "annotations")
  for (const [i, row] of annotations.entries()) {
    const placed = toRow("gold", "annotations", i, row, { imageAt, labelAt, outlineOf })
    if (!placed) continue
    goldRows.push({ ...placed, ...areaOf(row, i), isCrowd: isCrowd(row, i) })
    goldIds.push(typeof row.id === "number" || typeof row.id === "string" ? row.id : i)
  }
  const list = Array.isArray(predictions) ? "results" : "annotations"
  const results = listOf("predictions", Array.isArray(predictions) ? { results: predictions } : predictions, list)
  const foundRows: FoundRow[] = []
  const foundRowsAt: number[] = []
  for (const [i, row] of results.entries()) {
    const score = row.score
    if (typeof score !== "number" || !Number.isFinite(score)) throw wrong("predictions", list, i, "score", score)
    const placed = toRow("predictions", list, i, row, { imageAt, labelAt, outlineOf })
    if (!placed) continue
    foundRows.push({ ...placed, score })
    foundRowsAt.push(i)
  }
  return {
    tables: detectionTables(images.length, labels.length, goldRows, foundRows),
    imageIds: images.map((image) => image.id),
    imageNames: images.map(({ id, row }) => (typeof row.file_name === "string" ? row.file_name : String(id))),
    labelIds: labels.map((label) => Number(label.id)),
    labelNames: labels.map(({ id, row }) => (typeof row.name === "string" ? row.name : String(id))),
    goldIds,
    foundRowsAt,
    leftOut: { gold: annotations.length - goldRows.length, found: results.length - foundRows.length },
  }
}

function listOf(which: Which, file: unknown, list: string): readonly Fields[] {
  const rows = isFields(file) ? file[list] : undefined
  if (!Array.isArray(rows)) throw wrong(which, list, -1, "", isFields(file) ? rows : file)
  for (const [i, row] of rows.entries()) if (!isFields(row)) throw wrong(which, list, i, "", row)
  return rows
}

/** Rows of `images` or `categories` in ascending order of their ids, each id once (the last row of an id counts). */
function byId(rows: readonly Fields[], list: string): { id: number | string; row: Fields }[] {
  const seen = new Map<number | string, Fields>()
  for (const [i, row] of rows.entries()) {
    const { id } = row
    const fits = typeof id === "number" ? Number.isFinite(id) : typeof id === "string" && list === "images"
    if (!fits || (typeof id !== "number" && typeof id !== "string")) throw wrong("gold", list, i, "id", id)
    seen.set(id, row)
  }
  return Array.from(seen, ([id, row]) => ({ id, row })).sort((a, b) =>
    typeof a.id === "number" && typeof b.id === "number" ? a.id - b.id : String(a.id) < String(b.id) ? -1 : 1,
  )
}

interface RowContext {
  readonly imageAt: ReadonlyMap<unknown, number>
  readonly labelAt: ReadonlyMap<unknown, number>
  readonly outlineOf: OutlineOf
}

function toRow(
  which: Which,
  list: string,
  index: number,
  row: Fields,
  { imageAt, labelAt, outlineOf }: RowContext,
): Pick<GoldRow, "image" | "label" | "box" | "outline"> | null {
  const image = imageAt.get(row.image_id)
  if (image === undefined) throw wrong(which, list, index, "image_id", row.image_id)
  if (typeof row.category_id !== "number") throw wrong(which, list, index, "category_id", row.category_id)
  const label = labelAt.get(row.category_id)
  if (label === undefined) return null
  const outline = outlineOf(row.segmentation)
  if (outline && (row.bbox === undefined || row.bbox === null))
    return { image, label, box: fourOf(boundsOfShape(outline)), outline }
  const [x, y, width, height] = Array.isArray(row.bbox) && row.bbox.length === 4 ? row.bbox : []
  const fits = [x, y, width, height].every((side) => typeof side === "number" && Number.isFinite(side))
  if (!fits || width < 0 || height < 0) throw wrong(which, list, index, "bbox", row.bbox)
  return { image, label, box: [x, y, width, height], outline }
}

/** 0 or 1, as the form has it; in quotes, or as yes or no, it is understood too. */
function isCrowd({ iscrowd = 0 }: Fields, index: number): boolean {
  const mark = typeof iscrowd === "object" && iscrowd !== null ? Number.NaN : Number(iscrowd)
  if (mark !== 0 && mark !== 1) throw wrong("gold", "annotations", index, "iscrowd", iscrowd)
  return mark === 1
}

function areaOf(row: Fields, index: number): { area?: number } {
  if (row.area === undefined || row.area === null) return {}
  if (typeof row.area !== "number" || !(row.area >= 0)) throw wrong("gold", "annotations", index, "area", row.area)
  return { area: row.area }
}
