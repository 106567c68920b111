import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { formatsFor } from "@justesse/formats/exportOrder/index"
import { OF_DOCUMENTS } from "@justesse/formats/fileKind/index"
import { FORMATS } from "@justesse/formats/list"
import { isRefusedStrictly } from "@justesse/formats/report/lines"
import { canonicalJson, KINDS, Ontology, type ProjectKind } from "@justesse/types"
import { DatasetManifest, type DatasetRecord, type ReportLine } from "@justesse/types/dataset"
import sharp from "sharp"

/** Runs the command line; what it printed with `--json`. */
export type RunJson = (...words: readonly string[]) => Promise<Record<string, unknown>>

const SIZE = { width: 96, height: 64 }
const SPAN_MS = 100
const RATE = 8_000

const label = (id: string, more: object = {}) => ({
  ...{ id, name: { en: id }, color: "#e69f00", key: null, hasText: false, attributes: [], retired: false },
  ...more,
})
const field = (id: string, more: object) =>
  label(id, { name: { en: `${id}?` }, field: { must: false, cannotTell: true, compared: "exactly", ...more } })

const QUESTIONS = [
  field("open", { kind: "yes_no" }),
  field("town", { kind: "text", isLong: false, compared: "text" }),
  field("count", { kind: "number", unit: "kg" }),
  field("sort", { kind: "choice", options: ["a", "b"].map((id) => ({ id, name: { en: `the ${id}` } })) }),
]
const LABELS: { readonly [K in ProjectKind]: readonly object[] } = {
  boxes: ["crate", "sack"].map((id) => label(id)),
  transcription: [label("text", { hasText: true })],
  classification: ["indoors", "street", "nature"].map((id) => label(id)),
  rating: ["1", "2", "3"].map((id) => label(id)),
  comparison: KINDS.comparison.verdicts ?? [],
  audio: [label("speech", { hasText: true })],
  form: QUESTIONS,
  verification: ["crate", "sack"].map((id) => label(id)),
}

function regionsOf(kind: ProjectKind, asset: number, each: number): object[] {
  const many = Array.from({ length: each }, (_, n) => n)
  const id = (n: number) => `r${n + 1}`
  const box = (n: number) => ({ type: "box", x: 2 + 3 * (n % 20), y: 4 + (asset % 30), width: 9, height: 8 })
  const whole = { type: "whole" }
  switch (kind) {
    case "boxes":
      return many.map((n) => ({ id: id(n), label: n % 2 ? "sack" : "crate", geometry: box(n) }))
    case "transcription":
      return many.map((n) => ({
        id: id(n),
        label: "text",
        geometry: box(n),
        transcript: { value: `ligne ${asset}.${n} é` },
      }))
    case "verification":
      return many.map((n) => ({
        ...{ id: id(n), label: n % 2 ? "sack" : "crate", geometry: box(n) },
        check: n % 3 === 2 ? { verdict: "wrong", reason: "twice" } : { verdict: n % 3 ? "right" : "fix" },
      }))
    case "audio":
      return many.map((n) => ({
        ...{ id: id(n), label: "speech", geometry: { type: "span", startMs: n * SPAN_MS, endMs: (n + 1) * SPAN_MS } },
        ...{ speaker: n % 2 ? "Ana" : "Ben", transcript: { value: `word ${asset} ${n}` } },
      }))
    case "classification":
    case "rating":
      return [{ id: "r1", geometry: whole, label: LABELS[kind].map((one) => (one as { id: string }).id)[asset % 3] }]
    case "form":
      return [asset % 2 === 0, `Metz ${asset}`, asset + 0.5, asset % 3 ? "a" : "b"].map((value, n) => ({
        ...{ id: id(n), geometry: whole, label: (QUESTIONS[n] as { id: string }).id, value },
      }))
    case "comparison":
      return []
  }
}

/** An image, different for each number to the pixel: those of JPEG would be some of them the same. */
function picture(number: number): Promise<Uint8Array> {
  const background = { r: number % 256, g: Math.floor(number / 256) % 256, b: (number * 37) % 256 }
  return sharp({ create: { ...SIZE, channels: 3, background } })
    .png()
    .toBuffer()
}

/** A recording of ten words and a bit, different for each number. */
function wav(number: number, ms: number): Uint8Array {
  const samples = Math.ceil((RATE * ms) / 1_000)
  const bytes = Buffer.alloc(44 + 2 * samples)
  bytes.write("RIFF", 0).toString()
  bytes.writeUInt32LE(36 + 2 * samples, 4)
  bytes.write("WAVEfmt ", 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(RATE, 24)
  bytes.writeUInt32LE(2 * RATE, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write("data", 36)
  bytes.writeUInt32LE(2 * samples, 40)
  for (let n = 0; n < samples; n++)
    bytes.writeInt16LE(Math.round(8_000 * Math.sin((n * (200 + number)) / RATE) + (number % 997)), 44 + 2 * n)
  return bytes
}

/** Writes a dataset of a kind in the native form with its assets, each with so many regions, and answers its manifest. */
export async function writeKind(
  folder: string,
  kind: ProjectKind,
  assets: number,
  each: number,
): Promise<DatasetManifest> {
  const { parts, asksFields, about } = KINDS[kind]
  const isHeard = parts === "span"
  const nameOf = (n: number) => `a${String(n).padStart(5, "0")}.${isHeard ? "wav" : "png"}`
  const answers =
    about === "region" || parts === "placed" ? undefined : { of: parts, several: asksFields === true || isHeard }
  const ontology = Ontology.parse({ labels: LABELS[kind], ...(answers && { answers }) })
  const manifest = DatasetManifest.parse({
    ...{ justesse: 1, project: kind, version: 1, frozenAtMs: 0, contentSha256: "0".repeat(64), kind },
    ...{ ontologyVersion: 1, guidelineVersion: 1, ontology, people: [] },
    counts: {
      pictures: assets,
      regions: 0,
      nothingHere: 0,
      notInIt: { open: 0, waiting: 0, disputed: 0, excluded: 0, settled: 0 },
    },
  })
  mkdirSync(folder, { recursive: true })
  const lines: string[] = []
  for (let n = 0; n < assets; n++) {
    const body = { regions: regionsOf(kind, n, each), nothingHere: false }
    const compared = about === "pair" ? comparedOf(n, assets, nameOf) : undefined
    lines.push(
      JSON.stringify({
        name: nameOf(n),
        size: isHeard ? null : SIZE,
        sha256: null,
        body,
        ...(compared && { compared }),
      }),
    )
    writeFileSync(join(folder, nameOf(n)), isHeard ? wav(n, SPAN_MS * (each + 1)) : await picture(n))
  }
  writeFileSync(join(folder, "records.jsonl"), `${lines.join("\n")}\n`)
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest))
  return manifest
}

/** Each asset beside the next one: what came out of it, by one person. */
function comparedOf(n: number, assets: number, nameOf: (n: number) => string) {
  const verdict = (["first", "second", "none"] as const)[n % 3] ?? "none"
  const pairs =
    n + 1 < assets
      ? [{ with: nameOf(n + 1), verdict, answers: [{ person: "p1", verdict, left: "first" as const }] }]
      : []
  return { score: 0, low: null, high: null, rank: 1, of: assets, group: 0, comparisons: 1, pairs }
}

const stemOf = (name: string) => /a\d{5}/.exec(name)?.[0] ?? name
/** A JSON text with its keys in order and its numbers rounded, as formats do that have shares of the image. */
const textOf = (value: object) =>
  canonicalJson(
    JSON.parse(JSON.stringify(value, (_, one) => (typeof one === "number" ? Math.round(one * 1_000) / 1_000 : one))),
  )

/** What a dataset in the native form says of each asset, without what formats number or name in their own way. */
export function saidIn(folder: string): Map<string, string> {
  const manifest: DatasetManifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"))
  const names = new Map(manifest.ontology.labels.map(({ id, name }) => [`${id}`, name.en]))
  const lines = readFileSync(join(folder, "records.jsonl"), "utf8").trim().split("\n")
  return new Map(
    lines.map((line) => {
      const { name, body, compared }: DatasetRecord = JSON.parse(line)
      const regions = (body?.regions ?? []).map(({ geometry, label, transcript, speaker, value, check }) =>
        textOf({ geometry, label: names.get(label) ?? label, text: transcript?.value, speaker, value, check }),
      )
      const pairs = compared?.pairs.map((pair) => JSON.stringify([stemOf(pair.with), pair.verdict, pair.much])) ?? []
      return [stemOf(name), [...regions.sort(), ...pairs.sort()].join("\n")]
    }),
  )
}

/** What became of one form of a kind, out and in again. */
export interface FormTrip {
  readonly form: string
  /** What the export said that it loses or changes. */
  readonly told: readonly string[]
  /** Assets of which something else came back. */
  readonly differing: readonly string[]
}

/** Formats that a project of a kind goes out in and that are read again, those that are its own first. */
export async function ownForms(kind: ProjectKind, { ontology }: Pick<DatasetManifest, "ontology">): Promise<string[]> {
  const read = new Set(FORMATS.flatMap(({ name, reader }) => (reader ? [name] : [])))
  return (await formatsFor({ kind, ontology })).filter((form) => read.has(form))
}

/**
 * A project of a kind out in one form with its assets, and in again by the command line into a project that is not there: its kind must
 * be found, and its data be equal, or what differs be told. `before` is what it held.
 */
export async function throughForm(
  run: RunJson,
  at: { readonly folder: string; readonly kind: ProjectKind; readonly form: string },
  before: ReadonlyMap<string, string>,
): Promise<FormTrip> {
  const { folder, kind, form } = at
  const path = (name: string) => join(folder, name)
  const [out, back] = [`${kind}-${form}`, `${kind}-${form}-back`]
  mkdirSync(dirname(path(out)), { recursive: true })
  const words = ["--format", form, "--with-pictures", "--out", path(out)]
  const { report } = await run("export", "--project", kind, "--dataset-version", "1", ...words)
  const told = (report as ReportLine[]).filter(isRefusedStrictly).map(({ code }) => code)
  // Grades look like classes to every form but our own, and things in forms of documents like lines of text.
  const isOther = (kind === "rating" && form !== "justesse") || (kind === "boxes" && OF_DOCUMENTS.includes(form))
  const typed = isOther ? ["--kind", kind] : []
  await run("import", path(out), "--project", back, ...typed)
  await run("export", "--project", back, "--format", "justesse", "--out", path(`${back}-native`))
  const made: DatasetManifest = JSON.parse(readFileSync(path(`${back}-native/manifest.json`), "utf8"))
  const after = saidIn(path(`${back}-native`))
  const differing = [...before].flatMap(([name, said]) => (after.get(name) === said ? [] : [name]))
  return { form, told, differing: made.kind === kind ? differing : [`a project of ${made.kind}`, ...differing] }
}

/** A project of a kind made of its native form by the command line, frozen once; what it holds. */
export async function beginKind(
  run: RunJson,
  { folder, kind, assets, each }: { folder: string; kind: ProjectKind; assets: number; each: number },
): Promise<{ readonly manifest: DatasetManifest; readonly said: ReadonlyMap<string, string> }> {
  const path = join(folder, `${kind}-given`)
  const manifest = await writeKind(path, kind, assets, each)
  await run("import", path, "--project", kind)
  await run("export", "--project", kind, "--format", "justesse", "--out", join(folder, `${kind}-native`))
  const said = saidIn(join(folder, `${kind}-native`))
  const given = saidIn(path)
  const lost = [...given].filter(([name, one]) => said.get(name) !== one).map(([name]) => name)
  if (lost.length > 0)
    throw new Error(
      `${kind}: ${lost.length} came in otherwise: ${given.get(lost[0] ?? "")} / ${said.get(lost[0] ?? "")}`,
    )
  return { manifest, said }
}
