import { compareText } from "../consensus/order.ts"
import type { NormaliserProfile } from "./profile.ts"
import { compared, tokenise } from "./tokens.ts"

/** What one person wrote on one task. */
export interface TextAnswer {
  readonly task: string
  readonly person: string
  readonly text: string
  /**
   * Of several answers of a person to a task the one with the greatest revision (or time) counts, then the longest, then
   * the last in code-unit order; -Infinity where nothing is said.
   */
  readonly revision?: number
}

/**
 * All answers as numbers. Tasks and people are numbered in code-unit order of their names, answers by task and then by
 * person, words and written forms in the order in which they are met.
 */
export interface TextCorpus {
  readonly tasks: readonly string[]
  readonly people: readonly string[]
  /** Answers of task t are `taskStart[t]` to `taskStart[t + 1] - 1`. */
  readonly taskStart: Int32Array
  readonly answerPerson: Int32Array
  readonly answerText: readonly string[]
  /** Words of answer a are `tokenStart[a]` to `tokenStart[a + 1] - 1` in `tokenWord` and `tokenForm`. */
  readonly tokenStart: Int32Array
  readonly tokenWord: Int32Array
  readonly tokenForm: Int32Array
  /** The gap before word i of answer a is at `tokenStart[a] + a + i`, and there is one more than words. */
  readonly gapOf: Int32Array
  /** Compared words; 0 is "no word". */
  readonly words: readonly string[]
  /** Words as written. */
  readonly forms: readonly string[]
  readonly gaps: readonly string[]
  /** Code points of word w, renumbered from 0: `wordStart[w]` to `wordStart[w + 1] - 1`. */
  readonly wordStart: Int32Array
  readonly wordLetters: Int32Array
  /** Different code points. */
  readonly alphabet: number
  /** Answers that did not count, because their person answered the task again. */
  readonly repeats: number
}

/** Numbers strings in the order in which they come. */
class Numbering {
  readonly names: string[] = []
  readonly #of = new Map<string, number>()
  idOf(name: string): number {
    const known = this.#of.get(name)
    if (known !== undefined) return known
    this.#of.set(name, this.names.length)
    return this.names.push(name) - 1
  }
}

/** Turns answers into numbers under a profile. The order of the rows does not matter. */
export function corpusOf(answers: readonly TextAnswer[], profile: NormaliserProfile): TextCorpus {
  const rows = lastAnswers(answers)
  const people = [...new Set(rows.map(({ person }) => person))].sort(compareText)
  const personOf = new Map(people.map((person, id) => [person, id]))
  const tasks: string[] = []
  const taskStart: number[] = []
  rows.forEach(({ task }, row) => {
    if (tasks[tasks.length - 1] === task) return
    tasks.push(task)
    taskStart.push(row)
  })
  return {
    tasks,
    people,
    taskStart: Int32Array.from([...taskStart, rows.length]),
    answerPerson: Int32Array.from(rows, ({ person }) => personOf.get(person) ?? 0),
    answerText: rows.map(({ text }) => text),
    ...tokensOf(rows, profile),
    repeats: answers.length - rows.length,
  }
}

/** No revision, and one that is no number, come before all others. */
function revisionOf({ revision }: TextAnswer): number {
  return revision === undefined || Number.isNaN(revision) ? Number.NEGATIVE_INFINITY : revision
}

/** Sorted by task and person, one answer of each person to a task. */
export function lastAnswers(answers: readonly TextAnswer[]): TextAnswer[] {
  const sorted = [...answers].sort(
    (a, b) =>
      compareText(a.task, b.task) ||
      compareText(a.person, b.person) ||
      // Two that say nothing make no number, and go on to the next rule.
      revisionOf(b) - revisionOf(a) ||
      b.text.length - a.text.length ||
      compareText(b.text, a.text),
  )
  return sorted.filter((row, i) => row.task !== sorted[i - 1]?.task || row.person !== sorted[i - 1]?.person)
}

function tokensOf(rows: readonly TextAnswer[], profile: NormaliserProfile) {
  const words = new Numbering()
  const forms = new Numbering()
  const gaps = new Numbering()
  words.idOf("")
  gaps.idOf(" ")
  const wordOfForm: number[] = []
  const tokenStart = new Int32Array(rows.length + 1)
  const tokenWord: number[] = []
  const tokenForm: number[] = []
  const gapOf: number[] = []
  rows.forEach(({ text }, answer) => {
    const tokens = tokenise(profile, text)
    for (const written of tokens.written) {
      const form = forms.idOf(written)
      wordOfForm[form] ??= words.idOf(compared(profile, written))
      tokenForm.push(form)
      tokenWord.push(wordOfForm[form] ?? 0)
    }
    for (const gap of tokens.gaps) gapOf.push(gap === " " ? 0 : gaps.idOf(gap.replace(/\s+/gu, oneBlank)))
    tokenStart[answer + 1] = tokenWord.length
  })
  return {
    tokenStart,
    tokenWord: Int32Array.from(tokenWord),
    tokenForm: Int32Array.from(tokenForm),
    gapOf: Int32Array.from(gapOf),
    words: words.names,
    forms: forms.names,
    gaps: gaps.names,
    ...lettersOf(words.names),
  }
}

/** Runs of white space in what people wrote become one blank, or one line break where there was any. */
function oneBlank(run: string): string {
  return run.includes("\n") ? "\n" : " "
}

function lettersOf(words: readonly string[]) {
  const alphabet = new Map<number, number>()
  const wordStart = new Int32Array(words.length + 1)
  const letters: number[] = []
  words.forEach((word, id) => {
    for (const character of word) {
      const point = character.codePointAt(0) ?? 0
      const letter = alphabet.get(point) ?? alphabet.size
      alphabet.set(point, letter)
      letters.push(letter)
    }
    wordStart[id + 1] = letters.length
  })
  return { wordStart, wordLetters: Int32Array.from(letters), alphabet: alphabet.size }
}
