import { type Field, type FieldValue, isCannotTell, type Label, type Region } from "@justesse/types"
import type { DatasetRecord } from "@justesse/types/dataset"
import { isObject, type JsonObject, member } from "../io/jsonParse.ts"
import type { Tally } from "../report/lines.ts"
import { isXmlText, xmlAttributes } from "../xml/write.ts"
import { answersOf } from "./out.ts"
import { CANNOT_TELL } from "./whole.ts"

/** A control that asks something of all of an asset, with the labels that answer it; one label where it is a question of a form. */
interface Control {
  readonly name: string
  readonly type: string
  readonly labels: Label[]
}

const FIELD_TYPES: Readonly<Record<Field["kind"], string>> = {
  choice: "choices",
  several: "choices",
  yes_no: "choices",
  scale: "rating",
  number: "number",
  text: "textarea",
  date: "datetime",
  // Places on pictures have no control that is not a mark.
  point: "",
}

const ELEMENTS: Readonly<Record<string, string>> = {
  choices: "Choices",
  taxonomy: "Choices",
  rating: "Rating",
  number: "Number",
  textarea: "TextArea",
  datetime: "DateTime",
}

/** The controls that labels of whole assets and questions of a form are asked by, in the order of the labels. */
export function controlsOf(labels: readonly Label[]): Control[] {
  const controls = new Map<string, Control>()
  const plain = labels.filter(({ field }) => !field)
  const isScale = plain.length > 1 && plain.every(({ name }) => /^([1-9]|10)$/.test(name.en))
  for (const label of labels) {
    const carried = label.foreign?.["label-studio"]
    const said = isObject(carried) ? member(carried, "control") : undefined
    const type = label.field ? FIELD_TYPES[label.field.kind] : isScale ? "rating" : "choices"
    const usual = typeof said === "string" ? said : isScale ? "rating" : "choice"
    const name = label.field ? label.name.en : usual
    const known = controls.get(name)
    if (known) known.labels.push(label)
    else controls.set(name, { name, type, labels: [label] })
  }
  return [...controls.values()]
}

/** The results of what a record says of all of its asset; what no control can hold is counted into `tally`. */
export function wholeResults(
  record: DatasetRecord,
  { controls, to }: { readonly controls: readonly Control[]; readonly to: string },
  tally: Tally,
): JsonObject[] {
  const regions = (record.body?.regions ?? []).filter(({ geometry }) => geometry.type === "whole")
  return controls.flatMap(({ name, type, labels }) => {
    const own = regions.filter(({ label }) => labels.some(({ id }) => id === label))
    const [first, ...more] = own
    if (!first) return []
    const label = labels.find(({ id }) => id === first.label)
    const given = label?.field ? givenTo(label.field, first.value) : chosen(type, namesOf(own, labels))
    if (given === null) {
      tally.add("lost", "field_answers", name)
      return []
    }
    if (more.length > 0) tally.add("lost", "ids", "region", more.length)
    if (more.some(({ attributes }) => attributes)) tally.add("lost", "attributes")
    const common = { id: first.id, to_name: to, origin: "manual" }
    return [
      { ...common, from_name: name, ...given },
      ...answersOf(first).map(([key, value]) => ({
        ...{ ...common, from_name: key, type: "choices", value: { choices: [String(value)] } },
      })),
    ]
  })
}

const namesOf = (regions: readonly Region[], labels: readonly Label[]) =>
  regions.flatMap(({ label }) => labels.find(({ id }) => id === label)?.name.en ?? [])

function chosen(type: string, names: readonly string[]): JsonObject {
  if (type === "rating") return { type, value: { rating: Number(names[0]) } }
  return { type: "choices", value: { choices: [...names] } }
}

/** What somebody said to a question, as a result says it; null where no control of it can. */
function givenTo(field: Field, value: FieldValue | undefined): JsonObject | null {
  const type = FIELD_TYPES[field.kind]
  if (value === undefined || type === "") return null
  const choices = (names: string[]) => ({ type: "choices", value: { choices: names } })
  if (isCannotTell(value)) return type === "choices" && field.cannotTell ? choices([CANNOT_TELL]) : null
  if (field.kind === "choice" || field.kind === "several") {
    const ids = Array.isArray(value) ? value : typeof value === "string" ? [value] : []
    const names = ids.flatMap((id) => field.options.find((one) => one.id === id)?.name.en ?? [])
    return ids.length > 0 && names.length === ids.length ? choices(names) : null
  }
  if (typeof value === "boolean") return choices([value ? "yes" : "no"])
  if (typeof value === "number") return { type, value: { [type]: value } }
  if (typeof value !== "string") return null
  return type === "textarea" ? { type, value: { text: [value] } } : { type, value: { [type]: value } }
}

/** The controls as a configuration has them. */
export function controlsText(controls: readonly Control[], to: string, several: boolean): string {
  return controls
    .flatMap(({ name, type, labels }) => {
      const element = ELEMENTS[type]
      const [first] = labels
      if (element === undefined || !first) return []
      const { field } = first
      const isSeveral = field ? field.kind === "several" : several
      const how = field
        ? moreOf(field, isSeveral)
        : type === "rating"
          ? { maxRating: labels.length }
          : choiceOf(isSeveral)
      const head = { name, toName: to, ...how }
      const options = optionsOf(labels).filter(isXmlText)
      const title = field ? `  <Header${xmlAttributes({ value: first.name.en })}/>\n` : ""
      const inside = options.map((value) => `    <Choice${xmlAttributes({ value })}/>\n`).join("")
      if (element !== "Choices") return `${title}  <${element}${xmlAttributes(head)}/>\n`
      return `${title}  <Choices${xmlAttributes(head)}>\n${inside}  </Choices>\n`
    })
    .join("")
}

const choiceOf = (several: boolean) => ({ choice: several ? "multiple" : "single" })

function moreOf(field: Field, several: boolean): Record<string, string | number> {
  const must = field.must ? { required: "true" } : {}
  if (field.kind === "scale") return { maxRating: field.steps, ...must }
  if (field.kind === "date") return { only: "date", format: "%Y-%m-%d", ...must }
  if (field.kind === "text") return { rows: field.isLong ? 4 : 1, maxSubmissions: 1, ...must }
  return field.kind === "number" ? must : { ...choiceOf(several), ...must }
}

function optionsOf(labels: readonly Label[]): string[] {
  const [first] = labels
  if (!first?.field) return labels.map(({ name }) => name.en)
  const { field } = first
  const own = "options" in field ? field.options.map(({ name }) => name.en) : ["yes", "no"]
  return field.cannotTell ? [...own, CANNOT_TELL] : own
}
