import type { Alignment } from "../text/align.ts"
import { corpusOf } from "../text/corpus.ts"
import { type NormaliserProfile, SCORE_PROFILE } from "../text/profile.ts"
import { alignTask, type TaskText } from "../text/slots.ts"
import { comparedWords, tokenise } from "../text/tokens.ts"
import { alignAll } from "../text/transcribe.ts"
import { type Cut, partsOf } from "./cuts.ts"
import type { Segment } from "./segments.ts"

type RunPart = ReturnType<typeof partsOf>[number][number]

/** One run of speech whose words are to be decided. */
export interface RunText {
  /** Names the run among all others. */
  readonly key: string
  /** What each person who answered has in it; nothing is a vote for no word. */
  readonly parts: readonly RunPart[]
  readonly cuts: readonly Cut[]
}

/** The words of a run, in as many pieces as its cuts make. */
interface DecidedText {
  readonly pieces: readonly string[]
  /** Slots, alternatives and confidence of the whole run. */
  readonly whole: TaskText
}

const textOf = (segments: readonly Segment[]) =>
  segments
    .map(({ text }) => text.trim())
    .filter((text) => text !== "")
    .join(" ")

/** Decides the words of all runs together, so that everybody's reliability is known from all that they heard. */
export function decideTexts(
  runs: readonly RunText[],
  profile: NormaliserProfile = SCORE_PROFILE,
): Map<string, DecidedText> {
  const of = new Map(runs.map((run) => [run.key, run]))
  const corpus = corpusOf(
    runs.flatMap(({ key, parts }) =>
      parts.map(({ person, segments }) => ({ task: key, person, text: textOf(segments) })),
    ),
    profile,
  )
  const { alignments, reliability } = alignAll(corpus)
  return new Map(
    corpus.tasks.map((key, task) => {
      const alignment = alignments[task] as Alignment // one for each task
      const whole = alignTask(corpus, task, alignment, reliability)
      const run = of.get(key) as RunText // tasks are the keys of `runs`
      const columnOf = new Map(
        [...alignment.answers].map((answer, k) => [corpus.people[corpus.answerPerson[answer] ?? 0] ?? "", k]),
      )
      const slots = run.cuts.map((cut) => slotOfCut(cut, run, alignment, columnOf, profile))
      return [key, { pieces: cutText(whole, slots, profile), whole }]
    }),
  )
}

/** The slot before which most of those who have the border have it; of equals the earlier. */
function slotOfCut(
  cut: Cut,
  run: RunText,
  { slots, votes, answers }: Alignment,
  columnOf: ReadonlyMap<string, number>,
  profile: NormaliserProfile,
): number {
  const counts = new Map<number, number>()
  for (const { person, before } of cut.votes) {
    const segments = run.parts.find((part) => part.person === person)?.segments ?? []
    let words = comparedWords(profile, textOf(segments.slice(0, before))).length
    const column = columnOf.get(person) ?? 0
    let slot = 0
    for (; slot < slots && words > 0; slot++) if ((votes[slot * answers.length + column] ?? 0) > 0) words--
    counts.set(slot, (counts.get(slot) ?? 0) + 1)
  }
  const most = Math.max(...counts.values())
  return Math.min(...[...counts].filter(([, count]) => count === most).map(([slot]) => slot))
}

/** A decided text in pieces that end before the slots given, without the blanks where it is cut. */
function cutText(whole: TaskText, cuts: readonly number[], profile: NormaliserProfile): string[] {
  const { written, gaps } = tokenise(profile, whole.text)
  const wordsBefore = (slot: number) => whole.slots.slice(0, slot).filter(({ word }) => word !== "").length
  const ends = [...cuts.map(wordsBefore), written.length]
  let from = 0
  return ends.map((end, i) => {
    const to = Math.max(from, Math.min(end, written.length))
    const isLast = i === ends.length - 1
    let piece = ""
    for (let word = from; word < to; word++) piece += (gaps[word] ?? "") + (written[word] ?? "")
    // What stands between two pieces belongs to the one before, as a full stop does.
    piece += to > from || isLast ? closing(gaps[to] ?? "", isLast) : ""
    if (from > 0) piece = piece.replace(/^[\s\p{Pe}\p{Pf}.,;:!?…]+/u, "")
    from = to
    return piece.trim()
  })
}

/** What of a gap ends the piece before it: all of the last, otherwise up to the first blank. */
function closing(gap: string, isLast: boolean): string {
  return isLast ? gap : (/^\S*/.exec(gap)?.[0] ?? "")
}
