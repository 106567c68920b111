import { type AskedField, fieldsOf, findConditionProblem } from "@justesse/types/forms/asked"
import { COMPARED_AS, choicesOf, type Field, type FieldKind } from "@justesse/types/forms/field"
import type { LabelId } from "@justesse/types/ids"
import { type Label, labelColor, labelIdFor } from "@justesse/types/ontology"

/** What a change of a form comes to: its labels, or why it is not made, with the numbers of both questions. */
export type FormEdit =
  | { readonly labels: readonly Label[] }
  | { readonly refused: "later" | "depends"; readonly at: number; readonly other: number }

/** A question as it begins: of a kind, without a condition. */
export function newQuestion(id: string, name: string, kind: FieldKind, at: number): Label {
  return {
    // An id stays for ever; what people read may change.
    id: id as LabelId,
    name: { en: name },
    color: labelColor(at),
    key: null,
    hasText: false,
    attributes: [],
    field: fieldOf(kind, null),
    retired: false,
  }
}

/** What is asked by a question of a kind; of one that was of another kind, what both can say stays. */
export function fieldOf(kind: FieldKind, before: Field | null): Field {
  const [compared = "exactly"] = COMPARED_AS[kind]
  const base = {
    must: before?.must ?? true,
    cannotTell: before?.cannotTell ?? false,
    ...(before?.help && { help: before.help }),
    ...(before?.askedIf && { askedIf: before.askedIf }),
    compared: before && COMPARED_AS[kind].includes(before.compared) ? before.compared : compared,
  }
  switch (kind) {
    case "choice":
    case "several":
      return { kind, ...base, options: before && "options" in before ? before.options : [] }
    case "scale":
      return { kind, ...base, steps: 5 }
    case "text":
      return { kind, ...base, isLong: false }
    default:
      return { kind, ...base }
  }
}

/** Of the questions that are asked: each new list takes their place, what is asked no more stays behind them. */
function withQuestions(labels: readonly Label[], questions: readonly Label[]): Label[] {
  return [...questions, ...labels.filter((label) => !isAsked(label))]
}

const isAsked = ({ field, retired }: Label) => field !== undefined && !retired
const questionsOf = (labels: readonly Label[]) => labels.filter(isAsked)

/** Another question behind the others. */
export function addQuestion(labels: readonly Label[], question: Label): readonly Label[] {
  return withQuestions(labels, [...questionsOf(labels), question])
}

/** Several questions behind the others. */
export function addQuestions(labels: readonly Label[], more: readonly Label[]): Label[] {
  return withQuestions(labels, [...questionsOf(labels), ...more])
}

/** One place up or down; refused where a condition would be on a later question. */
export function moveQuestion(labels: readonly Label[], id: string, by: 1 | -1): FormEdit {
  const questions = questionsOf(labels)
  const at = questions.findIndex((one) => one.id === id)
  const other = questions[at + by]
  const moved = questions[at]
  if (!moved || !other) return { labels }
  const next = [...questions]
  next[at] = other
  next[at + by] = moved
  const problem = findConditionProblem(fieldsOf(next))
  if (problem?.code !== "later") return { labels: withQuestions(labels, next) }
  // By the numbers that whoever builds it sees now.
  return { refused: "later", at: Math.max(at, at + by) + 1, other: Math.min(at, at + by) + 1 }
}

/** Takes a question out; refused while another one is asked by its answer. */
export function removeQuestion(labels: readonly Label[], id: string): FormEdit {
  const questions = questionsOf(labels)
  const refused = refusedBy(questions, id, [])
  return (
    refused ?? {
      labels: withQuestions(
        labels,
        questions.filter((one) => one.id !== id),
      ),
    }
  )
}

/** Another version of a question; refused where it takes away an answer by which another question is asked. */
export function changeQuestion(labels: readonly Label[], question: Label): FormEdit {
  const questions = questionsOf(labels)
  const choices = question.field ? choicesOf(question.field) : []
  const refused = refusedBy(questions, question.id, choices)
  if (refused) return refused
  return {
    labels: withQuestions(
      labels,
      questions.map((one) => (one.id === question.id ? question : one)),
    ),
  }
}

function refusedBy(questions: readonly Label[], id: string, choices: readonly string[]): FormEdit | null {
  const depends = questions.findIndex(({ field }) => {
    return field?.askedIf?.field === id && !field.askedIf.is.every((one) => choices.includes(one))
  })
  if (depends < 0) return null
  return { refused: "depends", at: depends + 1, other: questions.findIndex((one) => one.id === id) + 1 }
}

/** The questions before one whose answers are chosen: what it can be asked by. */
export function possibleParents(fields: readonly AskedField[], id: string): readonly AskedField[] {
  const at = fields.findIndex((one) => one.id === id)
  return fields.slice(0, at).filter(({ field }) => choicesOf(field).length > 0)
}

/** One more thing to choose, called by its name once and for ever. */
export function addOption(field: Field, name: string): Field {
  if (!("options" in field) || name.trim() === "") return field
  const taken = field.options.map(({ id }) => id)
  return { ...field, options: [...field.options, { id: labelIdFor(name, taken), name: { en: name.trim() } }] }
}
