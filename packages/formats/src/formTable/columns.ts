import { type AskedField, choicesOf, type FieldValue, fieldsOf, isCannotTell, type Ontology } from "@justesse/types"
import { decimalText } from "../io/decimals.ts"

/** One column of the table: a question, and what its cells are called. */
export interface FormColumn {
  readonly column: string
  readonly asked: AskedField
}

/** What stands in a cell whose question cannot be answered from what is seen; an empty one was not asked, or left empty. */
const CANNOT_TELL = "cannot tell"
/** Between several things in one cell. */
const BETWEEN = "; "
const FIRST: readonly string[] = ["image", "row", "split"]

/** The questions of a form in their order, retired ones behind, each with a name of its own: the question, numbered where two are the same. */
export function columnsOf({ labels }: Ontology, beside: readonly string[] = []): FormColumn[] {
  const retired = labels.filter((label) => label.retired).map((label) => ({ ...label, retired: false }))
  const taken = new Set<string>([...FIRST, ...beside])
  return [...fieldsOf(labels), ...fieldsOf(retired)].map((asked) => {
    let column = asked.name.en
    for (let n = 2; taken.has(column); n++) column = `${asked.name.en} (${n})`
    taken.add(column)
    return { column, asked }
  })
}

/** An answer as a cell: names of what was chosen, numbers with a point, a place as `x y`; opinions as each with how many people said it. */
export function cellOf({ asked }: FormColumn, value: FieldValue | undefined): string {
  if (value === undefined) return ""
  if (isCannotTell(value)) return CANNOT_TELL
  if (typeof value !== "object") return nameOf(asked, value)
  if (Array.isArray(value)) return value.map((one) => nameOf(asked, one)).join(BETWEEN)
  if ("x" in value) return `${decimalText(value.x)} ${decimalText(value.y)}`
  return value.said.map(({ value: one, people }) => `${nameOf(asked, one)} (${people})`).join(BETWEEN)
}

function nameOf({ field }: AskedField, value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no"
  if (typeof value === "number") return decimalText(value)
  const option = "options" in field ? field.options.find(({ id }) => id === value) : undefined
  return option?.name.en ?? value
}

/** What each column holds, for whoever reads the table without us. */
export function schemaOf(columns: readonly FormColumn[], beside: readonly string[] | null = null): object {
  const names = new Map<string, string>(columns.map(({ asked, column }) => [asked.id, column]))
  return {
    about: `One row a ${beside ? "row that was asked about" : "picture"}, one column a question, in the order of the form.`,
    ...(beside && { row: beside }),
    cells: {
      empty: "not asked after the other answers, or left empty",
      [CANNOT_TELL]: "people said that it cannot be told",
      several: `several things are parted by "${BETWEEN.trim()}"`,
      opinions: "what was said, each with the number of people who said it in brackets",
      place: "x and y in pixels of the upright picture, from its upper left corner",
    },
    columns: columns.map(({ column, asked: { id, name, field } }) => ({
      ...{ column, id, question: name, kind: field.kind, must: field.must, compared: field.compared },
      ...(field.compared === "within" && { tolerance: field.tolerance ?? 0 }),
      ...("options" in field && { options: field.options.map((option) => ({ id: option.id, name: option.name })) }),
      ...(field.kind === "scale" && { steps: field.steps }),
      ...(field.kind === "number" && { min: field.min, max: field.max, unit: field.unit }),
      ...(field.askedIf && { askedIf: { column: names.get(field.askedIf.field), is: field.askedIf.is } }),
      ...(choicesOf(field).length > 0 && field.kind === "yes_no" && { options: ["yes", "no"] }),
    })),
  }
}
