import { Ontology, type ProjectKind, type Region, WHOLE } from "@justesse/types"
import { DatasetManifest, type DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { manifest, text } from "./records.ts"

const label = (id: string, more: object = {}) => ({
  ...{ id, name: { en: id }, color: "#e69f00", key: null, hasText: false, attributes: [], retired: false },
  ...more,
})
const options = ["red", "blue; green"].map((id) => ({ id, name: { en: id } }))
const base = { must: false, cannotTell: true, compared: "exactly" }
const FIELDS = {
  colour: { ...base, kind: "choice", options },
  colours: { ...base, kind: "several", options },
  seen: { ...base, kind: "yes_no" },
  grade: { ...base, kind: "scale", steps: 5, compared: "opinion" },
  count: { ...base, kind: "number" },
  words: { ...base, kind: "text", isLong: true, compared: "text" },
  day: { ...base, kind: "date" },
}
const VALUES: { readonly [K in keyof typeof FIELDS]: fc.Arbitrary<Region["value"]> } = {
  colour: fc.constantFrom("red", "blue; green", { cannotTell: true as const }),
  colours: fc.constantFrom(["red"], ["red", "blue; green"], { cannotTell: true as const }),
  seen: fc.oneof(fc.boolean(), fc.constant({ cannotTell: true as const })),
  grade: fc.integer({ min: 1, max: 5 }),
  count: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((n) => n + 0),
  words: text,
  day: fc.constantFrom("2026-11-30", "1999-01-01"),
}

type Drawn = Pick<Region, "label"> & Partial<Region>
const body = (regions: fc.Arbitrary<Drawn[]>) =>
  regions.map((all) => ({
    regions: all.map((one, i): Region => ({ id: `r${i + 1}` as Region["id"], geometry: WHOLE, ...one })),
    nothingHere: false,
  }))

const wholeOf = (names: readonly string[]) =>
  fc.subarray([...names], { maxLength: 1 }).map((some) => some.map((id) => ({ label: id as Region["label"] })))

const fields = fc
  .tuple(
    ...Object.entries(VALUES).map(([id, value]) =>
      fc.option(value.map((said): Drawn => ({ label: id as Region["label"], value: said }))),
    ),
  )
  .map((all) => all.flatMap((one) => one ?? []))

const segment = fc
  .record({
    start: fc.integer({ min: 0, max: 3_600_000 }),
    length: fc.integer({ min: 1, max: 60_000 }),
    speaker: fc.option(fc.constantFrom("Ana", "B, c"), { nil: undefined }),
    value: text,
    marks: fc.constantFrom(undefined, ["unsure" as const], ["illegible" as const], ["foreign" as const]),
    language: fc.constantFrom(undefined, "fr"),
    marked: fc.constantFrom(undefined, "foreign" as const, "unsure" as const),
  })
  .map(
    ({ start, length, speaker, value, marks, language, marked }): Drawn => ({
      label: "speech" as Region["label"],
      geometry: { type: "span", startMs: start, endMs: start + length },
      ...(speaker !== undefined && { speaker }),
      transcript: {
        value,
        ...(language && { language }),
        ...(marks && { marks: [...marks] }),
        ...(marked && value.length > 1 && { parts: [{ from: 1, to: value.length, mark: marked }] }),
      },
    }),
  )

const checked = fc
  .record({
    verdict: fc.constantFrom("right" as const, "fix" as const, "wrong" as const, "cannot_tell" as const),
    reason: fc.constantFrom(undefined, "twice"),
  })
  .map(
    ({ verdict, reason }): Drawn => ({
      label: "car" as Region["label"],
      geometry: { type: "box", x: 1, y: 2, width: 3, height: 4 },
      check: { verdict, ...(reason && { reason }) },
    }),
  )

interface KindData {
  readonly labels: readonly object[]
  readonly answers?: object
  readonly names: readonly string[]
  readonly regions: fc.Arbitrary<Drawn[]>
}

/** Pictures, a video and an article: classes and grades are said of each. */
const ASSETS = ["a.jpg", "dir one/b.png", "clips/one.mp4", "texts/one.md"]
const PICTURES = ASSETS.slice(0, 2)
const DATA: Partial<Record<ProjectKind, KindData>> = {
  classification: {
    labels: ["indoors", "street, wide", "é"].map((id) => label(id.replace(",", ""), { name: { en: id } })),
    answers: { of: "whole", several: false },
    names: ASSETS,
    regions: wholeOf(["indoors", "street wide", "é"]),
  },
  rating: {
    labels: ["1", "2", "3", "4", "5"].map((id) => label(id)),
    answers: { of: "whole", several: false },
    names: ASSETS,
    regions: wholeOf(["1", "3", "5"]),
  },
  form: {
    labels: Object.entries(FIELDS).map(([id, field]) => label(id, { field })),
    answers: { of: "whole", several: true },
    names: PICTURES,
    regions: fields,
  },
  verification: { labels: [label("car")], names: PICTURES, regions: fc.array(checked, { maxLength: 3 }) },
  audio: {
    labels: [label("speech", { hasText: true })],
    answers: { of: "span", several: true },
    names: ["talk.wav", "dir one/two.mp3"],
    regions: fc.array(segment, { maxLength: 4 }),
  },
}

/** Texts and recordings have no size. */
const isSized = (name: string) => /\.(jpg|png|mp4)$/.test(name)

/** Drawn datasets of kinds besides boxes and texts of pictures, with what their export says of itself. */
export const KIND_DATA = Object.entries(DATA).map(([kind, { labels, answers, names, regions }]) => ({
  kind,
  manifest: DatasetManifest.parse({ ...manifest, ontology: Ontology.parse({ labels, ...(answers && { answers }) }) }),
  records: fc.tuple(...names.map(() => body(regions))).map((bodies) =>
    bodies.map(
      (one, i): DatasetRecord => ({
        ...{ name: names[i] ?? "", size: isSized(names[i] ?? "") ? { width: 640, height: 480 } : null },
        ...{ sha256: null, body: one },
      }),
    ),
  ),
}))
