import { DatasetManifest } from "@justesse/types/dataset"
import fc from "fast-check"
import { expect, test } from "vitest"
import { manifest } from "../testing/records.ts"
import { expected, present, sharedData } from "../testing/sharedData.ts"
import { croissant } from "./croissant.ts"
import type { DatasetFacts } from "./dataCard.ts"

const facts: DatasetFacts = { title: "Street signs", format: "coco" }
const file = (name: string, sizeBytes = 7) => ({ name, sizeBytes, sha256: "b".repeat(64) })
const pictures = ["images/a.jpg", "images/b/c.jpg", "images/d.PNG"].map((name) => file(name, 100))
const cocoFiles = [file("annotations/instances.json"), file("labels.jsonl"), file("SHA256SUMS"), ...pictures]

interface Node {
  readonly "@id"?: string
  readonly "@type"?: string
  readonly [key: string]: unknown
}
const read = (own: DatasetFacts = facts, files = cocoFiles, of = manifest) =>
  JSON.parse(croissant(of, own, files)) as Node & {
    distribution: Node[]
    recordSet: (Node & { field: (Node & { source?: Record<string, Node> })[] })[]
  }

test("declares Croissant 1.0 with the whole context that real descriptions have", async () => {
  const own = read()
  expect(own["conformsTo"]).toBe("http://mlcommons.org/croissant/1.0")
  expect(own["version"]).toBe("3.0.0")
  if (!present) return console.log("the real description is not here: context not compared")
  const { readFileSync } = await import("node:fs")
  const real = JSON.parse(readFileSync(`${sharedData}/formats/croissant/coco2014-mini/metadata.json`, "utf8")) as Node
  const { wd: _, ...context } = real["@context"] as Record<string, unknown>
  expect(own["@context"]).toEqual(context)
  const answer = expected<{ metadata: { conformsTo: string }[] }>("formats/croissant/coco2014-mini")
  expect(own["conformsTo"]).toBe(answer.metadata[0]?.conformsTo)
})

test("label files are named one by one with hash and size; pictures are sets", () => {
  const { distribution } = read()
  expect(distribution.map((node) => [node["@type"], node["@id"]])).toEqual([
    ["cr:FileObject", "SHA256SUMS"],
    ["cr:FileObject", "annotations/instances.json"],
    ["cr:FileSet", "images-jpg-files"],
    ["cr:FileSet", "images-png-files"],
    ["cr:FileObject", "labels.jsonl"],
  ])
  expect(distribution[1]).toMatchObject({
    contentUrl: "annotations/instances.json",
    contentSize: "7 B",
    encodingFormat: "application/json",
    sha256: "b".repeat(64),
  })
  expect(distribution[2]).toMatchObject({ encodingFormat: "image/jpeg", includes: ["images/**/*.jpg", "images/*.jpg"] })
  expect(distribution[3]).toMatchObject({ includes: "images/*.PNG" })
})

test("many label files of one kind are a set, and odd names stay addresses", () => {
  const many = Array.from({ length: 30 }, (_, i) => file(`labels/train/${i}.txt`))
  const { distribution } = read({ ...facts, format: "yolo" }, [...many, file("dir one/ç#1.xml")])
  expect(distribution.map((node) => node["contentUrl"] ?? node["includes"])).toEqual([
    "dir%20one/%C3%A7%231.xml",
    "labels/**/*.txt",
  ])
})

test("parts and labels come as data with their order", () => {
  const split = {
    rule: { parts: [{ name: "train", share: 100 }], by: "hash", byDocument: false, seed: 1 },
    parts: [
      { name: "train", pictures: 3 },
      { name: "extra", pictures: 1 },
    ],
  }
  const { recordSet } = read(facts, cocoFiles, DatasetManifest.parse({ ...manifest, split }))
  expect(recordSet.map((set) => set["@id"])).toEqual([
    "labels",
    "splits",
    "pictures-images-jpg-files",
    "pictures-images-png-files",
    "regions",
    "categories",
    "images",
    "annotations",
  ])
  expect(recordSet[0]?.["data"]).toContainEqual({
    "labels/id": "Émile ß",
    "labels/name": "Émile ß",
    "labels/position": 3,
  })
  expect(recordSet[1]?.["data"]).toEqual([
    { "splits/name": "train", "splits/url": "cr:TrainingSplit" },
    { "splits/name": "extra", "splits/url": "cr:Split" },
  ])
})

test.each(["coco", "justesse", "parquet", "yolo"])(
  "%s: every source and reference names something that is described, and ids are unique",
  (format) => {
    const files = [...cocoFiles, file("records.jsonl"), file("train-00000.parquet")]
    const { distribution, recordSet } = read({ ...facts, format }, files)
    const fields = recordSet.flatMap((set) => set.field)
    const ids = [...distribution, ...recordSet, ...fields].map((node) => node["@id"])
    expect(new Set(ids).size).toBe(ids.length)
    for (const { source, references } of fields) {
      const named = source?.["fileObject"] ?? source?.["fileSet"]
      if (source) expect(ids).toContain(named?.["@id"])
      if (references) expect(ids).toContain((references as { field: Node }).field["@id"])
    }
  },
)

test("what nobody said is left out; what was said is there", () => {
  expect(Object.keys(read())).not.toContain("license")
  expect(read()["creator"]).toEqual([{ "@type": "sc:Person", name: "P7" }])
  const said = read({
    ...facts,
    title: "A/B: signs",
    licence: "CC-BY-4.0",
    url: "https://example.org",
    creators: ["Lab"],
  })
  expect(said).toMatchObject({
    name: "A B signs",
    alternateName: "A/B: signs",
    license: "CC-BY-4.0",
    url: "https://example.org",
    creator: [{ "@type": "sc:Organization", name: "Lab" }],
  })
})

test("the order of the files changes nothing", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(cocoFiles, { minLength: cocoFiles.length }), (files) => {
      expect(croissant(manifest, facts, files)).toBe(croissant(manifest, facts, cocoFiles))
    }),
  )
})
