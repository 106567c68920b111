import {
  type AnnotationBody,
  type Field,
  type FieldValue,
  fieldsOf,
  isCannotTell,
  isSameQuestion,
  type Label,
  partsOfValue,
  type Region,
  type ResolveRule,
  toleranceOf,
  valuesOf,
} from "@justesse/types"
import { comparedForm } from "../consensus/likeness.ts"
import { compareText } from "../consensus/order.ts"
import { dayOf } from "./fields.ts"

/** How texts are compared in a project. */
type TextRules = Pick<ResolveRule, "text" | "rules">

/**
 * Whether two answers to a question say the same: as near as its tolerance, as texts are compared in this project, or exactly. What is a
 * question of opinions says nothing else than each of those who said it.
 */
export function isSameValue(field: Field, a: FieldValue, b: FieldValue, rule: TextRules): boolean {
  if (isCannotTell(a) || isCannotTell(b)) return isCannotTell(a) && isCannotTell(b)
  const distance = distanceBetween(a, b)
  if (field.compared === "within" && distance !== null) return distance <= toleranceOf(field) + ROUNDING
  if (field.compared === "text") return keysOf(a, rule) === keysOf(b, rule)
  if (isOpinions(a) || isOpinions(b)) return partsOfValue(a).every((part) => partsOfValue(b).includes(part))
  return keysOf(a, null) === keysOf(b, null) && (distance === null || distance === 0)
}

const ROUNDING = 1e-9

const isOpinions = (value: FieldValue) => typeof value === "object" && "said" in value

function keysOf(value: FieldValue, rule: TextRules | null): string {
  const parts = partsOfValue(value).map((part) => (rule && typeof part === "string" ? comparedForm(part, rule) : part))
  return JSON.stringify(parts.map(String).sort(compareText))
}

/** Of numbers, days and places, how far they lie apart; null of anything else. */
function distanceBetween(a: FieldValue, b: FieldValue): number | null {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b)
  if (typeof a === "object" && typeof b === "object" && "x" in a && "x" in b) return Math.hypot(a.x - b.x, a.y - b.y)
  const [from, to] = [a, b].map((value) => (typeof value === "string" ? dayOf(value) : null))
  return from === null || from === undefined || to === null || to === undefined ? null : Math.abs(from - to)
}

/** An answer without what many said to questions of opinions. */
export function withoutOpinions(kept: AnnotationBody): AnnotationBody {
  const regions = kept.regions.filter(({ value }) => value === undefined || !isOpinions(value))
  return regions.length === kept.regions.length ? kept : { ...kept, regions }
}

/** The form that an answer was given under, and the one that it is compared with: that of today, or of whoever knew the right answer. */
interface ComparedForms {
  readonly fields?: readonly Label[]
  /** Absent: the same one. */
  readonly keptFields?: readonly Label[]
}

/**
 * Whether something said is compared with the kept answer at all: it is where both were asked that question. Nobody is told of what
 * their form did not ask, nor of what nobody else was asked; what is asked no more is compared where it was kept.
 */
export function isComparedBy(
  kept: AnnotationBody,
  { fields: labels = [], keptFields = labels }: ComparedForms,
): (region: Pick<Region, "label" | "value">) => boolean {
  if (labels.length === 0) return () => true
  const others = new Map<string, Field>(fieldsOf(keptFields).map(({ id, field }) => [id, field]))
  const values = valuesOf(kept.regions)
  const compared = new Set<string>()
  for (const { id, field } of fieldsOf(labels)) {
    const other = others.get(id)
    if (other ? isSameQuestion(field, other) : values.has(id)) compared.add(id)
  }
  return ({ label, value }) => value === undefined || compared.has(label)
}

/**
 * An answer as it is compared with the kept one: each value that says the same, as near as its question compares (`fields`), is written
 * as it is kept, and what was said to a question of opinions is left out. What is left differs.
 */
export function readAs(
  mine: AnnotationBody,
  kept: AnnotationBody,
  { fields: labels = [], ...rule }: TextRules & { readonly fields?: readonly Label[] },
): AnnotationBody {
  if (mine.regions.every(({ value }) => value === undefined)) return mine
  const fields = new Map<string, Field>(fieldsOf(labels).map(({ id, field }) => [id, field]))
  const values = valuesOf(kept.regions)
  const regions = mine.regions.flatMap((region) => {
    const [field, value] = [fields.get(region.label), values.get(region.label)]
    const isOpinion = field?.compared === "opinion" || (value !== undefined && isOpinions(value))
    if (isOpinion) return []
    const isSame =
      field && value !== undefined && region.value !== undefined && isSameValue(field, region.value, value, rule)
    return isSame ? [{ ...region, value }] : [region]
  })
  return { ...mine, regions }
}
