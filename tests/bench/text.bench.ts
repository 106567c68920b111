import { spawnSync } from "node:child_process"
import { loadavg } from "node:os"
import { seeded } from "@justesse/quality/agreement/seeded"
import { codePoints, editDistance, wordsOf } from "@justesse/quality/agreement/text"
import { type TaskText, transcribe } from "@justesse/quality/text/index"
import { benchmarkWords, SPEECH_SETS, speechAnswers, speechGold, speechPublished } from "../crowd/speech.ts"
import { calibrate } from "./textCalibration.ts"
import { choose } from "./textChoice.ts"

/**
 * Transcription by several people on CrowdSpeech, mean word error by the benchmark's rule: `npm run bench -- text [SET]`;
 * `text choose` and `text calibrate` show how constants were chosen and what carries over to tasks they were not chosen on.
 * Each set runs in a process of its own, so that its CPU seconds are those of the whole process, start, reading and
 * normalising included. The reference of the same minute is what any alignment must do at least: the word edit distance of
 * every two answers to a task by the plain table.
 */
const cpuSeconds = (since?: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1e6
}
const round = (x: number, places = 3) => Math.round(x * 10 ** places) / 10 ** places

interface Scored {
  readonly edits: number
  readonly words: number
}

function scored(texts: Iterable<readonly [string, string]>, gold: ReadonlyMap<string, string>): Scored[] {
  return Array.from(texts, ([task, text]) => {
    const reference = benchmarkWords(gold.get(task) ?? "")
    return { edits: editDistance(reference, benchmarkWords(text)), words: reference.length }
  })
}

/** Character error rate of the corpus (%), on the benchmark's words with one blank between them. */
function corpusCer(texts: Iterable<readonly [string, string]>, gold: ReadonlyMap<string, string>): number {
  let [edits, length] = [0, 0]
  for (const [task, text] of texts) {
    const reference = benchmarkWords(gold.get(task) ?? "").join(" ")
    edits += editDistance(codePoints(reference), codePoints(benchmarkWords(text).join(" ")))
    length += reference.length
  }
  return (100 * edits) / length
}

/** The consensus with every proposal of the letters taken. */
const spelledByLetters = ({ slots }: TaskText) =>
  slots.flatMap(({ word, letters }) => (word === "" ? [] : [letters ?? word])).join(" ")
const decidedWords = ({ compared }: TaskText) => compared

const meanWer = (scores: readonly Scored[]) =>
  (100 * scores.reduce((sum, { edits, words }) => sum + edits / words, 0)) / scores.length
const corpusWer = (scores: readonly Scored[]) =>
  (100 * scores.reduce((sum, { edits }) => sum + edits, 0)) / scores.reduce((sum, { words }) => sum + words, 0)

/** 95 % of the means when the tasks are drawn again. */
function interval(values: readonly number[], draws = 1_000): [number, number] {
  const dice = seeded(7)
  const means = Array.from({ length: draws }, () => {
    let sum = 0
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(dice() * values.length)] ?? 0
    return sum / values.length
  }).sort((a, b) => a - b)
  return [round(means[Math.floor(draws * 0.025)] ?? 0), round(means[Math.floor(draws * 0.975)] ?? 0)]
}

function plainDistances(set: string): number {
  const byTask = new Map<string, string[][]>()
  for (const { task, text } of speechAnswers(set)) {
    const answers = byTask.get(task) ?? []
    answers.push(wordsOf(text))
    byTask.set(task, answers)
  }
  let sum = 0
  for (const answers of byTask.values())
    answers.forEach((a, i) => answers.slice(0, i).forEach((b) => (sum += editDistance(a, b))))
  return sum
}

function run(set: string): void {
  const read = cpuSeconds()
  const answers = speechAnswers(set)
  const began = cpuSeconds()
  const { tasks } = transcribe(answers)
  const called = cpuSeconds() - began
  const whole = cpuSeconds()
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1e3)
  const gold = speechGold(set)
  const pairs = (text: (task: TaskText) => string) => tasks.map((task) => [task.task, text(task)] as const)
  const scores = scored(
    pairs(({ compared }) => compared),
    gold,
  )
  const published = scored(speechPublished(set, "rover"), gold)
  const t5 = scored(speechPublished(set, "t5"), gold)
  const ratios = scores.map(({ edits, words }) => (100 * edits) / words)
  const before = process.cpuUsage()
  plainDistances(set)
  const reference = cpuSeconds(before)
  console.log(
    JSON.stringify({
      bench: "text",
      name: set,
      unit: "mean WER %",
      value: round(meanWer(scores)),
      interval95: interval(ratios),
      corpusWer: round(corpusWer(scores)),
      meanWerAsWritten: round(
        meanWer(
          scored(
            pairs(({ text }) => text),
            gold,
          ),
        ),
      ),
      corpusCer: round(corpusCer(pairs(decidedWords), gold)),
      ifLettersWereTaken: {
        meanWer: round(meanWer(scored(pairs(spelledByLetters), gold))),
        corpusCer: round(corpusCer(pairs(spelledByLetters), gold)),
      },
      publishedRover: [round(meanWer(published)), round(corpusWer(published))],
      publishedT5: [round(meanWer(t5)), round(corpusWer(t5))],
      tasks: tasks.length,
      answers: answers.length,
      cpuSeconds: { wholeProcess: round(whole), start: round(read), reading: round(began - read), call: round(called) },
      peakMb,
      reference: round(reference),
      what: "reading and plain word distance of every two answers, same minute",
      ratio: round(called / reference, 2),
      load: loadavg().map((x) => round(x, 1)),
    }),
  )
}

const [, file = "", set] = process.argv
const say = (line: Record<string, unknown>) => console.log(JSON.stringify({ bench: "text", ...line }))
if (set === "choose") choose(say)
else if (set === "calibrate") calibrate(say)
else if (set !== undefined) run(set)
else
  for (const name of SPEECH_SETS) spawnSync(process.execPath, [...process.execArgv, file, name], { stdio: "inherit" })
