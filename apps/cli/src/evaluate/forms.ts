import { type FilledForm, type FormField, guessFields, scoreForms } from "@justesse/quality/forms/index"
import { columns, count, percent, shown, some } from "../aggregate/figures.ts"
import { readFilledForms } from "../aggregate/formFiles.ts"
import type { InputFile } from "../aggregate/input.ts"
import type { Stopwatch } from "../aggregate/seconds.ts"
import { Unusable } from "../arguments.ts"
import { done, type Outcome } from "../command.ts"

type Scores = ReturnType<typeof scoreForms>

/** How near forms come to known ones, question by question, each as its kind compares. */
export function evaluateForms(gold: InputFile, predictions: InputFile, watch: Stopwatch): Outcome {
  const [right, given] = watch.during("read", () => {
    const known = readFilledForms(gold)
    return [known, readFilledForms(predictions, known.fields ?? undefined)] as const
  })
  const fields =
    right.fields ?? given.fields ?? guessFields([...right.forms, ...given.forms].map((one) => ({ ...one, person: "" })))
  const { scores, missing, withoutGold } = watch.during("call", () =>
    scoreOf(fields, right.forms, given.forms, [predictions, gold]),
  )
  const text = [
    `${some(right.forms.length, "form")} with gold${missing > 0 ? `; ${count(missing)} without an answer count as not right` : ""}`,
    ...(withoutGold > 0 ? [`${count(withoutGold)} answers have no gold and were not counted`] : []),
    "",
    scoreTable(scores),
  ]
  const json = { kind: "forms", forms: right.forms.length, missing, withoutGold, fields: scores, ...watch.figures() }
  return done(json, text.join("\n"))
}

/** The score of answers against gold; throws `Unusable` where they have no task in common. */
export function scoreOf(
  fields: readonly FormField[],
  known: readonly FilledForm[],
  said: readonly FilledForm[],
  [file, gold]: readonly [Pick<InputFile, "name">, Pick<InputFile, "name">],
): { readonly scores: Scores; readonly missing: number; readonly withoutGold: number } {
  const given = new Set(said.map(({ task }) => task))
  const missing = known.filter(({ task }) => !given.has(task)).length
  if (missing === known.length)
    throw new Unusable(`${gold.name} names no task of ${file.name}. Do both name tasks in the same way?`)
  return { scores: scoreForms(fields, known, said), missing, withoutGold: given.size - (known.length - missing) }
}

/** Scores for people: a line a question. */
export function scoreTable(scores: Scores): string {
  const rows = scores.map(({ name, kind, known, missing, right, off }) => [
    ...[name, kind, count(known), count(missing), percent(right)],
    off === null
      ? "–"
      : off.measure === "cer"
        ? `CER ${percent(off.mean)}`
        : `${shown(off.mean, 2)} ${WORDS[off.measure]}`,
  ])
  return columns([["question", "kind", "known", "unanswered", "right", "off on average"], ...rows], [0, 1])
}

const WORDS = { steps: "steps", amount: "", days: "days", pixels: "px", masi: "(MASI)" } as const
