import { decideForms, type FieldSummary } from "@justesse/quality/forms/index"
import { textAgreement } from "@justesse/quality/text/index"
import { columns, percent, shown, some } from "../aggregate/figures.ts"
import { readFormAnswers } from "../aggregate/formFiles.ts"
import { done, type Outcome } from "../command.ts"
import type { Asked } from "./asked.ts"

/** How far people agree on one question: alpha at the level of its kind, or of texts what they wrote differently. */
interface FieldFigures {
  readonly name: string
  readonly kind: FieldSummary["kind"]
  readonly alpha: FieldSummary["agreement"]
  readonly written: { readonly same: number | null; readonly wer: number | null; readonly cer: number | null } | null
}

/** Agreement on forms, question by question, of a question with a condition among those who were asked it by the final answer. */
export function onForms({ file, watch, kind }: Asked): Outcome {
  const { fields, isGuessed, answers } = watch.during("read", () => readFormAnswers(file))
  const { tasks, fields: summaries } = watch.during("call", () => decideForms(fields, answers))
  const figures = summaries.map(({ name, kind, agreement }): FieldFigures => {
    if (kind !== "text") return { name, kind, alpha: agreement, written: null }
    const texts = tasks.flatMap(({ task, fields: own }) =>
      own
        .filter((one) => one.name === name)
        .flatMap(({ answers: said }) => said.map(({ person, value }) => ({ task, person, text: `${value}` }))),
    )
    const { same, wer, cer, pairs } = watch.during("call", () => textAgreement(texts))
    return { name, kind, alpha: agreement, written: pairs === 0 ? null : { same, wer, cer } }
  })
  const people = new Set(answers.map(({ person }) => person)).size
  const text = [
    `${some(answers.length, "answer")} of ${some(people, "person", "people")} on ${some(tasks.length, "task")}, ${some(fields.length, "question")}`,
    isGuessed
      ? 'the kinds of questions are guessed from what was said; a first line {"form": {"NAME": "number", …}} says them'
      : "the kinds of questions are those of the first line",
    "",
    columns([["question", "kind", "measure", "value", "95 % interval"], ...figures.map(rowOf)], [0, 1, 2]),
    "",
    "  alpha: 1 perfect agreement, 0 what chance gives; CER: characters that two people wrote differently.",
  ]
  const isNothing = figures.every(({ alpha, written }) => (alpha?.alpha ?? null) === null && written === null)
  const json = { kind, tasks: tasks.length, people, guessed: isGuessed, fields: figures, ...watch.figures() }
  return done(json, text.join("\n"), isNothing ? 1 : 0)
}

function rowOf({ name, kind, alpha, written }: FieldFigures): string[] {
  if (written) return [name, kind, "CER of two", percent(written.cer), "–"]
  if (!alpha) return [name, kind, "–", "–", "–"]
  const [low, high] = alpha.interval ?? []
  return [
    ...[name, kind, `alpha, ${alpha.measure}`, shown(alpha.alpha, 3)],
    low === undefined ? "–" : `${shown(low, 3)} to ${shown(high, 3)}`,
  ]
}
