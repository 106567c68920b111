import { createRequire } from "node:module"
import { formatNamed, type OutFile, type WriteOptions } from "@justesse/formats"
import { DatasetManifest, type DatasetRecord } from "@justesse/types/dataset"
import { tableFromIPC } from "apache-arrow"
import { readParquet } from "parquet-wasm/node"
import { expect, test } from "vitest"

/*
 * What we write opens in readers that are not ours (F6): Parquet in the Rust implementation through Arrow, WebVTT in the
 * parser of a web standards author. What they say is printed.
 */

const label = (id: string) => ({
  id,
  name: { en: id },
  color: "#000000",
  key: null,
  hasText: true,
  attributes: [],
  retired: false,
})

const manifest = DatasetManifest.parse({
  justesse: 1,
  project: "drawn",
  version: 1,
  frozenAtMs: 0,
  contentSha256: "a".repeat(64),
  ontologyVersion: 1,
  guidelineVersion: 1,
  ontology: { labels: [label("text"), label("cat")] },
  counts: {
    pictures: 3,
    regions: 2,
    nothingHere: 0,
    notInIt: { open: 0, waiting: 0, disputed: 0, settled: 0, excluded: 0 },
  },
  people: [],
})

const region = (id: string, name: string, more: object = {}) => ({
  id,
  geometry: { type: "box", x: 0.5, y: 2, width: 30.25, height: 10 },
  label: name,
  ...more,
})

const pictures = [
  {
    name: "dir one/ç.jpg",
    size: { width: 100, height: 50 },
    sha256: null,
    split: "test",
    text: "a caption",
    body: {
      regions: [region("1", "text", { transcript: { value: "مرحبا\n👩‍👩‍👧" } }), region("2", "cat")],
      nothingHere: false,
    },
  },
  { name: "empty.jpg", size: null, sha256: null, split: "test", body: { regions: [], nothingHere: false } },
] as unknown as DatasetRecord[] // ids are branded texts

async function* drawn(records: readonly DatasetRecord[]) {
  yield* records
}

async function filesOf(
  format: string,
  records: readonly DatasetRecord[],
  options: WriteOptions = {},
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  const { writer } = formatNamed(format)
  const out: AsyncIterable<OutFile> | undefined = writer?.write(() => drawn(records), manifest, options)
  for await (const { name, body } of out ?? []) {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    files.set(name, Buffer.concat(chunks))
  }
  return files
}

test("Parquet opens in parquet-wasm and Arrow: columns, lists, nulls and texts are ours", async () => {
  const files = await filesOf("parquet", pictures)
  const table = tableFromIPC(
    readParquet(files.get("data/test-00000-of-00001.parquet") ?? new Uint8Array()).intoIPCStream(),
  )
  console.log(
    `parquet-wasm: ${table.numRows} rows; ${table.schema.fields.map(({ name, type }) => `${name}: ${type}`).join("; ")}`,
  )
  const rows = table
    .toArray()
    .map((row) => JSON.parse(JSON.stringify(row, (_, value) => (typeof value === "bigint" ? Number(value) : value))))
  expect(rows).toEqual([
    {
      image: { bytes: null, path: "dir one/ç.jpg" },
      file_name: "dir one/ç.jpg",
      width: 100,
      height: 50,
      sha256: null,
      id: null,
      text: "a caption",
      split: "test",
      objects: {
        id: ["1", "2"],
        bbox: [
          [0.5, 2, 30.25, 10],
          [0.5, 2, 30.25, 10],
        ],
        categories: [0, 1],
        labels: ["text", "cat"],
        text: ["مرحبا\n👩‍👩‍👧", null],
        details: [null, null],
      },
      details: null,
    },
    {
      image: { bytes: null, path: "empty.jpg" },
      file_name: "empty.jpg",
      width: null,
      height: null,
      sha256: null,
      id: null,
      text: null,
      split: "test",
      objects: { id: [], bbox: [], categories: [], labels: [], text: [], details: [] },
      details: null,
    },
  ])
  const features = JSON.parse(table.schema.metadata.get("huggingface") ?? "{}")
  expect(features.info.features.objects.categories.feature).toEqual({ names: ["text", "cat"], _type: "ClassLabel" })
})

test("Parquet with pictures opens there too and gives each back, byte for byte, beside its path", async () => {
  const bytesOf = (name: string) => Uint8Array.from({ length: 2_500_000 }, (_, i) => (i * 31 + name.length) % 251)
  const many = Array.from({ length: 12 }, (_, i) => ({
    ...pictures[0],
    name: `${"x".repeat(i + 1)}.jpg`,
  })) as DatasetRecord[]
  const files = await filesOf("parquet", many, { pictureOf: async ({ name }) => bytesOf(name) })
  const table = tableFromIPC(
    readParquet(files.get("data/test-00000-of-00001.parquet") ?? new Uint8Array()).intoIPCStream(),
  )
  console.log(`parquet-wasm: ${table.numRows} pictures in ${table.batches.length} groups`)
  const image = table.getChild("image")
  for (const [i, { name }] of many.entries()) {
    const { bytes, path } = image?.get(i) ?? {}
    expect(path).toBe(name)
    expect(Buffer.compare(bytes, bytesOf(name))).toBe(0)
  }
  const features = JSON.parse(table.schema.metadata.get("huggingface") ?? "{}")
  expect(features.info.features.image).toEqual({ _type: "Image" })
})

test("Parquet of more than one group of rows opens too", async () => {
  const many = Array.from({ length: 2_345 }, (_, i) => ({ ...pictures[0], name: `${i}.jpg` })) as DatasetRecord[]
  const files = await filesOf("parquet", many)
  const table = tableFromIPC(
    readParquet(files.get("data/test-00000-of-00001.parquet") ?? new Uint8Array()).intoIPCStream(),
  )
  console.log(`parquet-wasm: ${table.numRows} rows in ${table.batches.length} batches`)
  expect(table.getChild("file_name")?.toArray()).toEqual(many.map((record) => record.name))
})

test("WebVTT is parsed without an error by webvtt-parser, cue by cue", async () => {
  // A plain script that sets what it defines.
  const { WebVTTParser } = createRequire(import.meta.url)("webvtt-parser") as {
    WebVTTParser: new (entities: Record<string, string>) => VttParser
  }
  const said = (start: number, end: number, text: string, more: object = {}) => ({
    id: "",
    tier: "",
    start,
    end,
    text,
    ...more,
  })
  const record = {
    name: "talk.wav",
    size: null,
    sha256: null,
    body: { regions: [], nothingHere: false },
    timed: [
      said(500, 1_500, "plain", { id: "1" }),
      said(1_500, 3_600_000, "a & b < c > d --> e", { id: "2", speaker: "Ana Bo" }),
      said(3_600_000, 400_000_000, "two\n\nlines\n مرحبا", { id: "3" }),
    ],
  } as DatasetRecord
  const text = new TextDecoder().decode((await filesOf("vtt", [record])).get("talk.vtt"))
  const { cues, errors } = new WebVTTParser(WITH_SEMICOLON).parse(text, "subtitles")
  console.log(`webvtt-parser: ${cues.length} cues, ${errors.length} errors`)
  expect(errors).toEqual([])
  expect(cues.map((cue) => [cue.id, cue.startTime, cue.endTime, textIn(cue.tree)])).toEqual([
    ["1", 0.5, 1.5, "plain"],
    ["2", 1.5, 3_600, "a & b < c > d --> e"],
    ["3", 3_600, 400_000, "two\n\nlines\n مرحبا"],
  ])
  expect(cues[1]?.tree.children[0]).toMatchObject({ type: "object", name: "v", value: "Ana Bo" })
})

/** The parser's own table names them without their end, and then leaves the semicolon in the text. */
const WITH_SEMICOLON = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&nbsp;": "\u00a0",
  "&lrm;": "\u200e",
  "&rlm;": "\u200f",
}

interface VttNode {
  readonly type?: string
  readonly value?: string
  readonly children?: readonly VttNode[]
}
interface VttParser {
  parse(
    text: string,
    mode: string,
  ): {
    cues: { id: string; startTime: number; endTime: number; tree: VttNode & { children: readonly VttNode[] } }[]
    errors: unknown[]
  }
}

const textIn = (node: VttNode): string =>
  node.type === "text" ? (node.value ?? "") : (node.children ?? []).map(textIn).join("")
