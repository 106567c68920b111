import {
  errorRates,
  SCORE_PROFILE,
  type TaskText,
  type TextAnswer,
  type Transcription,
  transcribe,
} from "@justesse/quality/text/index"
import { Unusable } from "../arguments.ts"
import { count, percent, some } from "./figures.ts"
import { type InputFile } from "./input.ts"
import { type Aggregated, type Job, methodAmong, rounded } from "./job.ts"
import { readGoldTexts, readTranscriptions } from "./votes.ts"

const METHODS = ["auto", "rover"] as const

/** One text for each task out of several people's transcriptions. */
export function aggregateTranscription(job: Job): Aggregated {
  methodAmong(job, METHODS)
  const answers = job.watch.during("read", () => textAnswers(job))
  const result = job.watch.during("call", () => transcribe(answers))
  const score = job.gold ? scoreOf(result, job.gold, job.hasHeader, job.file) : null
  const slots = result.tasks.reduce((n, task) => n + task.slots.length, 0)
  const doubtful = result.tasks.reduce((n, task) => n + task.slots.filter((slot) => slot.posterior < 0.6).length, 0)
  return {
    method: "rover",
    why: job.method === "auto" ? { code: "only_method" } : null,
    sentences: [
      `${some(answers.length, "transcription")} of ${some(result.people.length, "person", "people")} of ${some(result.tasks.length, "task")}`,
      ...(result.repeats > 0
        ? [
            `left out, a person on the same task again: ${some(result.repeats, "answer")} (the latest by the column timestamp counts, and the longest without one)`,
          ]
        : []),
      `doubtful words (probability under 0.6): ${count(doubtful)} of ${count(slots)}`,
      ...(score
        ? [
            `against gold of ${some(score.texts, "task")}: WER ${percent(score.wer.micro)} over all, ${percent(score.wer.macro)} mean; gold is not used to decide`,
          ]
        : []),
    ],
    counts: {
      tasks: result.tasks.length,
      people: result.people.length,
      answers: answers.length,
      repeats: result.repeats,
      words: slots,
      doubtfulWords: doubtful,
      gold: score?.texts ?? 0,
    },
    ...(score ? { figures: { score } } : {}),
    writeResults: (to) => {
      to.line("task\ttext\tconfidence")
      for (const task of result.tasks) to.line(`${task.task}\t${oneLine(task.text)}\t${rounded(task.confidence, 6)}`)
    },
    writeReasons: (to) => {
      for (const task of result.tasks) to.line(JSON.stringify(reasonsOf(task)))
    },
  }
}

/** What people wrote, as a file of texts says it. */
export function textAnswers({ file, hasHeader }: Pick<Job, "file" | "hasHeader">): TextAnswer[] {
  const { rows, columns, moments } = readTranscriptions(file, hasHeader)
  return Array.from({ length: rows }, (_, row) => ({
    task: columns.task[row] ?? "",
    person: columns.worker[row] ?? "",
    text: columns.text[row] ?? "",
    ...(moments ? { revision: moments[row] ?? Number.NaN } : {}),
  }))
}

/** Tabs and line ends separate cells and rows. */
function oneLine(text: string): string {
  return text.replace(/[\t\r\n]+/gu, " ")
}

function scoreOf(result: Transcription, gold: InputFile, hasHeader: boolean, file: InputFile) {
  const { columns } = readGoldTexts(gold, hasHeader)
  const decided = new Map(result.tasks.map((task) => [task.task, task.text]))
  const pairs = columns.task.flatMap((task, row) => {
    const answer = decided.get(task)
    return answer === undefined ? [] : [{ reference: columns.text[row] ?? "", answer }]
  })
  if (pairs.length === 0)
    throw new Unusable(`${gold.name} names no task of ${file.name}. Do both name tasks in the same way?`)
  return errorRates(pairs, SCORE_PROFILE)
}

function reasonsOf(task: TaskText) {
  return {
    task: task.task,
    text: task.text,
    confidence: rounded(task.confidence, 6),
    expectedErrors: rounded(task.expectedErrors, 6),
    unit: "weight",
    words: task.slots.map((slot) => ({
      word: slot.text,
      probability: rounded(slot.posterior, 6),
      votes: slot.alternatives.flatMap((alternative) =>
        alternative.people.map((person, n) => ({
          worker: person,
          word: alternative.text,
          contribution: rounded(alternative.weights[n] ?? 0, 6),
        })),
      ),
    })),
    dissent: task.dissent,
  }
}
