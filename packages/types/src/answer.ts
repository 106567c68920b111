import type { Region } from "./annotation.ts"
import { askedAfter, fieldsOf, isAnswerTo, missingFields, valuesOf } from "./forms/asked.ts"
import type { AttributeId, LabelId, RegionId } from "./ids.ts"
import type { AnswerParts, Attribute, Label, Ontology } from "./ontology.ts"
import { isPlaced } from "./shapes/list.ts"
import { isOutside } from "./sound/fit.ts"
import { overlappingSegments } from "./sound/overlaps.ts"

/** Why an answer cannot be sent, kept or decided as it is. */
export type AnswerProblem =
  | {
      readonly kind: "attribute_missing"
      readonly region: RegionId
      readonly label: LabelId
      readonly attribute: AttributeId
    }
  | { readonly kind: "label_unknown"; readonly region: RegionId; readonly label: LabelId }
  | { readonly kind: "nothing_said" }
  /** It is a thing on a picture where the whole asset is asked about, or the other way round. */
  | { readonly kind: "part_of_other_kind"; readonly region: RegionId }
  /** One label of an asset is asked for, or this one is said already. */
  | { readonly kind: "label_too_many"; readonly region: RegionId }
  /** It goes on after its recording has ended. */
  | { readonly kind: "segment_outside"; readonly region: RegionId }
  /** Its speaker says something else at the same time. */
  | { readonly kind: "segments_overlap"; readonly region: RegionId }
  /** A question of a form that must be answered, by its label. */
  | { readonly kind: "field_missing"; readonly label: LabelId }
  /** A question of a form that is not asked after the other answers, or a value that does not answer it. */
  | { readonly kind: "field_not_asked" | "field_value"; readonly region: RegionId; readonly label: LabelId }

/** Whether a value of an attribute is one that it can take: a choice that was removed is none. */
function isAnswered({ kind, options }: Attribute, value: unknown): boolean {
  return kind === "yes_no" ? typeof value === "boolean" : options.some(({ id }) => id === value)
}

/** What a region of a label must say and does not, in the label's order. */
export function missingAttributes(
  { attributes }: Pick<Region, "attributes">,
  label: Pick<Label, "attributes">,
): Attribute[] {
  return label.attributes.filter(
    (attribute) => attribute.required && !isAnswered(attribute, attributes?.[attribute.id]),
  )
}

/** Whether the reasons beside an opinion are among those that are asked for; of many people's opinions those that any of them gave. */
function isTagged(value: Region["value"], tags: AnswerParts["tags"]): boolean {
  if (value === undefined) return true
  if (typeof value !== "object" || !tags) return false
  if (!Array.isArray(value)) return "said" in value
  return new Set(value).size === value.length && value.every((one) => tags.some(({ id }) => id === one))
}

function regionProblems(region: Region, label: Label | undefined, answers: AnswerParts | undefined): AnswerProblem[] {
  const { id, label: labelId } = region
  if (!label) return [{ kind: "label_unknown", region: id, label: labelId }]
  // A value is said to a question, or gives the reasons of an opinion.
  const isSaid = label.field ? isAnswerTo(label.field, region.value) : isTagged(region.value, answers?.tags)
  if (!isSaid) return [{ kind: "field_value", region: id, label: labelId }]
  return missingAttributes(region, label).map((attribute) => {
    return { kind: "attribute_missing", region: id, label: labelId, attribute: attribute.id }
  })
}

/** What is known of an answer beside its labels. */
interface AnswerContext {
  /** It is one part of an answer, so that nothing is missing beside it. */
  readonly isAlone?: boolean
  /** How long the recording is that it is about, in milliseconds; null where that is not known. */
  readonly durationMs?: number | null
}

/**
 * What stands between an answer and being taken, in the order of its regions; empty when it can go: a required attribute
 * without a value that it can take, a label that these labels do not have, a part that answers here do not consist of, a label more
 * than a whole asset may have, two things at once by one speaker, or no region without "nothing here". Labels that
 * are retired may be used (I9). The same for whoever sends, whoever reviews, and the server.
 */
export function answerProblems(
  body: { readonly regions: readonly Region[]; readonly nothingHere: boolean },
  ontology: Ontology,
  { isAlone = false, durationMs = null }: AnswerContext = {},
): AnswerProblem[] {
  const parts = partProblems(body, ontology, durationMs)
  return isAlone ? parts : [...parts, ...formProblems(body.regions, ontology)]
}

/** What a form lacks, and what it answers though it is not asked. */
function formProblems(regions: readonly Region[], { labels }: Ontology): AnswerProblem[] {
  const fields = fieldsOf(labels)
  if (fields.length === 0) return []
  const values = valuesOf(regions)
  const asked = new Set<string>(askedAfter(fields, values).map(({ id }) => id))
  const known = new Set<string>(fields.map(({ id }) => id))
  return [
    ...regions.flatMap(({ id, label }) =>
      known.has(label) && !asked.has(label) ? [{ kind: "field_not_asked" as const, region: id, label }] : [],
    ),
    ...missingFields(fields, values).map(({ id }) => ({ kind: "field_missing" as const, label: id })),
  ]
}

function partProblems(
  body: { readonly regions: readonly Region[]; readonly nothingHere: boolean },
  ontology: Ontology,
  durationMs: number | null,
): AnswerProblem[] {
  if (body.regions.length === 0) return body.nothingHere ? [] : [{ kind: "nothing_said" }]
  const labels = new Map(ontology.labels.map((label) => [label.id, label]))
  const { answers } = ontology
  const overlapping = new Set(answers?.of === "span" ? overlappingSegments(body.regions) : [])
  const said = new Set<string>()
  return body.regions.flatMap((region) => [
    ...(durationMs !== null && isOutside(region, durationMs)
      ? [{ kind: "segment_outside" as const, region: region.id }]
      : []),
    ...(overlapping.has(region.id) ? [{ kind: "segments_overlap" as const, region: region.id }] : []),
    ...(belongs(region, answers) ? [] : [{ kind: "part_of_other_kind" as const, region: region.id }]),
    ...(isTooMany(said, region, answers) ? [{ kind: "label_too_many" as const, region: region.id }] : []),
    ...regionProblems(region, labels.get(region.label), answers),
  ])
}

function belongs({ geometry }: Region, answers: AnswerParts | undefined): boolean {
  return answers ? geometry.type === answers.of : isPlaced(geometry)
}

/** Of a whole asset one thing is said once, and only one thing where several are not asked for. `said` grows by what is said here. */
function isTooMany(said: Set<string>, { label }: Region, answers: AnswerParts | undefined): boolean {
  if (answers?.of !== "whole") return false
  const isMore = answers.several ? said.has(label) : said.size > 0
  said.add(label)
  return isMore
}
