import { compareText } from "../consensus/order.ts"
import type { TextCorpus } from "./corpus.ts"
import { distanceOf } from "./distance.ts"

/**
 * The answers of a task, the closest to all others first: by summed word edit distance, then by what was written. Never
 * by a name, so that renaming people changes nothing. O(answers² x words).
 */
export function closestFirst(corpus: TextCorpus, task: number, wordBits: Int32Array): Int32Array {
  const { tokenStart, tokenWord } = corpus
  const start = corpus.taskStart[task] ?? 0
  const count = (corpus.taskStart[task + 1] ?? 0) - start
  const summed = new Float64Array(count)
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      const [p, q] = [start + a, start + b]
      const edits = distanceOf(
        tokenWord,
        tokenStart[p] ?? 0,
        tokenStart[p + 1] ?? 0,
        tokenStart[q] ?? 0,
        tokenStart[q + 1] ?? 0,
        wordBits,
      )
      summed[a] = (summed[a] ?? 0) + edits
      summed[b] = (summed[b] ?? 0) + edits
    }
  }
  return ordered(corpus, start, count, (answer) => summed[answer - start] ?? 0)
}

/** The answers of a task, those of the most reliable people first, then by what was written. */
export function reliableFirst(corpus: TextCorpus, task: number, weights: Float64Array): Int32Array {
  const start = corpus.taskStart[task] ?? 0
  const count = (corpus.taskStart[task + 1] ?? 0) - start
  return ordered(corpus, start, count, (answer) => -(weights[corpus.answerPerson[answer] ?? 0] ?? 0))
}

function ordered(corpus: TextCorpus, start: number, count: number, key: (answer: number) => number): Int32Array {
  const answers = Array.from({ length: count }, (_, i) => start + i)
  const text = (answer: number) => corpus.answerText[answer] ?? ""
  return Int32Array.from(answers.sort((p, q) => key(p) - key(q) || compareText(text(p), text(q))))
}
