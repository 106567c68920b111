import type { DatasetManifest, DatasetRecord, ReportLine } from "@justesse/types/dataset"
import type { SchemaElement } from "hyparquet"
import { ByteWriter, ParquetWriter } from "hyparquet-writer"
import { companionFiles } from "../companions/index.ts"
import type { OutFile, RecordSource, WriteOptions, Writer } from "../contract.ts"
import { CARRIED, type HfRow, indexLabels, type LabelIndexes, rowOf } from "../huggingFace/row.ts"
import { goesOut, ROW_HOLDS, splitFolder } from "../huggingFace/write.ts"
import { carriedFor } from "../regions/parts.ts"
import { tallyAll } from "../report/holds.ts"
import { Tally } from "../report/lines.ts"

/**
 * Writes one Parquet file a part, as dataset hubs lay them (`data/train-00000-of-00001.parquet`), in groups of rows, with
 * features that name pictures and classes. `image.path` is the picture's name; its bytes are beside it where the options give
 * them, and in its own file otherwise. Holds all of a region: what has no column is JSON in `details`. Draws the records once
 * for each part; holds one group of rows, which ends at 1,000 rows or 16 MiB of pictures.
 */
export const parquetWriter: Writer = {
  name: "parquet",
  holdsPictures: true,
  async losses(records) {
    return (await survey(records)).lines
  },
  async *write(records: RecordSource, manifest: DatasetManifest, options: WriteOptions = {}): AsyncGenerator<OutFile> {
    const { parts: splits, lines } = await survey(records)
    for (const line of lines) options.report?.(line)
    for (const split of splits)
      yield {
        name: `data/${split}-00000-of-00001.parquet`,
        role: "labels",
        body: table(records, manifest, split, options.pictureOf),
      }
    yield* companionFiles(records, manifest)
  },
}

/** Pictures without a part are in the file that loaders take for training; their column `split` says that they have none. */
const UNSPLIT = "train"
const GROUP_ROWS = 1_000
/** Bytes of pictures in a group of rows: whoever shows a row reads its group. A larger picture has one for itself. */
const GROUP_BYTES = 16_777_216

const findSplit = (record: DatasetRecord) => splitFolder(record)?.replaceAll("-", "_") ?? UNSPLIT

async function survey(records: RecordSource): Promise<{ parts: readonly string[]; lines: ReportLine[] }> {
  const tally = new Tally()
  const splits = new Set<string>()
  for await (const record of records()) if (tallyAll(record, ROW_HOLDS, tally)) splits.add(findSplit(record))
  return { parts: splits.size === 0 ? [UNSPLIT] : [...splits], lines: tally.lines("*.parquet") }
}

interface TableRow extends HfRow {
  readonly bytes: Uint8Array | null
  readonly split: string | null
  readonly details: string | null
}

async function* table(
  records: RecordSource,
  manifest: DatasetManifest,
  split: string,
  pictureOf: WriteOptions["pictureOf"],
): AsyncGenerator<Uint8Array> {
  const indexes = indexLabels(manifest.ontology.labels)
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: SCHEMA,
    createdBy: "justesse",
    kvMetadata: [{ key: "huggingface", value: features(indexes) }],
  })
  let rows: TableRow[] = []
  let size = 0
  const flush = async (): Promise<Uint8Array> => {
    if (rows.length > 0) await writer.write({ columnData: columnsOf(rows), rowGroupSize: GROUP_ROWS })
    rows = []
    size = 0
    return taken(bytes)
  }
  for await (const record of records()) {
    if (!goesOut(record) || findSplit(record) !== split) continue
    const picture = (await pictureOf?.(record)) ?? null
    const more = picture?.length ?? 0
    if (size > 0 && size + more > GROUP_BYTES) yield await flush()
    rows.push({ ...tableRow(record, indexes), bytes: picture })
    size += more
    if (rows.length >= GROUP_ROWS) yield await flush()
  }
  yield await flush()
  await writer.finish()
  yield taken(bytes)
}

/** What is written so far, taken away so that the next group finds the room again; offsets in the file go on. */
function taken(bytes: ByteWriter): Uint8Array {
  const copy = new Uint8Array(bytes.buffer.slice(0, bytes.index))
  bytes.index = 0
  return copy
}

function tableRow(record: DatasetRecord, indexes: LabelIndexes): Omit<TableRow, "bytes"> {
  const carried = carriedFor(record.foreign, CARRIED)
  return {
    ...rowOf(record, indexes, true),
    split: record.split ?? null,
    details: Object.keys(carried).length > 0 ? JSON.stringify(carried) : null,
  }
}

function columnsOf(rows: readonly TableRow[]) {
  const column = (name: keyof TableRow) => ({ name, data: rows.map((row) => row[name]) })
  return [
    {
      name: "image",
      data: rows.map((row) => ({ bytes: row.bytes, path: row.file_name })),
      // Pictures are packed already, no two are the same, and their least and greatest bytes say nothing.
      ...{ codec: "UNCOMPRESSED" as const, encoding: "PLAIN" as const, statistics: false },
    },
    column("file_name"),
    column("width"),
    column("height"),
    column("sha256"),
    column("id"),
    column("text"),
    column("split"),
    {
      name: "objects",
      data: rows.map(({ objects }) => ({ ...objects, categories: objects.categories.map((one) => BigInt(one)) })),
    },
    column("details"),
  ]
}

type Leaf = "text" | "double" | "int32" | "int64" | "bytes"

const leaf = (name: string, type: Leaf): SchemaElement => ({
  name,
  repetition_type: "OPTIONAL",
  ...(type === "text"
    ? { type: "BYTE_ARRAY" as const, converted_type: "UTF8" as const }
    : { type: ({ double: "DOUBLE", int32: "INT32", int64: "INT64", bytes: "BYTE_ARRAY" } as const)[type] }),
})

const struct = (name: string, ...children: SchemaElement[][]): SchemaElement[] => [
  { name, repetition_type: "OPTIONAL", num_children: children.length },
  ...children.flat(),
]

const list = (name: string, element: SchemaElement[]): SchemaElement[] => [
  { name, repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
  { name: "list", repetition_type: "REPEATED", num_children: 1 },
  ...element,
]

const SCHEMA: SchemaElement[] = [
  { name: "schema", num_children: 10 },
  ...struct("image", [leaf("bytes", "bytes")], [leaf("path", "text")]),
  leaf("file_name", "text"),
  leaf("width", "int32"),
  leaf("height", "int32"),
  leaf("sha256", "text"),
  leaf("id", "text"),
  leaf("text", "text"),
  leaf("split", "text"),
  ...struct(
    "objects",
    list("id", [leaf("element", "text")]),
    list("bbox", list("element", [leaf("element", "double")])),
    list("categories", [leaf("element", "int64")]),
    list("labels", [leaf("element", "text")]),
    list("text", [leaf("element", "text")]),
    list("details", [leaf("element", "text")]),
  ),
  leaf("details", "text"),
]

/** What the columns are, as Hugging Face's datasets library reads it: pictures by path, numbers of classes with their names. */
function features(indexes: LabelIndexes): string {
  const value = (dtype: string) => ({ dtype, _type: "Value" })
  const sequence = (feature: object) => ({ feature, _type: "Sequence" })
  const names = [...indexes.values()].map(({ name }) => name)
  const text = value("string")
  return JSON.stringify({
    info: {
      features: {
        image: { _type: "Image" },
        file_name: text,
        width: value("int32"),
        height: value("int32"),
        sha256: text,
        id: text,
        text,
        split: text,
        objects: {
          id: sequence(text),
          bbox: sequence(sequence(value("float64"))),
          categories: sequence({ names, _type: "ClassLabel" }),
          labels: sequence(text),
          text: sequence(text),
          details: sequence(text),
        },
        details: text,
      },
    },
  })
}
