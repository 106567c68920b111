import type { DatasetManifest } from "@justesse/types/dataset"
import { COCO_FILE } from "../coco/write.ts"
import { baseName, extensionOf, folderOf } from "../io/fileSet.ts"
import type { JsonValue } from "../io/jsonParse.ts"
import { isPictureName } from "../io/pictures.ts"
import { LABELS_FILE } from "./index.ts"

/** A node of a JSON-LD document. */
export interface CroissantNode {
  readonly [key: string]: JsonValue | CroissantNode | readonly CroissantNode[] | readonly string[]
}

/** A file of the export, and the node that describes it. */
interface DescribedFile {
  readonly name: string
  readonly id: string
  readonly isSet: boolean
}

/** A column of a record set: its name, what its values are, and where they stand. */
interface Column {
  readonly name: string
  readonly about: string
  readonly type: string | readonly string[]
  /** The extract of its source; absent in record sets that bring their data. */
  readonly from?: CroissantNode
  /** The part of a value that counts: what readers apply after the extract. */
  readonly transform?: CroissantNode
  /** How a box is written, in Keras' words. */
  readonly format?: string
  readonly references?: string
}

/** True for the files of a form that record sets point into: one, or one a part. */
export function isTable(format: string, name: string): boolean {
  switch (format) {
    case "coco":
      return folderOf(name) === folderOf(COCO_FILE) && extensionOf(name) === "json"
    case "parquet":
    case "csv":
      return extensionOf(name) === format
    case "justesse":
      return baseName(name) === "records.jsonl"
    default:
      return false
  }
}

/**
 * What readers can draw from an export: its labels and parts as data of their own, its pictures, and its regions where the
 * files say them in a form that Croissant can point into (JSON, JSON lines, CSV, Parquet). `tables` are those files, first
 * of all the one to read them by; `inside`: pictures are in the tables.
 */
export function recordSetsFor(
  manifest: DatasetManifest,
  format: string,
  files: readonly DescribedFile[],
  tables: readonly DescribedFile[],
  inside: boolean,
): readonly CroissantNode[] {
  // A record set that brings its data must bring some.
  const hasLabels = manifest.ontology.labels.length > 0
  const sets = hasLabels ? [labelSet(manifest)] : []
  const own = (columns: readonly Column[]) => linked(columns, hasLabels, manifest.split !== undefined)
  if (manifest.split) sets.push(splitSet(manifest.split.parts.map((part) => part.name)))
  const pictures = new Map(
    files.filter((file) => file.isSet && isPictureName(file.name)).map((file) => [file.id, file]),
  )
  for (const { id } of pictures.values()) sets.push(pictureSet(id, pictures.size > 1 ? `pictures-${id}` : "pictures"))
  const named = (name: string) => files.find((file) => file.name === name)
  const labels = named(LABELS_FILE)
  if (labels)
    sets.push(
      recordSet("regions", "Every region with its picture, label and what it rests on.", labels, own(labelColumns)),
    )
  const [table] = tables
  if (!table) return sets
  switch (format) {
    case "coco": {
      // Every part's file has all the categories.
      const one = tables.find(({ isSet }) => !isSet) ?? table
      const categories = recordSet("categories", "The labels by their numbers.", one, cocoCategories, "id")
      sets.push({ ...categories, dataType: "sc:Enumeration" })
      sets.push(recordSet("images", "Pictures with their upright sizes.", table, cocoImages))
      sets.push(recordSet("annotations", "Boxes in pixels: x, y, width, height.", table, cocoAnnotations))
      break
    }
    case "csv":
      sets.push(recordSet("rows", "One region a row, with its box in pixels.", table, own(csvColumns)))
      break
    case "justesse":
      sets.push(recordSet("records", "One picture a record, with its whole answer.", table, own(nativeColumns)))
      break
    case "parquet":
      sets.push(
        recordSet("rows", "One picture a row.", table, own(inside ? [pictureColumn, ...tableColumns] : tableColumns)),
      )
  }
  return sets
}

/** Columns without references to record sets that are not there, and without the part where there are no parts. */
function linked(columns: readonly Column[], hasLabels: boolean, hasSplits: boolean): Column[] {
  return columns.flatMap((column) => {
    if (column.references === "splits/name" && !hasSplits) return []
    if (column.references !== "labels/id" || hasLabels) return [column]
    const { references: _, ...alone } = column
    return [alone]
  })
}

function labelSet({ ontology }: DatasetManifest): CroissantNode {
  const columns: Column[] = [
    { name: "id", about: "Its id in this dataset.", type: "sc:Text" },
    { name: "name", about: "What people call it.", type: ["sc:Text", "sc:name"] },
    { name: "position", about: "Its place in the order of labels, from 0.", type: "sc:Integer" },
  ]
  const data = ontology.labels.map((label, i) => ({
    "labels/id": label.id,
    "labels/name": label.name.en,
    "labels/position": i,
  }))
  return { ...recordSet("labels", "The labels in their order.", null, columns, "id"), dataType: "sc:Enumeration", data }
}

const known: Readonly<Record<string, string>> = {
  train: "cr:TrainingSplit",
  val: "cr:ValidationSplit",
  validation: "cr:ValidationSplit",
  test: "cr:TestSplit",
}

function splitSet(names: readonly string[]): CroissantNode {
  const columns: Column[] = [
    { name: "name", about: "The part's name.", type: "sc:Text" },
    { name: "url", about: "What the part is for, where it has one of the usual meanings.", type: "cr:Split" },
  ]
  const data = names.map((name) => ({ "splits/name": name, "splits/url": known[name] ?? "cr:Split" }))
  return { ...recordSet("splits", "The parts of the dataset.", null, columns, "name"), dataType: "cr:Split", data }
}

function pictureSet(id: string, name: string): CroissantNode {
  const columns: Column[] = [
    { name: "file", about: "Its path in the export.", type: "sc:Text", from: { fileProperty: "fullpath" } },
    { name: "content", about: "The picture.", type: "sc:ImageObject", from: { fileProperty: "content" } },
  ]
  return recordSet(name, "The pictures.", { name: "", id, isSet: true }, columns, "file")
}

function recordSet(
  name: string,
  about: string,
  source: DescribedFile | null,
  columns: readonly Column[],
  key?: string,
): CroissantNode {
  return {
    "@type": "cr:RecordSet",
    "@id": name,
    name,
    description: about,
    ...(key === undefined ? {} : { key: { "@id": `${name}/${key}` } }),
    field: columns.map((column) => field(name, column, source)),
  }
}

function field(set: string, column: Column, source: DescribedFile | null): CroissantNode {
  const { name, about, type, from, transform, format, references } = column
  return {
    "@type": "cr:Field",
    "@id": `${set}/${name}`,
    name: `${set}/${name}`,
    description: about,
    dataType: type,
    ...(references === undefined ? {} : { references: { field: { "@id": references } } }),
    ...(source && from
      ? {
          source: {
            [source.isSet ? "fileSet" : "fileObject"]: { "@id": source.id },
            extract: from,
            ...(transform === undefined ? {} : { transform }),
            ...(format === undefined ? {} : { format }),
          },
        }
      : {}),
  }
}

const splitColumn: Column = {
  name: "split",
  about: "The part that it belongs to.",
  type: "sc:Text",
  from: { column: "split" },
  references: "splits/name",
}

const labelColumns: readonly Column[] = [
  { name: "picture", about: "The picture's name.", type: "sc:Text", from: { column: "picture" } },
  {
    name: "region",
    about: "The region's id; none where nothing is in the picture.",
    type: "sc:Text",
    from: { column: "region" },
  },
  { name: "label", about: "Its label.", type: "sc:Text", from: { column: "label" }, references: "labels/id" },
  { name: "method", about: "How it was settled.", type: "sc:Text", from: { column: "method" } },
  {
    name: "confidence",
    about: "Between 0 and 1; 1 where a reviewer decided it.",
    type: "sc:Float",
    from: { column: "confidence" },
  },
  {
    name: "decided_by_reviewer",
    about: "Whether a reviewer decided it.",
    type: "sc:Boolean",
    from: { column: "decided_by_reviewer" },
  },
]

const cocoImages: readonly Column[] = [
  { name: "id", about: "The picture's id.", type: "sc:Integer", from: { jsonPath: "$.images[*].id" } },
  { name: "file_name", about: "Its file.", type: "sc:Text", from: { jsonPath: "$.images[*].file_name" } },
  { name: "width", about: "In pixels, upright.", type: "sc:Integer", from: { jsonPath: "$.images[*].width" } },
  { name: "height", about: "In pixels, upright.", type: "sc:Integer", from: { jsonPath: "$.images[*].height" } },
]

const cocoCategories: readonly Column[] = [
  { name: "id", about: "The label's number.", type: "sc:Integer", from: { jsonPath: "$.categories[*].id" } },
  {
    name: "name",
    about: "What people call it.",
    type: ["sc:Text", "sc:name"],
    from: { jsonPath: "$.categories[*].name" },
  },
]

const cocoAnnotations: readonly Column[] = [
  {
    name: "image_id",
    about: "The picture's id.",
    type: "sc:Integer",
    from: { jsonPath: "$.annotations[*].image_id" },
    references: "images/id",
  },
  {
    name: "category_id",
    about: "The label's number.",
    type: "sc:Integer",
    from: { jsonPath: "$.annotations[*].category_id" },
    references: "categories/id",
  },
  {
    name: "bbox",
    about: "x, y, width, height in pixels.",
    type: "cr:BoundingBox",
    from: { jsonPath: "$.annotations[*].bbox" },
    format: "XYWH",
  },
]

const nativeColumns: readonly Column[] = [
  { name: "name", about: "The picture's name.", type: "sc:Text", from: { column: "name" } },
  { name: "sha256", about: "SHA-256 of the picture's bytes.", type: "sc:Text", from: { column: "sha256" } },
  {
    name: "body",
    about: "The answer as JSON: regions in pixels of the upright picture.",
    type: "sc:Text",
    from: { column: "body" },
  },
  splitColumn,
]

const csvColumns: readonly Column[] = [
  { name: "image", about: "The picture's name.", type: "sc:Text", from: { column: "image" } },
  splitColumn,
  {
    name: "id",
    about: "The region's id; none where nothing is in the picture.",
    type: "sc:Text",
    from: { column: "id" },
  },
  { name: "label", about: "Its label, as people call it.", type: "sc:Text", from: { column: "label" } },
  ...["x", "y", "width", "height"].map((name) => ({
    ...{ name, about: "In pixels of the upright picture.", type: "sc:Float", from: { column: name } },
  })),
  { name: "text", about: "What is written there.", type: "sc:Text", from: { column: "text" } },
]

const pictureColumn: Column = {
  name: "image",
  about: "The picture.",
  type: "sc:ImageObject",
  from: { column: "image" },
  transform: { jsonPath: "bytes" },
}

const tableColumns: readonly Column[] = [
  { name: "file_name", about: "The picture's name.", type: "sc:Text", from: { column: "file_name" } },
  { name: "width", about: "In pixels, upright.", type: "sc:Integer", from: { column: "width" } },
  { name: "height", about: "In pixels, upright.", type: "sc:Integer", from: { column: "height" } },
  { name: "sha256", about: "SHA-256 of the picture's bytes.", type: "sc:Text", from: { column: "sha256" } },
  splitColumn,
]
