import { type AnnotationBody, labelColor, type Ontology, TextMark } from "@justesse/types"
import { DatasetManifest, type DatasetRecord } from "@justesse/types/dataset"
import fc from "fast-check"
import { shapes } from "./shapes.ts"

/** Labels of the drawn datasets: order matters, and one name needs more than ASCII. */
export const ontology = {
  labels: ["zebra", "bird house", "text", "Émile ß"].map((name, index) => ({
    id: name,
    name: { en: name },
    color: labelColor(index),
    key: String(index + 1),
    hasText: name === "text",
    attributes: [],
    retired: false,
  })),
} as unknown as Ontology // ids are branded texts

/** What a frozen version says of itself, for the datasets that tests draw. */
export const manifest: DatasetManifest = DatasetManifest.parse({
  justesse: 1,
  project: "drawn",
  version: 3,
  frozenAtMs: 1_700_000_000_000,
  contentSha256: "a".repeat(64),
  ontologyVersion: 2,
  guidelineVersion: 1,
  ontology,
  counts: {
    pictures: 1,
    regions: 1,
    nothingHere: 0,
    notInIt: { open: 1, waiting: 0, disputed: 0, settled: 0, excluded: 2 },
  },
  people: [{ pseudonym: "P7", answers: 4 }],
})

const coordinate = fc
  .oneof(
    fc.integer({ min: -50, max: 5_000 }),
    fc.double({ min: -50, max: 5_000, noNaN: true }),
    fc.constantFrom(0, 1e-7, 0.1 + 0.2, 1 / 3),
  )
  .map((value) => value + 0)
const side = fc.oneof(fc.integer({ min: 1, max: 4_000 }), fc.double({ min: 1e-6, max: 4_000, noNaN: true }))
/** Well-formed texts of any script, with everything that formats stumble on. */
export const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }).map((value) => value.replaceAll(/[\0\p{Cs}]/gu, "")),
  fc.constantFrom(
    "",
    " lead",
    "a,b",
    'say "x"',
    "tab\there",
    "line\nbreak",
    "\r\n",
    "مرحبا",
    "👩‍👩‍👧",
    "é",
    "###",
    "\u2028",
    "=1+1",
    "NaN",
  ),
)
const attributeKey = fc.constantFrom("occluded", "pose", "Größe", "a b")
const attributes = fc.dictionary(attributeKey, fc.oneof(fc.boolean(), fc.integer(), text), {
  minKeys: 1,
  maxKeys: 3,
  noNullPrototype: true,
})

/** A text with marks of its pieces; a list of no marks beside them says nothing that a file could tell. */
function withParts<T extends { readonly marks?: readonly string[] }, P>(said: T, parts: readonly P[]) {
  if (parts.length === 0) return said
  const { marks, ...rest } = said
  return { ...rest, ...(marks && marks.length > 0 && { marks }), parts }
}

/** Marks of pieces of a text, none of which is all of it. */
function partsOf(value: string) {
  if (value.length < 2) return fc.constant([])
  const part = fc
    .record({
      from: fc.integer({ min: 1, max: value.length - 1 }),
      length: fc.integer({ min: 1, max: 5 }),
      mark: fc.constantFrom(...TextMark.options),
    })
    .map(({ from, length, mark }) => ({ from, to: Math.min(value.length, from + length), mark }))
  return fc.oneof(fc.constant([]), fc.array(part, { maxLength: 3 }))
}

function regionOf(id: string) {
  return fc.record(
    {
      id: fc.constant(id),
      geometry: shapes({ coordinate, side }),
      label: fc.constantFrom(...ontology.labels.map((label) => label.id)),
      attributes,
      transcript: fc
        .record(
          {
            value: text,
            language: fc.constantFrom("fr", "ar"),
            direction: fc.constantFrom("ltr", "rtl", "ttb"),
            marks: fc.constantFrom([], ["unsure"], ["illegible", "struck"], ["foreign"], [...TextMark.options]),
          },
          { requiredKeys: ["value"] },
        )
        .chain((said) => partsOf(said.value).map((parts) => withParts(said, parts))),
    },
    { requiredKeys: ["id", "geometry", "label"] },
  )
}

const fileName = fc
  .tuple(
    fc.constantFrom("", "dir one/", "ç/", "a/b/"),
    fc.constantFrom("a", "A", "p#1", "x%20y", "é&+", "[q]'"),
    fc.constantFrom(".jpg", ".PNG"),
  )
  .map((parts) => parts.join(""))

/**
 * Datasets of up to six pictures with distinct names: tiny, full, outside and fractional shapes of every kind, empty pictures, odd
 * names, one stem in two folders, right-to-left, emoji, line breaks. Region ids are distinct whole numbers.
 */
export const dataset: fc.Arbitrary<DatasetRecord[]> = fc
  .uniqueArray(fileName, { maxLength: 6 })
  .chain((names) => fc.tuple(...names.map((name, i) => recordOf(name, i))))

function recordOf(name: string, index: number): fc.Arbitrary<DatasetRecord> {
  const body = fc
    .integer({ min: 0, max: 4 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => regionOf(String(index * 10 + i + 1)))))
    .map((regions) => ({ regions, nothingHere: false }))
  return fc.record({
    name: fc.constant(name),
    size: fc.record({ width: fc.integer({ min: 1, max: 9_999 }), height: fc.integer({ min: 1, max: 9_999 }) }),
    sha256: fc.constant(null),
    // Drawn to match AnnotationBody; its ids are branded texts.
    body: body as unknown as fc.Arbitrary<AnnotationBody>,
    foreignId: fc.constant(String(index + 5)),
  })
}

/** An export's files as text, in order. */
export async function written(files: AsyncIterable<{ name: string; body: AsyncIterable<Uint8Array> }>) {
  const out: Record<string, string> = {}
  for await (const { name, body } of files) {
    const decoder = new TextDecoder()
    out[name] = ""
    for await (const chunk of body) out[name] += decoder.decode(chunk, { stream: true })
  }
  return out
}

/** An export's files as bytes, in order: for formats that are no text. */
export async function writtenBytes(files: AsyncIterable<{ name: string; body: AsyncIterable<Uint8Array> }>) {
  const out: Record<string, Uint8Array> = {}
  for await (const { name, body } of files) {
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
    let at = 0
    for (const chunk of chunks) {
      whole.set(chunk, at)
      at += chunk.length
    }
    out[name] = whole
  }
  return out
}

/** A list as what writers draw from. */
export function source(records: readonly DatasetRecord[]) {
  return async function* () {
    yield* records
  }
}
