import type { FieldKind, FieldValue, FormField } from "./fields.ts"

/** What makes a form impossible: a condition on a field that is not there or that is no choice, or conditions that go round. */
export interface FormProblem {
  readonly field: string
  readonly code: "same_name" | "unknown_parent" | "parent_is_no_choice" | "round"
}

const PARENTS: readonly FieldKind[] = ["choice", "several"]

/** The first thing that is wrong with a form's fields; null where nothing is. */
export function findFormProblem(fields: readonly FormField[]): FormProblem | null {
  const known = new Map(fields.map((field) => [field.name, field]))
  if (known.size < fields.length) {
    const again = fields.find(({ name }, n) => fields.findIndex((other) => other.name === name) < n)
    return { field: again?.name ?? "", code: "same_name" }
  }
  for (const { name, askedIf } of fields) {
    if (!askedIf) continue
    const parent = known.get(askedIf.field)
    if (!parent) return { field: name, code: "unknown_parent" }
    if (!PARENTS.includes(parent.kind)) return { field: name, code: "parent_is_no_choice" }
  }
  const sorted = parentsFirst(fields)
  const round = fields.find((field) => !sorted.includes(field))
  return round ? { field: round.name, code: "round" } : null
}

/** Fields such that each comes after the one that its condition names; those whose conditions go round are left out. */
export function parentsFirst(fields: readonly FormField[]): FormField[] {
  const sorted: FormField[] = []
  const names = new Set<string>()
  for (let before = -1; before < sorted.length; ) {
    before = sorted.length
    for (const field of fields) {
      if (names.has(field.name) || (field.askedIf && !names.has(field.askedIf.field))) continue
      sorted.push(field)
      names.add(field.name)
    }
  }
  return sorted
}

const listOf = (value: FieldValue | null): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** Those of a condition's answers that a value has. */
export function metBy({ is }: { readonly is: readonly string[] }, value: FieldValue | null): string[] {
  return is.filter((one) => listOf(value).includes(one))
}
