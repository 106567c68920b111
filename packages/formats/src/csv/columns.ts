import { csvHeader } from "../io/csvTable.ts"
import type { FileSet } from "../io/fileSet.ts"
import { isPictureName } from "../io/pictures.ts"

/** What a column holds, with the names that tables give it, without case and without what is no letter or digit. */
const NAMES = {
  image: ["image", "imagepath", "imagename", "filename", "file", "filepath", "path", "img", "imageid"],
  label: ["label", "class", "classname", "category", "categoryname", "labelname"],
  left: ["xmin", "x1", "left", "bboxxmin"],
  top: ["ymin", "y1", "top", "bboxymin"],
  right: ["xmax", "x2", "right", "bboxxmax"],
  bottom: ["ymax", "y2", "bottom", "bboxymax"],
  x: ["x", "bboxx"],
  y: ["y", "bboxy"],
  width: ["width", "w", "bboxwidth", "bboxw", "boxwidth"],
  height: ["height", "h", "bboxheight", "bboxh", "boxheight"],
  imageWidth: ["imagewidth", "imgwidth"],
  imageHeight: ["imageheight", "imgheight"],
  split: ["split", "subset", "set", "partition"],
  imageText: ["imagetext"],
  id: ["id", "regionid"],
  text: ["text", "transcription", "transcript"],
  language: ["language"],
  marks: ["marks"],
  points: ["points"],
  rotation: ["rotation"],
  attributes: ["attributes"],
  crowd: ["crowd", "iscrowd"],
  occluded: ["occluded"],
  truncated: ["truncated"],
  difficult: ["difficult"],
  ignore: ["ignore"],
  level: ["level"],
  parent: ["parent"],
  direction: ["direction"],
  whole: ["whole"],
  startMs: ["startms"],
  endMs: ["endms"],
  speaker: ["speaker"],
  value: ["value"],
  check: ["check"],
  checkReason: ["checkreason"],
  // Of the version that it was written in: it is not read.
  confidence: ["confidence"],
  // Marks a table for spreadsheets: its cells are as `sheetText` wrote them.
  apostrophes: ["apostrophes"],
} as const
export type Column = keyof typeof NAMES

/** A table of regions: where each column is, and how its rows are cut. */
export interface CsvTable {
  readonly file: string
  readonly delimiter: string
  /** Rows before the first that counts. */
  readonly skip: 0 | 1
  readonly at: ReadonlyMap<Column, number>
  /** Columns that mean nothing here, by their own names. */
  readonly others: readonly (readonly [name: string, at: number])[]
}

const CORNERS = ["left", "top", "right", "bottom"] as const
const BOX = ["x", "y", "width", "height"] as const

/** True when the table says where its regions are, as corners or as a corner and sides. */
export function hasBoxes({ at }: Pick<CsvTable, "at">): boolean {
  return CORNERS.every((column) => at.has(column)) || BOX.every((column) => at.has(column))
}

/** True when rows say what is on pictures: in boxes, or labels of all of a picture; half of a box is neither. */
export function hasRegions(table: Pick<CsvTable, "at">): boolean {
  const isPlain = [...CORNERS, "x" as const, "y" as const].every((column) => !table.at.has(column))
  return hasBoxes(table) || (isPlain && table.at.has("label"))
}

/**
 * What the columns of a CSV file hold; null where it is no table of pictures. Without a header, `picture,x1,y1,x2,y2,label`
 * is known by the picture's name. `width` and `height` beside corners are the picture's.
 */
export async function csvTable(files: FileSet, file: string): Promise<CsvTable | null> {
  const { columns, delimiter } = await csvHeader(files, file)
  if (isPictureName(columns[0] ?? "") && columns.length === 6) {
    const order = ["image", ...CORNERS, "label"] as const
    return { file, delimiter, skip: 0, at: new Map(order.map((column, i) => [column, i])), others: [] }
  }
  const at = new Map<Column, number>()
  const others: [string, number][] = []
  for (const [i, name] of columns.entries()) {
    const column = columnOf(name)
    if (column === null || at.has(column)) others.push([name, i])
    else at.set(column, i)
  }
  if (CORNERS.every((column) => at.has(column)))
    for (const [side, own] of [
      ["width", "imageWidth"],
      ["height", "imageHeight"],
    ] as const) {
      const index = at.get(side)
      if (index !== undefined && !at.has(own)) at.set(own, index)
      at.delete(side)
    }
  const table = { file, delimiter, skip: 1 as const, at, others }
  const isUsed = hasRegions(table) || at.has("text") || at.has("imageText")
  return at.has("image") && isUsed ? table : null
}

function columnOf(name: string): Column | null {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "")
  // The keys of the list above.
  for (const [column, names] of Object.entries(NAMES))
    if (names.some((known) => known === plain)) return column as Column
  return null
}
