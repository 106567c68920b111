import {
  type AskedField,
  COMPARED_AS,
  choicesOf,
  type Field,
  type FieldKind,
  inLanguage,
  type Label,
  type LabelId,
  labelColor,
  labelIdFor,
} from "@justesse/types"
import type { QuestionProblem, QuestionsFound } from "@justesse/types/wire/project"
import { type CsvRow, delimiterOf, splitCsv } from "../io/csvTable.ts"

/** What a column may be called, in English and French. */
const COLUMNS = {
  question: ["question", "questions", "text", "intitulé"],
  type: ["type", "kind", "answer", "type de réponse"],
  choices: ["choices", "options", "answers", "choix"],
  required: ["required", "must", "obligatoire"],
  when: ["shown when", "asked if", "only if", "if", "affichée si", "si"],
  help: ["help", "hint", "aide"],
} as const
type Column = keyof typeof COLUMNS

/** What the kinds of answers may be called. */
const TYPES: { readonly [K in FieldKind | "long"]: readonly string[] } = {
  choice: ["choice", "one", "one of several", "single", "radio", "select", "choix"],
  several: ["several", "multiple", "checkbox", "checkboxes", "plusieurs"],
  yes_no: ["yes/no", "yes or no", "yes_no", "boolean", "oui/non", "oui ou non"],
  scale: ["scale", "rating", "échelle"],
  number: ["number", "integer", "decimal", "nombre"],
  text: ["text", "short text", "string", "texte"],
  long: ["long text", "paragraph", "texte long"],
  date: ["date", "day", "jour"],
  point: ["place", "point", "place in the picture", "lieu", "point sur l'image"],
}
const YES = ["yes", "y", "x", "true", "1", "oui", "vrai", "must", "required"]
const NO = ["no", "false", "non", "faux"]
const MOST_LINES = 500
const LONGEST = { question: 400, choice: 80, help: 400 }

interface QuestionsInput {
  readonly text: string
  /** Ids that are given already. */
  readonly taken: readonly string[]
  /** No picture is seen beside the form, so that no place on one can be asked for. */
  readonly isBare: boolean
}

/**
 * The questions of a table, one a line: its words, the kind of answer, choices parted by `|` or `;`, whether it must be answered, and
 * when it is asked (`2 = yes`, or the words of an earlier question). What cannot be read is told by its line, and the rest is taken.
 */
export async function readQuestions({ text, taken, isBare }: QuestionsInput): Promise<QuestionsFound> {
  const problems: QuestionProblem[] = []
  const rows = await rowsOf(text)
  const [head, ...lines] = rows
  const columns = columnsIn(head?.cells ?? [])
  if (!head || !("question" in columns)) return { labels: [], problems: [{ line: 1, code: "no_table", found: "" }] }
  const ids = [...taken]
  const labels: Label[] = []
  const asked: (AskedField | null)[] = []
  for (const { line, cells, problem } of lines.slice(0, MOST_LINES)) {
    const cell = (column: Column) => cells[columns[column] ?? -1]?.trim() ?? ""
    const found = problem ? { code: "cut_off" as const, found: "" } : fieldFrom(cell, { asked, isBare })
    if (!("field" in found)) {
      problems.push({ line, ...found })
      asked.push(null)
      continue
    }
    const id = labelIdFor(cell("question"), ids)
    ids.push(id)
    labels.push(labelOf(id, cell("question"), found.field, ids.length - 1))
    asked.push({ id, name: { en: cell("question") }, field: found.field })
  }
  const over = lines[MOST_LINES]
  if (over) problems.push({ line: over.line, code: "too_many", found: String(MOST_LINES) })
  return { labels, problems }
}

async function rowsOf(text: string): Promise<CsvRow[]> {
  async function* whole(): AsyncGenerator<string> {
    yield text
  }
  const rows: CsvRow[] = []
  for await (const some of splitCsv(whole(), delimiterOf(text))) rows.push(...some)
  return rows.filter(({ cells, problem }) => problem || cells.some((cell) => cell.trim() !== ""))
}

function columnsIn(head: readonly string[]): Partial<Record<Column, number>> {
  const found: Partial<Record<Column, number>> = {}
  head.forEach((name, at) => {
    const column = (Object.keys(COLUMNS) as Column[]).find((one) => isOneOf(COLUMNS[one], name))
    if (column && !(column in found)) found[column] = at
  })
  return found
}

const isOneOf = (names: readonly string[], text: string) => names.includes(text.trim().toLowerCase())

type Cells = (column: Column) => string
type Bad = Pick<QuestionProblem, "code" | "found">

interface Before {
  /** The questions of the lines before, in their order; null for one that could not be read. */
  readonly asked: readonly (AskedField | null)[]
  readonly isBare: boolean
}

function fieldFrom(cell: Cells, before: Before): { readonly field: Field } | Bad {
  const words = cell("question")
  if (words === "") return { code: "no_question", found: "" }
  if (words.length > LONGEST.question) return { code: "too_long", found: words.slice(0, 40) }
  const type = typeOf(cell)
  if (!type) return { code: "unknown_type", found: cell("type") }
  if (type === "point" && before.isBare) return { code: "no_picture", found: words }
  const required = cell("required")
  if (required !== "" && !isOneOf(YES, required) && !isOneOf([...NO, "0", "-"], required))
    return { code: "unknown_required", found: required }
  const when = conditionFrom(cell("when"), before.asked)
  if ("code" in when) return when
  const [compared = "exactly"] = COMPARED_AS[type === "long" ? "text" : type]
  const help = cell("help").slice(0, LONGEST.help)
  const base = {
    ...{ must: isOneOf(YES, required), cannotTell: false, compared },
    ...(help !== "" && { help: { en: help } }),
    ...(when.askedIf && { askedIf: when.askedIf }),
  }
  return withChoices(type, base, cell("choices"))
}

/** Without a type: one of several where there are choices, else a text. */
function typeOf(cell: Cells): FieldKind | "long" | undefined {
  const name = cell("type")
  if (name === "") return cell("choices") === "" ? "text" : "choice"
  return (Object.keys(TYPES) as (FieldKind | "long")[]).find((one) => isOneOf(TYPES[one], name))
}

type Base = Pick<Field, "must" | "cannotTell" | "compared" | "help" | "askedIf">

function withChoices(type: FieldKind | "long", base: Base, said: string): { readonly field: Field } | Bad {
  const named = said.split(/[|;\n]/).map((one) => one.trim())
  const choices = named.filter((one) => one !== "")
  switch (type) {
    case "choice":
    case "several": {
      if (new Set(choices).size < 2) return { code: "few_choices", found: said }
      const long = choices.find((one) => one.length > LONGEST.choice)
      if (long || choices.length > 50) return { code: "too_long", found: (long ?? said).slice(0, 40) }
      const ids: string[] = []
      const options = [...new Set(choices)].map((name) => {
        const id = labelIdFor(name, ids)
        ids.push(id)
        return { id, name: { en: name } }
      })
      return { field: { kind: type, ...base, options } }
    }
    case "scale":
      return scaleFrom(base, choices, said)
    case "number":
      return numberFrom(base, said)
    case "text":
    case "long":
      return { field: { kind: "text", ...base, isLong: type === "long" } }
    default:
      return { field: { kind: type, ...base } }
  }
}

/** `5`, `1-7`, or the words of its steps, of which the first and the last are kept. */
function scaleFrom(base: Base, choices: readonly string[], said: string): { readonly field: Field } | Bad {
  if (said === "") return { field: { kind: "scale", ...base, steps: 5 } }
  const counted = /^(?:1\s*[-–.]+\s*)?(\d+)$/.exec(said)
  const steps = counted ? Number(counted[1]) : choices.length
  if (steps < 2 || steps > 10) return { code: "unknown_steps", found: said }
  const [low, high] = counted ? [] : [choices[0], choices.at(-1)]
  return {
    field: {
      ...{ kind: "scale", ...base, steps },
      ...(low && { low: { en: low.slice(0, 60) } }),
      ...(high && { high: { en: high.slice(0, 60) } }),
    },
  }
}

/** Nothing, `0-10`, or `0-10 kg`. */
function numberFrom(base: Base, said: string): { readonly field: Field } | Bad {
  const found = /^(?:(-?\d+(?:[.,]\d+)?)\s*(?:-|–|to|à|\.\.)\s*(-?\d+(?:[.,]\d+)?))?\s*([^\d\s].{0,19})?$/u.exec(said)
  if (!found) return { code: "unknown_bounds", found: said }
  const [min, max] = [found[1], found[2]].map((one) => (one === undefined ? undefined : Number(one.replace(",", "."))))
  if (min !== undefined && max !== undefined && min > max) return { code: "unknown_bounds", found: said }
  const unit = found[3]?.trim()
  return {
    field: {
      ...{ kind: "number", ...base },
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(unit && { unit }),
    },
  }
}

/** `2 = yes`, `Is it open? = open | half open`: an earlier question by its number or words, and one or more of its answers. */
function conditionFrom(said: string, asked: Before["asked"]): { readonly askedIf?: Base["askedIf"] } | Bad {
  if (said === "") return {}
  const at = said.lastIndexOf("=")
  const [name, is] = at < 0 ? ["", ""] : [said.slice(0, at).replace(/=$/, "").trim(), said.slice(at + 1)]
  const parent = /^\d+$/.test(name) ? asked[Number(name) - 1] : asked.find((one) => one && sameText(wordsOf(one), name))
  if (!parent) return { code: "unknown_question", found: said }
  const wanted = is.split(/[|;]/).map((one) => one.trim())
  const ids = wanted.map((one) => choicesOf(parent.field).find((id) => sameText(choiceText(parent.field, id), one)))
  const known = ids.filter((id) => id !== undefined)
  if (known.length === 0 || known.length < ids.length) return { code: "unknown_answer", found: said }
  return { askedIf: { field: parent.id, is: known } }
}

const wordsOf = ({ name }: AskedField) => inLanguage(name, "en")
const sameText = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()

function choiceText(field: Field, id: string): string {
  if (field.kind === "yes_no") return id === "true" ? "yes" : "no"
  return ("options" in field && field.options.find((one) => one.id === id)?.name.en) || id
}

function labelOf(id: LabelId, words: string, field: Field, at: number): Label {
  return {
    ...{ id, name: { en: words }, color: labelColor(at), key: null, hasText: false },
    ...{ attributes: [], field, retired: false },
  }
}
