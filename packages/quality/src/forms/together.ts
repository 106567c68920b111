import { type AskedField, choicesOf, type FieldValue, isCannotTell, partsOfValue, toleranceOf } from "@justesse/types"
import { compareText } from "../consensus/order.ts"
import { decideForms } from "./decide.ts"
import type { FieldKind, FormField } from "./fields.ts"

/** A question as the rule for putting answers together wants it. */
function toFormField({ id: name, field }: AskedField): FormField {
  const kind = kindOf(field)
  const options = choicesOf(field)
  return {
    name,
    kind,
    ...(options.length > 0 && { options }),
    ...((kind === "number" || kind === "date" || kind === "point") && { tolerance: toleranceOf(field) }),
    ...(field.kind === "text" && field.isLong && { isFree: true }),
    ...(field.askedIf && { askedIf: field.askedIf }),
  }
}

function kindOf({ kind, compared }: AskedField["field"]): FieldKind {
  if (compared === "opinion") return "opinion"
  // A grade that is right or wrong is a number; grades as people see them are opinions.
  if (kind === "scale") return "number"
  return kind === "yes_no" ? "choice" : kind
}

/** The one value that answers to a question come to, by its kind; that it cannot be told, where more say so than anything. */
export function valueTogether(field: AskedField, values: readonly FieldValue[]): FieldValue {
  const told = values.filter((value) => !isCannotTell(value))
  if (told.length * 2 < values.length || told.length === 0) return { cannotTell: true }
  const [only] = told
  if (told.length === 1 && only !== undefined) return only
  const asked = { ...toFormField({ ...field, field: { ...field.field, askedIf: undefined } }), name: FIELD }
  const forms = told.map((value, at) => ({
    task: FIELD,
    person: String(at).padStart(3, "0"),
    fields: { [FIELD]: value },
  }))
  const decided = decideForms([asked], forms).tasks[0]?.fields[0]?.decision?.value
  if (decided === null || decided === undefined) return only ?? { cannotTell: true }
  if (field.field.kind === "yes_no") return decided === "true"
  if (typeof decided !== "object") return decided
  return "x" in decided ? { x: decided.x, y: decided.y } : [...decided]
}

const FIELD = "field"

/** Who said what, of answers that are opinions. */
export function opinionsIn(values: readonly FieldValue[]): FieldValue {
  const counts = new Map<string | number | boolean, number>()
  for (const part of values.flatMap((value) => [...partsOfValue(value)])) counts.set(part, (counts.get(part) ?? 0) + 1)
  const said = [...counts].map(([value, people]) => ({ value, people }))
  return { said: said.sort((a, b) => compareSaid(a, b)) }
}

type Counted = { readonly value: string | number | boolean; readonly people: number }

function compareSaid(a: Counted, b: Counted): number {
  if (typeof a.value === "number" && typeof b.value === "number") return a.value - b.value
  return b.people - a.people || compareText(String(a.value), String(b.value))
}
