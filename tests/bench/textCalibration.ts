import { mix32 } from "@justesse/quality/agreement/seeded"
import { posteriorOf, type TaskText, transcribe } from "@justesse/quality/text/index"
import { benchmarkWords, SPEECH_SETS, speechAnswers, speechGold } from "../crowd/speech.ts"

/** A decided word: the weights of its slot, the decided one first, and whether the word is right. */
interface Judged {
  readonly weights: readonly number[]
  readonly isRight: boolean
}

/** Which decided words of a text are right, by a shortest alignment with what was said. */
function judge(task: TaskText, reference: readonly string[]): Judged[] {
  const slots = task.slots.filter(({ word }) => word !== "")
  const width = reference.length + 1
  const cost = new Int32Array((slots.length + 1) * width)
  const at = (i: number, j: number) => cost[i * width + j] ?? 0
  const differs = (i: number, j: number) => (slots[i - 1]?.word === reference[j - 1] ? 0 : 1)
  for (let i = 0; i <= slots.length; i++)
    for (let j = 0; j < width; j++)
      cost[i * width + j] =
        i === 0 || j === 0 ? i + j : Math.min(at(i - 1, j - 1) + differs(i, j), at(i - 1, j) + 1, at(i, j - 1) + 1)
  const judged: Judged[] = []
  for (let i = slots.length, j = reference.length; i > 0; ) {
    const isOn = j > 0 && at(i, j) === at(i - 1, j - 1) + differs(i, j)
    if (!isOn && j > 0 && at(i, j) !== at(i - 1, j) + 1) {
      j--
      continue
    }
    const weights = slots[i - 1]?.alternatives.map(({ weight }) => weight) ?? []
    judged.push({ weights, isRight: isOn && differs(i, j) === 0 })
    i--
    if (isOn) j--
  }
  return judged
}

/** Decided words with at most `most` answers to each task, drawn by a seeded hash. */
function judgedWords(set: string, most: number): Judged[] {
  const gold = speechGold(set)
  const drawn = new Map<string, { key: number; row: ReturnType<typeof speechAnswers>[number] }[]>()
  speechAnswers(set).forEach((row, i) => {
    const rows = drawn.get(row.task) ?? []
    rows.push({ key: mix32(i, most), row })
    drawn.set(row.task, rows)
  })
  const answers = [...drawn.values()].flatMap((rows) =>
    rows
      .sort((a, b) => a.key - b.key)
      .slice(0, most)
      .map(({ row }) => row),
  )
  return transcribe(answers).tasks.flatMap((task) => judge(task, benchmarkWords(gold.get(task.task) ?? "")))
}

type Shown = (weights: readonly number[]) => number

function logLoss(words: readonly Judged[], shown: Shown): number {
  const losses = words.map(({ weights, isRight }) => {
    const p = Math.min(1 - 1e-4, Math.max(1e-4, shown(weights)))
    return -Math.log(isRight ? p : 1 - p)
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

/** Expected calibration error over ten equal steps of the shown probability. */
function ece(words: readonly Judged[], shown: Shown): number {
  const away = new Float64Array(11)
  for (const { weights, isRight } of words) {
    const p = shown(weights)
    const step = Math.floor(p * 10)
    away[step] = (away[step] ?? 0) + p - (isRight ? 1 : 0)
  }
  return away.reduce((sum, gap) => sum + Math.abs(gap), 0) / words.length
}

const GRID = [1, 1.25, 1.5, 1.75, 2, 2.5].flatMap((sharpness) =>
  [0, 0.2, 0.4, 0.6, 0.8, 1, 1.2].map((unseen) => ({ sharpness, unseen })),
)
const ANSWERS = [2, 3, 7]

/** How the two constants of the shown posterior were chosen: by log loss on one set, tested on the other. */
export function calibrate(say: (line: Record<string, unknown>) => void): void {
  const words = SPEECH_SETS.map((set) => ANSWERS.map((most) => judgedWords(set, most)))
  const lossOf = (sets: readonly number[]) => (setting: (typeof GRID)[number]) =>
    sets.reduce(
      (sum, i) =>
        sum + (words[i] ?? []).reduce((inner, one) => inner + logLoss(one, (w) => posteriorOf(w, setting)), 0),
      0,
    )
  const bestOn = (sets: readonly number[]) => {
    const losses = GRID.map(lossOf(sets))
    return GRID[losses.indexOf(Math.min(...losses))] ?? { sharpness: 1, unseen: 0 }
  }
  say({ name: "posterior, best on both sets", ...bestOn([0, 1]) })
  SPEECH_SETS.forEach((set, i) => {
    const other = bestOn([1 - i])
    ANSWERS.forEach((most, j) => {
      const own = words[i]?.[j] ?? []
      const plain: Shown = (weights) => posteriorOf(weights, { sharpness: 1, unseen: 0 })
      const round = (x: number) => Math.round(x * 10_000) / 10_000
      say({
        name: `posterior, ${set}, up to ${most} answers`,
        words: own.length,
        otherSetsChoice: other,
        ece: round(ece(own, (w) => posteriorOf(w, other))),
        eceOfShare: round(ece(own, plain)),
        eceAsShown: round(ece(own, (w) => posteriorOf(w))),
        logLoss: round(logLoss(own, (w) => posteriorOf(w, other))),
        logLossOfShare: round(logLoss(own, plain)),
      })
    })
  })
}
