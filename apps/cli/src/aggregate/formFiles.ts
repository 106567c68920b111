import {
  FIELD_KINDS,
  type FieldKind,
  type FilledForm,
  type FormAnswer,
  type FormField,
  type FormProblem,
  findFormProblem,
  guessFields,
  readValue,
} from "@justesse/quality/forms/index"
import { type Fields, nameOf, objectsOf } from "./boxFiles.ts"
import { type InputFile, wrongLine } from "./input.ts"

const FORM = '{"task": …, "annotator": …, "fields": {…}}'
const DESCRIBED = '{"form": {"NAME": {"kind": "choice", "askedIf": {"field": "OTHER", "is": ["…"]}}, …}}'

/** What people answered, and the form that they answered. */
interface FormAnswers {
  readonly fields: readonly FormField[]
  /** Whether nobody described the form, so that its fields are guessed from what was said to them. */
  readonly isGuessed: boolean
  readonly answers: readonly FormAnswer[]
}

/**
 * Reads JSON lines of answers: `{"task","annotator","fields":{…}}`. A first line `{"form":{…}}` may say what is asked; without it the
 * kinds of fields are guessed. A field that is missing or null is not answered.
 */
export function readFormAnswers(file: InputFile): FormAnswers {
  const lineOf = new Map<string, number>()
  const lines: { readonly line: number; readonly answer: FormAnswer }[] = []
  let described: FormField[] | null = null
  for (const { line, fields } of objectsOf(file, FORM)) {
    if (fields["form"] !== undefined && fields["fields"] === undefined) {
      if (described || lines.length > 0)
        throw wrongLine(file, line, "the form is described after the first line", "Put it first, once")
      described = formFrom(file, line, fields["form"])
      continue
    }
    const task = nameOf(file, line, fields, ["task"])
    const person = nameOf(file, line, fields, ["annotator", "worker", "person"])
    const key = JSON.stringify([task, person])
    const before = lineOf.get(key)
    if (before !== undefined) {
      const what = `${person} answered ${task} on line ${before} already`
      throw wrongLine(file, line, what, "Leave one line for each task and annotator")
    }
    lineOf.set(key, line)
    if (!isObject(fields["fields"]))
      throw wrongLine(
        file,
        line,
        '"fields" is missing',
        'Write "fields": {"NAME": …}; {} says that nothing is answered',
      )
    lines.push({ line, answer: { task, person, fields: fields["fields"] } })
  }
  const answers = lines.map(({ answer }) => answer)
  if (answers.length === 0)
    throw wrongLine(file, 1, "there are no answers", "Write one line for each task and annotator")
  const fields = described ?? guessFields(answers)
  for (const { line, answer } of lines) checkValues(file, line, answer, fields, described !== null)
  return { fields, isGuessed: described === null, answers }
}

/** One form for each task, and what is asked where the file says so. */
interface FilledForms {
  readonly fields: readonly FormField[] | null
  readonly forms: readonly FilledForm[]
}

/**
 * Reads JSON lines of one form a task: `{"task","fields":{…}}`, gold or what `aggregate --kind form` writes, where each value stands
 * beside what is known of it. `asked` is the form where another file described it.
 */
export function readFilledForms(file: InputFile, asked?: readonly FormField[]): FilledForms {
  const lineOf = new Map<string, number>()
  const forms: FilledForm[] = []
  let described: readonly FormField[] | null = null
  for (const { line, fields } of objectsOf(file, '{"task": …, "fields": {…}}')) {
    if (fields["form"] !== undefined && fields["fields"] === undefined) {
      if (described || forms.length > 0)
        throw wrongLine(file, line, "the form is described after the first line", "Put it first, once")
      described = formFrom(file, line, fields["form"])
      continue
    }
    const task = nameOf(file, line, fields, ["task"])
    const before = lineOf.get(task)
    if (before !== undefined)
      throw wrongLine(file, line, `the task ${task} stands on line ${before} already`, "Leave one line for each task")
    lineOf.set(task, line)
    if (!isObject(fields["fields"]))
      throw wrongLine(file, line, '"fields" is missing', 'Write "fields": {"NAME": …}; {} says that nothing is known')
    const form = { task, fields: valuesIn(fields["fields"]) }
    const known = asked ?? described
    if (known) checkValues(file, line, { ...form, person: "" }, known, true)
    forms.push(form)
  }
  if (forms.length === 0) throw wrongLine(file, 1, "there are no forms", "Write one line for each task")
  return { fields: described, forms }
}

/** Values as they are, or as `aggregate` writes them: beside their confidence. */
function valuesIn(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isObject(value) && "value" in value ? value["value"] : value]),
  )
}

const NONE: Fields = {}
const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const FITS: Readonly<Record<FieldKind, string>> = {
  choice: "one text",
  several: "a list of texts",
  scale: "a number",
  number: "a number",
  text: "a text",
  date: "a day as 2026-11-30",
  point: 'a place as {"x": …, "y": …}',
  opinion: "a text, a number or a list of texts",
}

/** Refuses a value that does not fit its field, and a field that the form does not have. */
function checkValues(
  file: InputFile,
  line: number,
  answer: FormAnswer,
  fields: readonly FormField[],
  isAsked: boolean,
) {
  const known = new Map(fields.map((field) => [field.name, field]))
  for (const [name, value] of Object.entries(answer.fields)) {
    const field = known.get(name)
    if (!field) throw wrongLine(file, line, `the form asks for no "${name}"`, "Name a field of the form's first line")
    if (value === null) continue
    const read = readValue(field.kind, value)
    if (read === null) {
      const others = isAsked ? "" : ` as most answers to it, or describe the form on a first line ${DESCRIBED}`
      throw wrongLine(
        file,
        line,
        `"${name}": ${JSON.stringify(value)} does not fit`,
        `Write ${FITS[field.kind]}${others}`,
      )
    }
    const chosen = typeof read === "string" ? [read] : Array.isArray(read) ? read : []
    const other = field.options && chosen.find((one) => !field.options?.includes(one))
    if (other !== undefined)
      throw wrongLine(file, line, `"${name}": "${other}" is no option`, `Write ${field.options?.join(", ")}`)
  }
}

const PROBLEMS: Readonly<Record<FormProblem["code"], (field: string) => readonly [what: string, fix: string]>> = {
  same_name: (field) => [`the field "${field}" is there twice`, "Leave one"],
  unknown_parent: (field) => [`the condition of "${field}" names no field of the form`, "Name a choice or several"],
  parent_is_no_choice: (field) => [
    `the condition of "${field}" names a field that is no choice`,
    "Name a choice or several",
  ],
  round: (field) => [`the conditions of "${field}" go round`, "Let a first field have none"],
}

/** The fields of a first line: a kind for each name, alone or with what else is known of it. */
function formFrom(file: InputFile, line: number, form: unknown): FormField[] {
  if (!isObject(form) || Object.keys(form).length === 0)
    throw wrongLine(file, line, '"form" names no fields', `Write ${DESCRIBED}`)
  const fields = Object.entries(form).map(([name, value]) => {
    return fieldFrom(file, line, name, typeof value === "string" ? { kind: value } : value)
  })
  const problem = findFormProblem(fields)
  if (problem) throw wrongLine(file, line, ...PROBLEMS[problem.code](problem.field))
  return fields
}

function fieldFrom(file: InputFile, line: number, name: string, value: unknown): FormField {
  const wrong = (what: string, fix: string) => wrongLine(file, line, `the field "${name}": ${what}`, fix)
  const { kind: typed, askedIf, options, tolerance, free } = isObject(value) ? value : NONE
  const kind = FIELD_KINDS.find((one) => one === typed)
  if (!kind) throw wrong("its kind is none", `Write "kind" as one of ${FIELD_KINDS.join(", ")}`)
  if (options !== undefined && !isTexts(options)) throw wrong('"options" is no list of texts', 'Write ["…", …]')
  if (tolerance !== undefined && !(typeof tolerance === "number" && tolerance >= 0))
    throw wrong('"tolerance" is no number from 0', "Write how far two answers that say the same may lie apart")
  if (free !== undefined && typeof free !== "boolean")
    throw wrong('"free" is neither true nor false', "Write true for texts in people's own words")
  return {
    name,
    kind,
    ...(askedIf === undefined ? {} : { askedIf: conditionFrom(askedIf, wrong) }),
    ...(options === undefined ? {} : { options }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(free === undefined ? {} : { isFree: free }),
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string")

function conditionFrom(value: unknown, wrong: (what: string, fix: string) => Error): NonNullable<FormField["askedIf"]> {
  const { field, is } = isObject(value) ? value : NONE
  if (typeof field !== "string" || !isTexts(is))
    throw wrong('"askedIf" names no field and answers', 'Write "askedIf": {"field": "OTHER", "is": ["…"]}')
  return { field, is }
}
