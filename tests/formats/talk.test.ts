import { FORMATS, formatNamed, memoryFiles, type OutFile } from "@justesse/formats"
import { DatasetManifest, type DatasetRecord, type TimedText } from "@justesse/types/dataset"
import { describe, expect, test } from "vitest"
import { FOLDERS } from "./folders.ts"
import { gather, present, realFiles } from "./support/real.ts"

/*
 * One recording said in four formats: what the real and the own-made files say is the same in each, and goes from each into
 * every other one and back.
 */

const TIMED = ["vtt", "srt", "textgrid", "eaf"]
const OWN: Readonly<Record<string, string>> = {
  vtt: "webvtt/own-basics",
  srt: "srt/own-basics",
  textgrid: "textgrid/own-basics",
  eaf: "elan/own-basics",
}

const manifest = DatasetManifest.parse({
  justesse: 1,
  project: "talk",
  version: 1,
  frozenAtMs: 0,
  contentSha256: "a".repeat(64),
  ontologyVersion: 1,
  guidelineVersion: 1,
  ontology: { labels: [] },
  counts: {
    pictures: 1,
    regions: 0,
    nothingHere: 0,
    notInIt: { open: 0, waiting: 0, disputed: 0, settled: 0, excluded: 0 },
  },
  people: [],
})

const recordsOf = async (path: string, format: string) => (await gather(realFiles(path), { format })).records

/** What is said when, by time: times to the millisecond, texts to the letter. */
function saying(records: readonly DatasetRecord[]) {
  const all = records.flatMap((record) => record.timed ?? [])
  return all
    .filter((item) => item.start !== null && item.end !== null && item.end > item.start && item.text !== "")
    .map(({ start, end, text }) => `${Math.round(start ?? 0)}–${Math.round(end ?? 0)} ${text}`)
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1))
}

async function through(records: readonly DatasetRecord[], format: string) {
  const { writer, reader } = formatNamed(format)
  const lines: string[] = []
  const files: Record<string, Uint8Array> = {}
  async function* drawn() {
    yield* records
  }
  const out: AsyncIterable<OutFile> | undefined = writer?.write(drawn, manifest, {
    report: (line) => lines.push(line.code),
  })
  for await (const { name, role, body } of out ?? []) {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    if (role === "labels") files[name] = Buffer.concat(chunks)
  }
  expect(reader).not.toBeNull()
  return { ...(await gather(memoryFiles(files), { format })), lines, files }
}

describe.skipIf(!present)("the same talk in four formats", () => {
  test("says the same in each of them", async () => {
    const said = await Promise.all(TIMED.map(async (format) => saying(await recordsOf(OWN[format] ?? "", format))))
    expect(said[0]).toHaveLength(10)
    for (const [i, one] of said.entries()) expect([TIMED[i], ...one]).toEqual([TIMED[i], ...(said[0] ?? [])])
  })

  test("names its speakers in those that can, and its tiers", async () => {
    const speakers = (items: readonly TimedText[] = []) => [...new Set(items.map((item) => item.speaker ?? item.tier))]
    const [vtt, , grid, eaf] = await Promise.all(TIMED.map((format) => recordsOf(OWN[format] ?? "", format)))
    expect(speakers(vtt?.[0]?.timed)).toEqual(["Speaker 1", "Speaker 2"])
    expect(speakers(grid?.[0]?.timed)).toEqual(["Speaker 1", "bell"])
    expect(speakers(eaf?.[0]?.timed)).toEqual(["P1"])
  })
})

const real = present
  ? Object.entries(FOLDERS)
      .filter(([, folder]) => TIMED.includes(folder.format))
      .map(([path, folder]) => ({ path, format: folder.format }))
  : []
const pairs = real.flatMap(({ path, format }) => TIMED.map((to) => ({ path, format, to })))

test.each(pairs)("$path goes into $to and says the same", async ({ path, format, to }) => {
  const before = await recordsOf(path, format)
  const { records, report, lines } = await through(before, to)
  expect(report.filter((line) => line.level === "lost")).toEqual([])
  // Slots and tiers without times have nowhere to go in files of cues, which say so.
  if (!lines.includes("time_missing")) expect(saying(records)).toEqual(saying(before))
  else expect(saying(records).length).toBeGreaterThan(0)
})

test.each(real)("$path: written in its own format and read again, nothing differs", async ({ path, format }) => {
  const before = await recordsOf(path, format)
  const { records, lines } = await through(before, format)
  const parts = (all: readonly DatasetRecord[]) => all.map(({ timed, foreign }) => ({ timed, foreign }))
  expect(parts(records)).toEqual(parts(before))
  expect(lines.filter((code) => !["tiers_split"].includes(code))).toEqual([])
})

test.each(real)("$path: a second writing gives the same bytes", async ({ path, format }) => {
  const first = await through(await recordsOf(path, format), format)
  const second = await through(first.records, format)
  expect(Object.keys(second.files)).toEqual(Object.keys(first.files))
  for (const [name, bytes] of Object.entries(first.files))
    expect(Buffer.compare(second.files[name] ?? new Uint8Array(), bytes)).toBe(0)
})

test("every format of recordings is tried here", () => {
  const writers = FORMATS.filter(({ name }) => TIMED.includes(name))
  expect(writers.map(({ name }) => name)).toEqual(TIMED)
  if (!present) console.log("the real files are not here (../shared/data/formats): nothing compared")
})
