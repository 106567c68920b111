import { type FileSet, formatNamed, listFiles, memoryFiles, readBytes } from "@justesse/formats"
import { DatasetManifest, type DatasetRecord } from "@justesse/types/dataset"
import { FOLDERS } from "../formats/folders.ts"
import { present, realFiles } from "../formats/support/real.ts"

/** A dataset to be damaged: its files by name, and which of them are worth damaging (pictures are not). */
export interface Seed {
  readonly from: string
  readonly files: Readonly<Record<string, Uint8Array>>
  readonly targets: readonly string[]
  readonly bytes: number
}

const PICTURE = /\.(jpe?g|png|tiff?|bmp|gif|webp|wav|flac|mp3)$/i

/** Real folders of a format with what we write ourselves: the first ones are there only beside the project. */
export async function seedsOf(format: string): Promise<Seed[]> {
  const folders = present ? Object.entries(FOLDERS).filter(([, folder]) => folder.format === format) : []
  const seeds: Seed[] = []
  for (const [path, folder] of folders) seeds.push(await seedOf(path, realFiles(path, folder.left)))
  const own = await written(format)
  if (own) seeds.push(await seedOf("own", own))
  if (seeds.length === 0) seeds.push(await seedOf("none", memoryFiles({ "a/b.jpg": "", "c.txt": "x" })))
  return seeds
}

async function seedOf(from: string, set: FileSet): Promise<Seed> {
  const files: Record<string, Uint8Array> = {}
  for (const { name } of await listFiles(set)) files[name] = await readBytes(set, name, 100_000_000)
  const targets = Object.keys(files).filter((name) => !PICTURE.test(name))
  const bytes = targets.reduce((sum, name) => sum + (files[name]?.length ?? 0), 0)
  return { from, files, targets: targets.length > 0 ? targets : Object.keys(files), bytes }
}

async function written(format: string): Promise<FileSet | null> {
  const { writer } = formatNamed(format)
  if (!writer) return null
  const files: Record<string, Uint8Array> = { "talk.wav": new Uint8Array(), "dir one/a.jpg": new Uint8Array() }
  for await (const { name, body } of writer.write(records, manifest)) {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    files[name] = Buffer.concat(chunks)
  }
  return memoryFiles(files)
}

const label = (id: string) => ({
  id,
  name: { en: id },
  color: "#00ff00",
  key: null,
  hasText: id === "text",
  attributes: [],
  retired: false,
})

const manifest = DatasetManifest.parse({
  justesse: 1,
  project: "fuzz",
  version: 1,
  frozenAtMs: 0,
  contentSha256: "a".repeat(64),
  ontologyVersion: 1,
  guidelineVersion: 1,
  ontology: { labels: [label("text"), label("cat")] },
  counts: {
    pictures: 3,
    regions: 3,
    nothingHere: 0,
    notInIt: { open: 0, waiting: 0, disputed: 0, final: 0, excluded: 0 },
  },
  people: [],
})

const region = (id: string, more: object) => ({
  id,
  geometry: { type: "box", x: 10.5, y: 20, width: 30, height: 40.25 },
  label: "cat",
  ...more,
})

const drawn = [
  {
    name: "dir one/a.jpg",
    size: { width: 640, height: 480 },
    sha256: "b".repeat(64),
    split: "train",
    foreignId: "7",
    text: "a caption",
    body: {
      nothingHere: false,
      regions: [
        region("1", { label: "text", transcript: { value: 'Total, "12"\nمرحبا', language: "ar", marks: ["unsure"] } }),
        region("2", { attributes: { pose: "left", ok: true }, flags: { crowd: true, difficult: false } }),
        region("3", {
          outline: [
            { x: 10.5, y: 20 },
            { x: 40.5, y: 20 },
            { x: 40.5, y: 60.25 },
          ],
        }),
      ],
    },
  },
  {
    name: "empty.png",
    size: { width: 9, height: 9 },
    sha256: null,
    split: "val",
    body: { nothingHere: false, regions: [] },
  },
  {
    name: "talk.wav",
    size: null,
    sha256: null,
    body: { nothingHere: false, regions: [] },
    timed: [
      { id: "1", tier: "words", start: 0, end: 500, text: "one & two", speaker: "Ana" },
      { id: "2", tier: "words", start: 700.5, end: 900, text: 'say "three"' },
      { id: "3", tier: "other", start: null, end: null, text: "four", refers: "1" },
    ],
  },
] as unknown as DatasetRecord[] // ids are branded texts

async function* records() {
  yield* drawn
}
