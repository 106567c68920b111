import {
  type AskedField,
  canonicalJson,
  choicesOf,
  type FieldValue,
  fieldsOf,
  isCannotTell,
  type Ontology,
} from "@justesse/types"
import { MARK } from "../io/csvTable.ts"
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
const FIRST: readonly string[] = ["image", "row", "split", MARK]

/** The files of the form, in one folder. */
export const FILE = "answers.csv"
export const SCHEMA = "columns.json"

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

/** The answer behind a cell that {@link cellOf} wrote; undefined where it is empty or says nothing that the question takes. */
export function valueOf({ asked }: FormColumn, cell: string): FieldValue | undefined {
  if (cell === "") return undefined
  if (cell === CANNOT_TELL) return { cannotTell: true }
  const { field } = asked
  const parts = cell.split(BETWEEN)
  const said = parts.flatMap((part) => {
    const [, name, people] = /^(.*) \((\d+)\)$/s.exec(part) ?? []
    const value = name === undefined ? undefined : oneOf(asked, name)
    return value === undefined ? [] : [{ value, people: Number(people) }]
  })
  if (field.compared === "opinion" && said.length === parts.length) return { said }
  if (field.kind === "several")
    return parts.flatMap((part) => (idOf(asked, part) === null ? [] : [String(idOf(asked, part))]))
  if (field.kind !== "point") return oneOf(asked, cell)
  const [x, y] = cell.split(" ").map(Number)
  return Number.isFinite(x) && Number.isFinite(y) ? { x: x ?? 0, y: y ?? 0 } : undefined
}

function oneOf(asked: AskedField, cell: string): string | boolean | number | undefined {
  switch (asked.field.kind) {
    case "yes_no":
      return cell === "yes" ? true : cell === "no" ? false : undefined
    case "scale":
    case "number":
      return cell.trim() !== "" && Number.isFinite(Number(cell)) ? Number(cell) : undefined
    case "choice":
    case "several":
      return idOf(asked, cell) ?? undefined
    default:
      return cell
  }
}

/** The choice that is called so; one that was removed since is called by its id. */
function idOf({ field }: AskedField, name: string): string | null {
  const options = "options" in field ? field.options : []
  return name === "" ? null : (options.find((option) => option.name.en === name)?.id ?? name)
}

/** Whether the cell of an answer gives that answer back, and not another one that is written alike. */
export function isExact(column: FormColumn, value: FieldValue): boolean {
  const back = valueOf(column, cellOf(column, value))
  return back !== undefined && canonicalJson(back) === canonicalJson(value)
}

/** What each column holds, for whoever reads the table without us. */
export function schemaOf(
  columns: readonly FormColumn[],
  beside: readonly string[] | null = null,
  { labels }: Ontology = { labels: [] },
): object {
  const retired = new Set<string>(labels.filter((label) => label.retired).map(({ id }) => id))
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
      ...(field.cannotTell && { cannotTell: true }),
      ...(field.help && { help: field.help }),
      ...(field.kind === "text" && { isLong: field.isLong }),
      ...(retired.has(id) && { retired: true }),
      ...(field.compared === "within" && { tolerance: field.tolerance ?? 0 }),
      ...("options" in field && { options: field.options.map((option) => ({ id: option.id, name: option.name })) }),
      ...(field.kind === "scale" && { steps: field.steps, low: field.low, high: field.high }),
      ...(field.kind === "number" && { min: field.min, max: field.max, unit: field.unit }),
      ...(field.askedIf && { askedIf: { column: names.get(field.askedIf.field), is: field.askedIf.is } }),
      ...(choicesOf(field).length > 0 && field.kind === "yes_no" && { options: ["yes", "no"] }),
    })),
  }
}
