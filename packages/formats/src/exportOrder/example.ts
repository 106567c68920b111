import {
  type AnnotationBody,
  choicesOf,
  type Field,
  KINDS,
  type Label,
  LabelId,
  labelColor,
  type Ontology,
  type ProjectKind,
  type Region,
  RegionId,
  type Shape,
  type ShapeName,
  type Transcript,
  thingLabels,
  WHOLE,
} from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { SPEECH } from "../timed/speech.ts"

/** What a project asks for: its kind, its labels or questions, and what is drawn where that is not boxes. */
export interface ExampleOf {
  readonly kind: ProjectKind
  readonly ontology?: Ontology | undefined
  readonly shapes?: readonly ShapeName[] | undefined
  /** Nothing is said that answers can do without: who speaks, how well a text can be read. */
  readonly isPlain?: boolean
}

const plainLabel = (id: string, hasText = false): Label => ({
  ...{ id: LabelId.parse(id), name: { en: id }, color: labelColor(0), key: null },
  ...{ hasText, attributes: [], retired: false },
})

const FORM: Label = {
  ...plainLabel("question"),
  field: { kind: "text", isLong: false, must: true, cannotTell: false, compared: "text" },
}

/** What is said of a line that can be read in part. */
const MARKED: Pick<Transcript, "language" | "parts"> = { language: "fr", parts: [{ from: 0, to: 2, mark: "unsure" }] }

/** The labels that an example uses: those of the project, or what its kind needs where there are none yet. */
function labelsOf({ kind, ontology }: ExampleOf): readonly Label[] {
  const own = ontology && thingLabels(ontology).labels.filter(({ retired }) => !retired)
  if (own?.length) return own
  const { asksFields, readsLines, parts, verdicts, about } = KINDS[kind]
  if (asksFields) return [FORM]
  if (about !== "region" && verdicts) return verdicts
  return [plainLabel(parts === "span" ? SPEECH.id : "label", readsLines || parts === "span")]
}

/**
 * The smallest answers that use everything a project asks for: each label once, with its attributes, text or answer. What formats lose of
 * them, they lose of the project.
 */
export function exampleRecords(of: ExampleOf): DatasetRecord[] {
  const { about, parts } = KINDS[of.kind]
  const isHeard = parts === "span"
  const record = (name: string, more: Partial<DatasetRecord>): DatasetRecord => ({
    ...{ name, size: isHeard ? null : { width: 100, height: 100 }, sha256: null, body: null },
    ...more,
  })
  if (about === "pair") return pairRecords(record)
  const regions = labelsOf(of).map((label, index) => exampleRegion(label, index, of))
  // One label at most holds for an asset, unless each is a question.
  const isOne = parts === "whole" && !about && !KINDS[of.kind].asksFields
  const bodies: AnnotationBody[] = isOne
    ? regions.map((region) => ({ regions: [region], nothingHere: false }))
    : [{ regions, nothingHere: false }]
  return bodies.map((body, index) => record(`${index + 1}.${isHeard ? "wav" : "jpg"}`, { body }))
}

/** Two assets that one person compared. */
function pairRecords(record: (name: string, more: Partial<DatasetRecord>) => DatasetRecord): DatasetRecord[] {
  const answers = [{ person: "p1", verdict: "first" as const, left: "first" as const }]
  const of = { low: null, high: null, of: 2, group: 0, comparisons: 1 }
  const body = { regions: [], nothingHere: false }
  return [
    record("1.jpg", {
      ...{ body, compared: { ...of, score: 1, rank: 1, pairs: [{ with: "2.jpg", verdict: "first", answers }] } },
    }),
    record("2.jpg", { body, compared: { ...of, score: -1, rank: 2, pairs: [] } }),
  ]
}

function exampleRegion(label: Label, index: number, { kind, shapes, isPlain = false }: ExampleOf): Region {
  const { about, parts, readsLines } = KINDS[kind]
  const isRich = readsLines && !isPlain
  const isText = label.hasText && (parts !== "whole" || about !== undefined)
  const attributes = label.attributes.map(({ id, kind: asked, options }) => [id, asked === "yes_no" || options[0]?.id])
  return {
    ...{ id: RegionId.parse(`r${index + 1}`), label: label.id, geometry: exampleShape(kind, shapes) },
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
    ...(isText && { transcript: { value: "text", ...(isRich && MARKED) } }),
    ...(isRich && { level: "line" }),
    ...(label.field && { value: exampleValue(label.field) }),
    ...(parts === "span" && !isPlain && { speaker: "A" }),
    ...(about === "region" && { check: { verdict: index === 0 ? "wrong" : "right" } }),
  }
}

function exampleShape(kind: ProjectKind, shapes: readonly ShapeName[] = ["box"]): Shape {
  const { about, parts } = KINDS[kind]
  if (parts === "span") return { type: "span", startMs: 0, endMs: 1_000 }
  if (parts === "whole" && about !== "region") return WHOLE
  const outline = [
    { x: 10, y: 10 },
    { x: 60, y: 20 },
    { x: 30, y: 60 },
  ]
  return shapes.includes("polygon")
    ? { type: "polygon", rings: [outline] }
    : { type: "box", x: 10, y: 10, width: 20, height: 20 }
}

function exampleValue(field: Field): Region["value"] {
  const [first = "a"] = choicesOf(field)
  switch (field.kind) {
    case "choice":
      return first
    case "several":
      return [first]
    case "yes_no":
      return true
    case "scale":
    case "number":
      return 1
    case "text":
      return "text"
    case "date":
      return "2026-01-01"
    case "point":
      return { x: 1, y: 1 }
  }
}
