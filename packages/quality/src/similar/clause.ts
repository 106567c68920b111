import type { Clause, TextRule } from "@justesse/types"

/** What a question is about, in the words a guideline would use. */
interface Topic {
  readonly rule: TextRule | null
  /** Of each label that it is about, the names it goes by (id and languages). */
  readonly labels: readonly (readonly string[])[]
  /** Where boxes end is the question. */
  readonly isGeometry: boolean
}

/** Words of guidelines, in English and French, that speak of a rule. */
const SPEAKS: Readonly<Record<TextRule, RegExp>> = {
  case: /\b(capitals?|upper.?case|lower.?case|majuscules?|minuscules?)\b/giu,
  spaces: /\b(spaces?|blanks?|espaces?)\b/giu,
  decimal_comma: /\b(decimals?|commas?|points?|décimales?|virgules?)(?!\p{L})|\d[.,]\d/giu,
  space_before_percent: /%|\bper ?cent|\bpour ?cent/giu,
  punctuation: /\b(punctuation|ponctuation)\b/giu,
  apostrophes: /\bapostrophes?\b/giu,
  dashes: /\b(dash(?:es)?|hyphens?|tirets?|traits? d['’]union)\b/giu,
  diacritics: /\b(accents?|diacritics?|accentu)/giu,
}
const GEOMETRY_WORDS = /\b(edges?|tight|loose|margins?|bord(?:s|er)?|box(?:es)?|cadres?|bords?|serré|au plus près)\b/giu
/** A heading says what its clause is about; a word in the text only touches it. */
const TITLE = 3

/**
 * The number of the clause that speaks of a topic: the one with most of its words, a word in the heading counting three
 * times; the earlier of equals. Null where none speaks of it. A clause about a label must name every label of the topic.
 */
export function clauseAbout(topic: Topic, clauses: readonly Clause[]): string | null {
  let best: string | null = null
  let most = 0
  for (const { number, title, markdown } of clauses) {
    const score = TITLE * wordsOf(topic, title) + wordsOf(topic, markdown)
    if (score <= most || !namesAll(topic, `${title}\n${markdown}`)) continue
    most = score
    best = number
  }
  return best
}

function wordsOf(topic: Topic, text: string): number {
  if (topic.rule) return countOf(text, SPEAKS[topic.rule])
  if (topic.isGeometry) return countOf(text, GEOMETRY_WORDS)
  return topic.labels.filter((names) => names.some((name) => hasWord(text, name))).length
}

function namesAll(topic: Topic, text: string): boolean {
  return (
    topic.rule !== null || topic.isGeometry || topic.labels.every((names) => names.some((name) => hasWord(text, name)))
  )
}

function countOf(text: string, words: RegExp): number {
  return text.match(words)?.length ?? 0
}

/** Whether a text has a name as a word, in the singular or with an ending. */
function hasWord(text: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  return name !== "" && new RegExp(`(?<!\\p{L})${escaped}`, "iu").test(text)
}
