import type { Region } from "../annotation.ts"
import type { LabelId } from "../ids.ts"
import type { Label } from "../ontology.ts"
import { COMPARED_AS, choicesOf, type Field } from "./field.ts"
import { CannotTell, type FieldValue, isCannotTell, partsOfValue } from "./value.ts"

/** One question of a form: its label, whose name is the question, and what is asked. */
export interface AskedField {
  readonly id: LabelId
  readonly name: Label["name"]
  readonly field: Field
}

/** The questions of a form in their order, without those that are asked no more. */
export function fieldsOf(labels: readonly Label[]): AskedField[] {
  return labels.flatMap(({ id, name, field, retired }) => (field && !retired ? [{ id, name, field }] : []))
}

/**
 * Whether a question of an earlier form and one of a later one, of the same name, ask for the same kind of answer: answers to the one
 * say something to the other then. Words, help, bounds, conditions and choices may change; another kind, other steps of a scale or
 * another unit is another question.
 */
export function isSameQuestion(before: Field, now: Field): boolean {
  if (before.kind === "scale" && now.kind === "scale") return before.steps === now.steps
  if (before.kind === "number" && now.kind === "number") return (before.unit ?? "") === (now.unit ?? "")
  return before.kind === now.kind
}

/** A question with the choices too that it had in earlier forms, behind its own: somebody may have taken one of them. */
export function withChoicesOf(field: Field, earlier: readonly Field[]): Field {
  if (!("options" in field)) return field
  const own = new Set(field.options.map(({ id }) => id))
  const all = earlier.flatMap((one) => ("options" in one ? one.options : []))
  const gone = new Map(all.flatMap((option) => (own.has(option.id) ? [] : [[option.id, option]])))
  if (gone.size === 0) return field
  return { ...field, options: [...field.options, ...[...gone.values()].sort((a, b) => (a.id < b.id ? -1 : 1))] }
}

/** The number of the first question for a place, which only a picture has, from 1; null where a form asks for none. */
export function placeAsked(labels: readonly Label[]): number | null {
  const at = fieldsOf(labels).findIndex(({ field }) => field.kind === "point")
  return at < 0 ? null : at + 1
}

/** Said to questions so far. */
export type FieldValues = ReadonlyMap<string, FieldValue | undefined>

/** What a body says to each question. */
export function valuesOf(regions: readonly Pick<Region, "label" | "value">[]): FieldValues {
  return new Map(regions.map(({ label, value }) => [label, value]))
}

/**
 * The questions that are asked after these answers: those without a condition, and those whose condition holds, be it on a question
 * that is itself asked.
 */
export function askedAfter(fields: readonly AskedField[], values: FieldValues): AskedField[] {
  const asked = new Set<string>()
  return fields.filter(({ id, field: { askedIf } }) => {
    const isAsked = !askedIf || (asked.has(askedIf.field) && meets(askedIf, values.get(askedIf.field)))
    if (isAsked) asked.add(id)
    return isAsked
  })
}

/** Whether an answer is one of those that a condition names. */
function meets({ is }: { readonly is: readonly string[] }, value: FieldValue | undefined): boolean {
  return partsOfValue(value).some((part) => is.includes(String(part)))
}

/** Why a form cannot be asked; `at` and `other` are the numbers of two questions, from 1. */
type FormProblem =
  | { readonly code: "later" | "unknown" | "no_choice"; readonly at: number; readonly other: number }
  | { readonly code: "few_options" | "bounds" | "compared"; readonly at: number }
  | { readonly code: "none" }

/**
 * The first thing that is wrong with the questions of a form; null where nothing is. A condition is on an earlier question, so that none
 * goes round: both numbers are said. The builder asks this before it changes anything, and the server before it keeps it.
 */
export function findFormProblem(fields: readonly AskedField[]): FormProblem | null {
  return findConditionProblem(fields) ?? findIncomplete(fields)
}

/** Of {@link findFormProblem}, what no form may be kept with: conditions that cannot be met in the order of the questions. */
export function findConditionProblem(fields: readonly AskedField[]): FormProblem | null {
  const numbers = new Map<string, number>(fields.map(({ id }, at) => [id, at + 1]))
  for (const [index, { field }] of fields.entries()) {
    if (!field.askedIf) continue
    const other = numbers.get(field.askedIf.field) ?? 0
    const at = index + 1
    if (other === 0) return { code: "unknown", at, other }
    if (other >= at) return { code: "later", at, other }
    const parent = fields[other - 1]
    const choices = parent ? choicesOf(parent.field) : []
    if (!field.askedIf.is.every((one) => choices.includes(one))) return { code: "no_choice", at, other }
  }
  return null
}

function findIncomplete(fields: readonly AskedField[]): FormProblem | null {
  if (fields.length === 0) return { code: "none" }
  for (const [index, { field }] of fields.entries()) {
    const at = index + 1
    const isChosen = field.kind === "choice" || field.kind === "several"
    if (isChosen && field.options.length < 2) return { code: "few_options", at }
    if (field.kind === "number" && (field.min ?? -Infinity) > (field.max ?? Infinity)) return { code: "bounds", at }
    if (!COMPARED_AS[field.kind].includes(field.compared)) return { code: "compared", at }
  }
  return null
}

const DAY = /^\d{4}-\d\d-\d\d$/

/** Whether a value is one that a question can be answered with: an option that was removed is none, nor a number out of its bounds. */
export function isAnswerTo(field: Field, value: FieldValue | undefined): boolean {
  if (value === undefined) return false
  if (isCannotTell(value)) return field.cannotTell && CannotTell.safeParse(value).success
  switch (field.kind) {
    case "choice":
      return choicesOf(field).some((id) => id === value)
    case "several":
      return Array.isArray(value) && value.length > 0 && isChosenFrom(value, choicesOf(field))
    case "yes_no":
      return typeof value === "boolean"
    case "scale":
      return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= field.steps
    case "number":
      return typeof value === "number" && value >= (field.min ?? -Infinity) && value <= (field.max ?? Infinity)
    case "text":
      return typeof value === "string" && value.trim() !== ""
    case "date":
      return typeof value === "string" && isDay(value)
    case "point":
      return typeof value === "object" && "x" in value
  }
}

function isChosenFrom(value: readonly string[], choices: readonly string[]): boolean {
  return new Set(value).size === value.length && value.every((id) => choices.includes(id))
}

function isDay(text: string): boolean {
  const ms = DAY.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** Questions of a form that must be answered after these answers and are not, in their order. */
export function missingFields(fields: readonly AskedField[], values: FieldValues): AskedField[] {
  return askedAfter(fields, values).filter(({ id, field }) => field.must && !isAnswerTo(field, values.get(id)))
}
