import { JustesseError } from "@justesse/types"
import { compareText } from "../consensus/order.ts"
import { decideDates, decideNumbers } from "./amounts.ts"
import { decideChoices, decideSeveral } from "./choices.ts"
import { findFormProblem, metBy, parentsFirst } from "./conditions.ts"
import {
  type FieldKind,
  type FieldValue,
  type FieldVote,
  type FormAnswer,
  type FormField,
  readValue,
  type ValueOf,
} from "./fields.ts"
import { decideOpinions } from "./opinions.ts"
import type { FieldAgreement, FieldDecision, FieldOutcome } from "./outcome.ts"
import { decidePoints } from "./points.ts"
import { decideScales } from "./scale.ts"
import { decideTexts } from "./texts.ts"

/** What became of one question of one task: the decision, and whose answers counted, lack or were left out. */
export interface DecidedField {
  readonly name: string
  /** Not asked: the answer that its condition names is not the final one. */
  readonly state: "decided" | "not_asked" | "unanswered"
  readonly decision: FieldDecision | null
  /** What everybody said who counts. */
  readonly answers: readonly { readonly person: string; readonly value: FieldValue }[]
  /** Who was asked, by the final answer before, and said nothing. */
  readonly missing: readonly string[]
  /** Who answered it after another answer than the final one: they were asked something else. */
  readonly leftOut: readonly string[]
}

/** All fields of one task, in the form's order. */
interface DecidedForm {
  readonly task: string
  readonly people: readonly string[]
  readonly fields: readonly DecidedField[]
}

/** A field over all tasks. */
export interface FieldSummary {
  readonly name: string
  readonly kind: FieldKind
  readonly method: string
  readonly agreement: FieldAgreement | null
  readonly tolerance: number | null
}

/** What all forms say together. */
interface FormConsensus {
  /** In code-unit order. */
  readonly tasks: readonly DecidedForm[]
  readonly fields: readonly FieldSummary[]
}

type Decide<K extends FieldKind> = (votes: readonly FieldVote<ValueOf[K]>[], field: FormField) => FieldOutcome

const DECIDE: { readonly [K in FieldKind]: Decide<K> } = {
  choice: decideChoices,
  several: decideSeveral,
  scale: decideScales,
  number: decideNumbers,
  text: decideTexts,
  date: decideDates,
  point: decidePoints,
  opinion: decideOpinions,
}

/**
 * What several people's forms say together, field by field, each by its kind. A field with a condition is decided after the one
 * that it names, from those who answered that as it was decided; where the final answer does not ask it, it is not asked, which is
 * not missing. A person has one form a task; the order of rows, and what people are called, never matters.
 *
 * @throws JustesseError `invalid_input` where {@link findFormProblem} finds something.
 */
export function decideForms(fields: readonly FormField[], answers: readonly FormAnswer[]): FormConsensus {
  const problem = findFormProblem(fields)
  if (problem) throw new JustesseError("invalid_input", { field: problem.field, problem: problem.code })
  const forms = new Map<string, FormAnswer[]>()
  const sorted = [...answers].sort((a, b) => compareText(a.task, b.task) || compareText(a.person, b.person))
  for (const answer of sorted) {
    const own = forms.get(answer.task)
    if (own) own.push(answer)
    else forms.set(answer.task, [answer])
  }
  const decided = new Map<string, Map<string, DecidedField>>()
  const summaries = new Map<string, FieldSummary>()
  for (const field of parentsFirst(fields)) {
    const { tasks, summary } = decideField(field.kind, field, forms, decided)
    summaries.set(field.name, summary)
    decided.set(field.name, tasks)
  }
  return {
    tasks: [...forms].map(([task, own]) => ({
      task,
      people: own.map(({ person }) => person),
      fields: fields.flatMap(({ name }) => decided.get(name)?.get(task) ?? []),
    })),
    fields: fields.flatMap(({ name }) => summaries.get(name) ?? []),
  }
}

function decideField<K extends FieldKind>(
  kind: K,
  field: FormField,
  forms: ReadonlyMap<string, readonly FormAnswer[]>,
  before: ReadonlyMap<string, ReadonlyMap<string, DecidedField>>,
): { tasks: Map<string, DecidedField>; summary: FieldSummary } {
  const said = new Map<string, FieldVote<ValueOf[K]>[]>()
  const tasks = new Map<string, DecidedField>()
  for (const [task, own] of forms) {
    const { state, asked } = askedOf(field, own, before.get(field.askedIf?.field ?? "")?.get(task))
    const read = own.map(({ person, fields }) => ({ task, person, value: readValue(kind, fields[field.name]) }))
    const votes = read.flatMap(({ value, ...vote }) =>
      value !== null && asked.has(vote.person) ? [{ ...vote, value }] : [],
    )
    const answered = new Set(votes.map(({ person }) => person))
    said.set(task, votes)
    tasks.set(task, {
      ...{ name: field.name, state, decision: null },
      answers: votes.map(({ person, value }) => ({ person, value })),
      missing: [...asked].filter((person) => !answered.has(person)),
      leftOut: read.flatMap(({ person, value }) => (value !== null && !asked.has(person) ? [person] : [])),
    })
  }
  const all = [...said.values()].flat()
  const outcome = all.length === 0 ? null : DECIDE[kind](all, field)
  for (const [task, one] of tasks) {
    const decision = outcome?.decided.get(task)
    if (decision) tasks.set(task, { ...one, state: "decided", decision })
  }
  const { method = "none", agreement = null, tolerance = null } = outcome ?? {}
  return { tasks, summary: { name: field.name, kind, method, agreement, tolerance } }
}

/** Who was asked a field: everybody, or those who answered its condition's field as it was decided. */
function askedOf(
  { askedIf }: FormField,
  own: readonly FormAnswer[],
  parent: DecidedField | undefined,
): { state: "not_asked" | "unanswered"; asked: Set<string> } {
  if (!askedIf) return { state: "unanswered", asked: new Set(own.map(({ person }) => person)) }
  if (!parent?.decision) return { state: parent?.state === "not_asked" ? "not_asked" : "unanswered", asked: new Set() }
  const met = metBy(askedIf, parent.decision.value)
  if (met.length === 0) return { state: "not_asked", asked: new Set() }
  const asked = parent.answers.filter(({ value }) => metBy({ is: met }, value).length > 0)
  return { state: "unanswered", asked: new Set(asked.map(({ person }) => person)) }
}
