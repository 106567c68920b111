import { DatasetManifest, type DatasetRecord } from "@justesse/types/dataset"
import { expect, test } from "vitest"
import { memoryFiles } from "../io/fileSet.ts"
import { FORMATS, formatNamed } from "../list.ts"
import { openParquet, parquetRows } from "../parquet/file.ts"
import { croissantFaults } from "../testing/croissantRules.ts"
import { manifest, ontology, source, writtenBytes } from "../testing/records.ts"
import type { ExportedFile } from "./checksums.ts"
import { croissant } from "./croissant.ts"

const split = {
  rule: { parts: [{ name: "train", share: 100 }], by: "hash", byDocument: false, seed: 1 },
  parts: ["train", "test"].map((name) => ({ name, pictures: 2 })),
}
const inParts = DatasetManifest.parse({ ...manifest, split })
const region = (id: string, label: string) => ({
  id,
  geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 },
  label,
})
const records = ["a b.jpg", "dir/ç.png", "c.jpg", "d.JPG"].map((name, i) => ({
  ...{ name, size: { width: 64, height: 48 }, sha256: "e".repeat(64), split: i < 2 ? "train" : "test" },
  body: { regions: [region(`r${i}`, "zebra"), region(`s${i}`, "text")], nothingHere: false },
})) as unknown as DatasetRecord[] // ids are branded texts
const whole = records.map(({ split: _part, ...rest }) => rest)

interface Written {
  readonly files: Record<string, Uint8Array>
  readonly described: { distribution: Node[]; recordSet: (Node & { field: Node[] })[] }
}
type Node = Record<string, unknown>

/** A form's files with its pictures beside them, or in them, and what describes the export. */
async function exported(name: string, of: typeof records, own: DatasetManifest, inside = false): Promise<Written> {
  const { writer } = formatNamed(name)
  if (!writer) throw new Error(`${name} is not written`)
  const pictureOf = async () => new Uint8Array([1, 2, 3])
  const files = await writtenBytes(writer.write(source(of), own, inside ? { pictureOf } : {}))
  const place = (await writer.layout?.(source(of))) ?? ((picture: string) => picture)
  if (!inside) for (const { name: picture } of of) files[place(picture) ?? picture] = new Uint8Array([1, 2, 3])
  const listed = await Promise.all(Object.entries(files).map(([file, bytes]) => listing(file, bytes)))
  const text = croissant(own, { title: "Drawn things", format: name, picturesInside: inside }, listed)
  return { files, described: JSON.parse(text) }
}

async function listing(name: string, bytes: Uint8Array): Promise<ExportedFile> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()))
  return { name, sizeBytes: bytes.length, sha256: [...hash].map((one) => one.toString(16).padStart(2, "0")).join("") }
}

const written = FORMATS.flatMap(({ name, writer }) => (writer ? [name] : []))

test.each(written)("%s: the description of what is written keeps every rule, with parts and without", async (name) => {
  for (const [of, own] of [
    [records, inParts],
    [whole, manifest],
    [whole, DatasetManifest.parse({ ...manifest, ontology: { labels: [] }, people: [] })],
  ] as const) {
    const { files, described } = await exported(name, of as typeof records, own)
    expect(croissantFaults(described)).toEqual([])
    for (const node of described.distribution) {
      const names = Object.keys(files)
      if (node["@type"] === "cr:FileObject") {
        const file = decodeURIComponent(String(node["contentUrl"]))
        expect(await listing(file, files[file] ?? new Uint8Array([9]))).toMatchObject({ sha256: node["sha256"] })
      } else expect([node["@id"], names.some((file) => isIn(node["includes"], file))]).toEqual([node["@id"], true])
    }
    // Every file is described, by itself or as one of a set.
    for (const file of Object.keys(files))
      expect([file, described.distribution.some((node) => isDescribedBy(node, file))]).toEqual([file, true])
  }
})

function isDescribedBy(node: Node, file: string): boolean {
  if (node["@type"] === "cr:FileObject") return decodeURIComponent(String(node["contentUrl"])) === file
  return isIn(node["includes"], file)
}

function isIn(includes: unknown, file: string): boolean {
  return [includes].flat().some((pattern) => {
    const text = String(pattern)
      .replaceAll(/[.+^${}()|\\]/g, "\\$&")
      .replaceAll("**/", "§")
      .replaceAll("*", "[^/]*")
      .replaceAll("§", "(.*/)?")
    return new RegExp(`^${text}$`).test(file)
  })
}

/** Values under a column, or at the end of a JSONPath, in one file. */
async function valuesOf(name: string, bytes: Uint8Array, extract: Node): Promise<unknown[]> {
  if (name.endsWith(".parquet")) {
    const file = await openParquet(memoryFiles({ [name]: bytes }), name, bytes.length)
    if ("problem" in file) throw new Error(file.problem)
    const found: unknown[] = []
    for await (const group of parquetRows(file))
      if (!("problem" in group)) found.push(...group.rows.map((row) => row[String(extract["column"])]))
    return found
  }
  const text = new TextDecoder().decode(bytes)
  if (name.endsWith(".csv")) {
    const [head = "", ...rows] = text.trim().split(/\r?\n/)
    const at = head.split(",").indexOf(String(extract["column"]))
    return at < 0 ? [] : rows.map((row) => row.split(",")[at])
  }
  if (name.endsWith(".jsonl"))
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)[String(extract["column"])])
  const [, list = "", member = ""] = /^\$\.(\w+)\[\*\]\.(\w+)$/.exec(String(extract["jsonPath"])) ?? []
  return (JSON.parse(text)[list] as Node[]).map((one) => one[member])
}

test.each([
  { name: "justesse", sets: ["records"] },
  { name: "coco", sets: ["categories", "images", "annotations"] },
  { name: "csv", sets: ["rows"] },
  { name: "parquet", sets: ["rows"] },
])("$name: every field draws a value from every file that its source names", async ({ name, sets }) => {
  for (const [of, own] of [
    [records, inParts],
    [whole as typeof records, manifest],
  ] as const) {
    const { files, described } = await exported(name, of, own)
    const ids = described.recordSet.map((set) => set["@id"])
    expect(ids).toEqual(expect.arrayContaining(sets))
    for (const set of described.recordSet.filter((one) => sets.includes(String(one["@id"]))))
      for (const field of set.field) {
        const from = field["source"] as Record<string, Node>
        const id = (from["fileObject"] ?? from["fileSet"])?.["@id"]
        const node = described.distribution.find((one) => one["@id"] === id) ?? {}
        const drawn = Object.keys(files).filter((file) => isDescribedBy(node, file))
        expect(drawn).not.toEqual([])
        for (const file of drawn) {
          const values = await valuesOf(file, files[file] ?? new Uint8Array(), from["extract"] ?? {})
          expect([field["@id"], file, values.length > 0 && values.every((value) => value !== undefined)]).toEqual([
            field["@id"],
            file,
            true,
          ])
        }
      }
  }
})

test("parts in files of their own are read as one set, and refer to the parts", async () => {
  for (const name of ["coco", "parquet"]) {
    const { described } = await exported(name, records, inParts)
    const set = described.recordSet.find((one) => ["images", "rows"].includes(String(one["@id"])))
    expect(set?.field[0]?.["source"]).toMatchObject({ fileSet: { "@id": `${name}-tables` } })
  }
  const { described } = await exported("parquet", records, inParts)
  const rows = described.recordSet.find((one) => one["@id"] === "rows")
  expect(rows?.field.at(-1)).toMatchObject({ "@id": "rows/split", references: { field: { "@id": "splits/name" } } })
})

test("pictures inside a table are a column of it; labels of regions are those of the list", async () => {
  const { described, files } = await exported("parquet", records, inParts, true)
  expect(croissantFaults(described)).toEqual([])
  const rows = described.recordSet.find((one) => one["@id"] === "rows")
  expect(rows?.field[0]).toMatchObject({
    dataType: "sc:ImageObject",
    source: { extract: { column: "image" }, transform: { jsonPath: "bytes" } },
  })
  const said = await valuesOf("labels.jsonl", files["labels.jsonl"] ?? new Uint8Array(), { column: "label" })
  const ids: string[] = ontology.labels.map(({ id }) => id)
  expect(said.filter((label) => !ids.includes(String(label)))).toEqual([])
})

type Change = (document: Written["described"]) => void
const field = (document: Written["described"], id: string): Node =>
  document.recordSet.flatMap((set) => set.field).find((one) => one["@id"] === id) ?? {}
const node = (document: Written["described"], id: string): Node =>
  [...document.distribution, ...document.recordSet].find((one) => one["@id"] === id) ?? {}

test.each<[says: string, change: Change]>([
  ["dataset: conformsTo", (all) => Object.assign(all, { conformsTo: "1.0" })],
  ["dataset: name", (all) => Object.assign(all, { name: " " })],
  ["dataset: version", (all) => Object.assign(all, { version: "3" })],
  ["dataset: datePublished", (all) => Object.assign(all, { datePublished: "today" })],
  ["dataset: creator", (all) => Object.assign(all, { creator: [] })],
  ["dataset: @context: extract is Croissant's", (all) => Object.assign(all, { "@context": { cr: "x" } })],
  ["labels.jsonl: sha256", (all) => Object.assign(node(all, "labels.jsonl"), { sha256: "b" })],
  ["labels.jsonl: contentUrl", (all) => Object.assign(node(all, "labels.jsonl"), { contentUrl: "a b" })],
  ["labels.jsonl: encodingFormat", (all) => Object.assign(node(all, "labels.jsonl"), { encodingFormat: "jsonl" })],
  ["labels.jsonl: containedIn", (all) => Object.assign(node(all, "labels.jsonl"), { containedIn: { "@id": "zip" } })],
  ["coco-tables: includes", (all) => Object.assign(node(all, "coco-tables"), { includes: [""] })],
  ["a b: no reference can say this @id", (all) => Object.assign(node(all, "labels.jsonl"), { "@id": "a b" })],
  ["splits: @id twice", (all) => Object.assign(node(all, "labels"), { "@id": "splits" })],
  ["labels: key", (all) => Object.assign(node(all, "labels"), { key: { "@id": "labels/x" } })],
  ["labels: an enumeration has a key and names", (all) => delete node(all, "labels")["key"]],
  ["labels: data", (all) => Object.assign(node(all, "labels"), { data: [] })],
  ["labels: data: other fields", (all) => Object.assign(node(all, "labels"), { data: [{ "labels/id": "x" }] })],
  ["images/id: dataType", (all) => Object.assign(field(all, "images/id"), { dataType: "sc:Number" })],
  [
    "images/id: dataType: one of several is atomic",
    (all) => Object.assign(field(all, "images/id"), { dataType: ["sc:name", "cr:Label"] }),
  ],
  ["images/id: values come from a source or from the set's data", (all) => delete field(all, "images/id")["source"]],
  ["images/id: source: no such fileSet", (all) => Object.assign(field(all, "images/id"), change("fileSet", "labels"))],
  [
    "images/id: source: one of fileObject, fileSet, recordSet, field",
    (all) => Object.assign(field(all, "images/id"), { source: { extract: { column: "id" } } }),
  ],
  [
    "images/id: extract: one of column, fileProperty, jsonPath",
    (all) => Object.assign(field(all, "images/id"), change("fileSet", "coco-tables", { column: "a", jsonPath: "$.a" })),
  ],
  [
    "images/id: extract: jsonPath",
    (all) => Object.assign(field(all, "images/id"), change("fileSet", "coco-tables", { jsonPath: "images" })),
  ],
  [
    "annotations/bbox: a box says how it is written",
    (all) => delete (field(all, "annotations/bbox")["source"] as Node)["format"],
  ],
  [
    "annotations/image_id: references",
    (all) => Object.assign(field(all, "annotations/image_id"), { references: { "@id": "images" } }),
  ],
  [
    "images: several sources without a join",
    (all) => Object.assign(field(all, "images/id"), change("fileObject", "labels.jsonl", { column: "x" })),
  ],
])("the rules find what is wrong: %s", async (says, spoil) => {
  const { described } = await exported("coco", records, inParts)
  spoil(described)
  expect(croissantFaults(described)).toContain(says)
})

function change(kind: string, id: string, extract: Node = { jsonPath: "$.images[*].id" }): Node {
  return { source: { [kind]: { "@id": id }, extract } }
}
