import { type DecidedField, decideForms, type FieldSummary, type FormField } from "@justesse/quality/forms/index"
import { scoreOf, scoreTable } from "../evaluate/forms.ts"
import { columns, shown, some } from "./figures.ts"
import { readFilledForms, readFormAnswers } from "./formFiles.ts"
import { type Aggregated, type Job, methodAmong, rounded } from "./job.ts"

const METHODS = ["auto", "by-field"] as const

/** One form for each task out of several people's: every field by its kind. */
export function aggregateForm(job: Job): Aggregated {
  methodAmong(job, METHODS)
  const { fields, isGuessed, answers } = job.watch.during("read", () => readFormAnswers(job.file))
  const found = job.watch.during("call", () => decideForms(fields, answers))
  const score = scoreAgainst(job, fields, found.tasks)
  const all = found.tasks.flatMap((task) => task.fields)
  const count = (state: DecidedField["state"]) => all.filter((one) => one.state === state).length
  const missing = all.reduce((sum, one) => sum + one.missing.length, 0)
  const leftOut = all.reduce((sum, one) => sum + one.leftOut.length, 0)
  const ties = all.filter(({ decision }) => decision?.isTied).length
  const people = new Set(answers.map(({ person }) => person)).size
  return {
    method: "by-field",
    why: job.method === "auto" ? { code: "only_method" } : null,
    sentences: [
      `${some(answers.length, "answer")} of ${some(people, "person", "people")} on ${some(found.tasks.length, "task")}, ${some(fields.length, "field")}`,
      isGuessed
        ? 'the kinds of fields are guessed from what was said; a first line {"form": {"NAME": "number", …}} says them'
        : "the kinds of fields are those of the first line",
      `decided: ${count("decided")}; not asked: ${count("not_asked")}; asked and answered by nobody: ${count("unanswered")}`,
      `answers missing: ${missing}; left out, after another answer than the final one: ${leftOut}; ties: ${ties}`,
      columns([["field", "kind", "method", "agreement"], ...found.fields.map(lineOf)], [0, 1, 2]),
      ...(score
        ? [`against gold of ${some(score.known, "task")}; gold is not used to decide`, scoreTable(score.scores)]
        : []),
    ],
    counts: {
      tasks: found.tasks.length,
      people,
      answers: answers.length,
      fields: fields.length,
      ...{ decided: count("decided"), notAsked: count("not_asked"), unanswered: count("unanswered") },
      ...{ missing, leftOut, ties, gold: score?.known ?? 0 },
    },
    figures: {
      guessed: isGuessed,
      fields: Object.fromEntries(found.fields.map(summaryOf)),
      ...(score && { score: score.scores }),
    },
    writeResults: (to) => {
      for (const { task, fields: own } of found.tasks)
        to.line(JSON.stringify({ task, fields: Object.fromEntries(own.map((one) => [one.name, resultOf(one)])) }))
    },
    writeReasons: (to) => {
      for (const { task, people: asked, fields: own } of found.tasks)
        to.line(
          JSON.stringify({
            ...{ task, annotators: asked },
            fields: Object.fromEntries(own.map((one) => [one.name, { ...resultOf(one), ...reasonOf(one) }])),
          }),
        )
    },
  }
}

/** How near what was decided comes to known forms. */
function scoreAgainst(job: Job, fields: readonly FormField[], tasks: ReturnType<typeof decideForms>["tasks"]) {
  if (!job.gold) return null
  const { gold } = job
  const known = job.watch.during("read", () => readFilledForms(gold, fields).forms)
  const decided = tasks.map(({ task, fields: own }) => ({
    task,
    fields: Object.fromEntries(own.map(({ name, decision }) => [name, decision?.value ?? null])),
  }))
  const there = new Set(decided.map(({ task }) => task))
  const asked = known.filter(({ task }) => there.has(task))
  const { scores } = scoreOf(fields, asked.length > 0 ? asked : known, decided, [job.file, gold])
  return { scores, known: asked.length }
}

function lineOf({ name, kind, method, agreement }: FieldSummary): string[] {
  return [name, kind, method, agreement ? `${agreement.measure} ${shown(agreement.alpha, 3)}` : "–"]
}

function summaryOf({ name, kind, method, agreement, tolerance }: FieldSummary): [string, object] {
  const alpha = agreement && {
    measure: agreement.measure,
    alpha: agreement.alpha === null ? null : rounded(agreement.alpha, 4),
    interval: agreement.interval?.map((end) => rounded(end, 4)) ?? null,
  }
  return [name, { kind, method, agreement: alpha, ...(tolerance === null ? {} : { tolerance }) }]
}

/** Numbers without the rounding of sums: 0.1 + 0.2 is 0.3. */
const plain = (value: number) => Number(value.toPrecision(12))

function plainValue(value: unknown): unknown {
  if (typeof value === "number") return plain(value)
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainValue(one)]))
}

function resultOf({ state, decision, answers }: DecidedField): object {
  if (!decision) return { value: null, state }
  const { value, confidence, isTied, distribution, median, interval, options } = decision
  return {
    value: plainValue(value),
    ...(confidence === null ? {} : { confidence: rounded(confidence, 6) }),
    answers: answers.length,
    ...(isTied ? { tied: true } : {}),
    ...(median === undefined ? {} : { median: plain(median) }),
    ...(interval ? { interval: interval.map(plain) } : {}),
    ...(distribution ? { distribution: distribution.map((one) => ({ ...one, share: rounded(one.share, 6) })) } : {}),
    ...(options
      ? { options: Object.fromEntries(options.map(({ option, probability }) => [option, rounded(probability, 6)])) }
      : {}),
  }
}

function reasonOf({ decision, answers, missing, leftOut }: DecidedField): object {
  const counted = new Set(decision?.people)
  return {
    votes: answers.map(({ person, value }) => ({ annotator: person, value, counted: counted.has(person) })),
    missing,
    leftOut,
  }
}
