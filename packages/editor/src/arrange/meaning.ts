import { type Clause, clausesOf, type Example, type Label, type Language, takeExamples } from "@justesse/types"

/** What a guideline says of a label: examples of what is right and wrong, then its clauses without them. */
export interface Meaning {
  readonly examples: readonly Example[]
  readonly clauses: readonly Clause[]
}

/**
 * The clauses about a label: the one whose title names it by whole words, in any language, and those under its number. The title
 * that says least besides is taken. Null where there is none.
 */
export function meaningOf(guideline: string, { id, name }: Label, language: Language): Meaning | null {
  const clauses = clausesOf(guideline, language)
  const names = [name.en, name.fr, id].flatMap((one) => (one ? [wordsOf(one)] : []))
  const about = clauses
    .map((clause) => ({ clause, words: wordsOf(clause.title) }))
    .filter(({ words }) => names.some((wanted) => hasWords(words, wanted)))
    .sort((a, b) => a.words.length - b.words.length)[0]?.clause
  if (!about) return null
  const taken = clauses
    .filter(({ number }) => number === about.number || number.startsWith(`${about.number}.`))
    .map((clause) => ({ clause, ...takeExamples(clause.markdown) }))
  return {
    examples: taken.flatMap(({ examples }) => examples),
    clauses: taken.map(({ clause, rest }) => ({ ...clause, markdown: rest })),
  }
}

/** The words of a title or name, without accents, capitals and the sign of the plural. */
function wordsOf(text: string): readonly string[] {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
  return plain.split(/[^\p{L}\p{N}]+/u).flatMap((word) => (word === "" ? [] : [word.replace(/(?<=..)[sx]$/, "")]))
}

/** True when the words stand there one after the other. */
function hasWords(title: readonly string[], wanted: readonly string[]): boolean {
  return wanted.length > 0 && title.some((_, from) => wanted.every((word, at) => title[from + at] === word))
}
