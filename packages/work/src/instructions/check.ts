import { type Clause, clausesOf, guidelineIn, type Label, Language, type PayMode, takeExamples } from "@justesse/types"

/** Something about instructions that makes unfair rejections likely, and what it is about. */
export interface InstructionFinding {
  readonly what:
    | "no_clauses"
    | "no_tolerance"
    | "no_good_example"
    | "no_bad_example"
    | "threat"
    | "capitals"
    | "long_clause"
  /** The label that has no example. */
  readonly label?: string
  /** The clause that is too long. */
  readonly clause?: string
  /** The words that were found. */
  readonly found?: string
}

/** A clause of more words than this is read by few. */
const MOST_WORDS = 250

/** A figure with a unit, or the word: how exact is exact enough. */
const TOLERANCE = /\d\s*(px|pixels?|%|ms|mm|iou)(?![\p{L}])|toleran|toléran/iu

/** What is threatened with, in both languages. Who explains what a rejection is (“rejected means …”) is not meant. */
const THREAT =
  /\b(will|shall|are going to|get)\s+(not be paid|be (banned|blocked|rejected|fired|removed)|banned|blocked)\b|\bno pay(ment)?\b|\bor (else )?you are out\b|\b(ne|n’|n')\s*(ser(a|ez|ont)|est|sont) pas pay[ée]e?s?\b|\bser(a|ez|ont) (banni|bloqu|rejet|refus|exclu|renvoy)[\p{L}]*/iu

/** Three words in a row that shout, or more than one exclamation mark. */
const SHOUTED = /(\p{Lu}{3,}[\s,]+){2,}\p{Lu}{3,}|!{2,}/u

/**
 * What is wrong with a project's instructions (REQ-4): each label has a good and a bad example, clauses have numbers, how exact is exact
 * enough is said, nothing threatens or shouts.
 */
export function checkInstructions(guideline: string, labels: readonly Label[]): InstructionFinding[] {
  const findings = new Map<string, InstructionFinding>()
  const add = (finding: InstructionFinding) => findings.set(JSON.stringify(finding), finding)
  const clauses = Language.options.flatMap((language) => clausesOf(guideline, language))
  if (clauses.length === 0) add({ what: "no_clauses" })
  if (!TOLERANCE.test(guideline)) add({ what: "no_tolerance" })
  for (const label of labels.filter(({ retired }) => !retired)) {
    const isAlone = labels.filter(({ retired }) => !retired).length === 1
    const examples = isAlone ? takeExamples(guideline).examples : examplesOf(clauses, label)
    if (!examples.some(({ isGood }) => isGood)) add({ what: "no_good_example", label: label.id })
    if (!examples.some(({ isGood }) => !isGood)) add({ what: "no_bad_example", label: label.id })
  }
  for (const language of Language.options) {
    const text = takeExamples(guidelineIn(guideline, language)).rest
    const [threat, shouted] = [THREAT.exec(text)?.[0], SHOUTED.exec(text)?.[0]]
    if (threat !== undefined) add({ what: "threat", found: threat })
    if (shouted !== undefined) add({ what: "capitals", found: shouted })
  }
  for (const { number, markdown } of clauses)
    if (markdown.split(/\s+/).length > MOST_WORDS) add({ what: "long_clause", clause: number })
  return [...findings.values()]
}

/** Whether findings stop a project from opening: people who are paid there pay for unclear words; elsewhere they are advice. */
export function stopsOpening(mode: PayMode, findings: readonly InstructionFinding[]): boolean {
  return mode === "paid" && findings.some(({ what }) => what !== "long_clause")
}

/** Examples of clauses that name a label, and those whose own words do. */
function examplesOf(clauses: readonly Clause[], label: Label) {
  const names = [label.name.en, label.name.fr, label.id].flatMap((name) => name?.toLowerCase() ?? [])
  const isNamed = (text: string) => names.some((name) => text.toLowerCase().includes(name))
  return clauses.flatMap(({ title, markdown }) => {
    const { examples, rest } = takeExamples(markdown)
    return isNamed(title) || isNamed(rest) ? examples : examples.filter(({ caption }) => isNamed(caption))
  })
}
