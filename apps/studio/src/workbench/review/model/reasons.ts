import {
  type Clause,
  type DecisionReason,
  type Disagreement,
  inLanguage,
  KINDS,
  type Label,
  type Letter,
  type Region,
} from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import { textOf } from "./answers.ts"

/** A decision without its reason, which the page fills in. */
export type Outcome =
  | { readonly outcome: "take"; readonly letter: Letter }
  | { readonly outcome: "edit"; readonly region: Region }
  | { readonly outcome: "proposal" | "merge" | "none" | "undecidable" }

export type ReasonCode = DecisionReason["code"]

/**
 * The reasons that can fit a task, in the order of their digits: none about texts where nothing carries one, about edges where nothing
 * has any, or about labels and attributes where there is no choice of them.
 */
export function reasonCodesFor({ kind, ontology, differences }: ReasonedTask): readonly ReasonCode[] {
  const { parts, asksFields } = KINDS[kind]
  const { labels } = ontology
  const hasTexts =
    labels.some(({ hasText }) => hasText) ||
    differences.some(({ difference: { candidates } }) => candidates.some(({ region }) => region?.transcript))
  const fits: Partial<Readonly<Record<ReasonCode, boolean>>> = {
    text: hasTexts,
    spaces: hasTexts,
    edges: parts !== "whole",
    label: !asksFields && labels.length > 1,
    attribute: asksFields === true || labels.some(({ attributes }) => attributes.length > 0),
    twice: parts !== "whole",
  }
  return REASON_CODES.filter((code) => fits[code] ?? true)
}

/** What of a task decides which reasons fit it. */
type ReasonedTask = Pick<ReviewTask, "kind" | "ontology" | "differences">

const REASON_CODES: readonly ReasonCode[] = [
  "text",
  "spaces",
  "edges",
  "label",
  "attribute",
  "missed",
  "extra",
  "twice",
  "other",
]

/** The reason that a difference itself gives for what is kept of it: each person whose answer was not kept reads it. */
export function reasonCodeFor(disagreement: Disagreement, kept: Region | null | undefined): ReasonCode {
  switch (disagreement.kind) {
    case "text":
      return onlySpaces(disagreement, kept ?? disagreement.proposal) ? "spaces" : "text"
    case "place":
      return kept === null ? "extra" : "edges"
    case "label":
      return kept === null ? "extra" : "label"
    case "attribute":
      return "attribute"
    case "one_person":
    case "nothing":
      return kept ? "missed" : "extra"
  }
}

function onlySpaces({ candidates }: Disagreement, kept: Region | null): boolean {
  const bare = (region: Region | null) => textOf(region).replace(/\s+/gu, "")
  return candidates.every(({ region }) => bare(region) === bare(kept))
}

/** Words of clause titles and texts that speak of a reason, in the languages of guidelines. */
const WORDS: Readonly<Record<ReasonCode, RegExp>> = {
  text: /\b(text|read|letters?|as printed|accents?|transcri\w*|comma|decimal|amounts?|texte|lire|lettres?|imprim\w*|virgule|montants?)/iu,
  spaces: /\b(spac\w*|blanks?|signs?|espac\w*|signes?|blancs?)/iu,
  edges: /\b(tight|edges?|boxe?s?|outline|touch\w*|serr\w*|bords?|bo[iî]tes?|cadres?)/iu,
  label: /\b(labels?|kinds?|class\w*|[ée]tiquettes?|sortes?)/iu,
  attribute: /\b(attributes?|yes|no|front|back|attributs?|oui|non)/iu,
  missed: /\b(every\w*|all|tiny|small|hidden|seen|each|toutes?|tous|chaque|petits?|minuscul\w*|cach\w*|visibles?)/iu,
  extra: /\b(leave out|not part|nothing|tiny|hidden|ignore\w*|laisse\w*|rien|ignor\w*|minuscul\w*|cach\w*)/iu,
  twice: /\b(twice|once|double\w*|deux fois|une fois|double\w*)/iu,
  other: /(?!)/,
}

/** A clause must speak of the reason at least in its title, or in its text about this label. */
const LEAST_SCORE = 3

/** The number of the clause that a reason most plausibly rests on; null where no clause speaks of it. */
export function clauseFor(code: ReasonCode, label: Label | null, clauses: readonly Clause[]): string | null {
  const names = label ? [inLanguage(label.name, "en"), inLanguage(label.name, "fr"), label.id] : []
  let best: { readonly number: string; readonly score: number } | null = null
  for (const clause of clauses) {
    const score = scoreOf(clause, WORDS[code], names)
    if (score >= LEAST_SCORE && score > (best?.score ?? 0)) best = { number: clause.number, score }
  }
  return best?.number ?? null
}

function scoreOf({ title, markdown }: Clause, texts: RegExp, names: readonly string[]): number {
  const named = (text: string) => names.some((name) => hasWord(text, name))
  let score = 0
  if (texts.test(title)) score += 3
  if (named(title)) score += 2
  if (texts.test(markdown)) score += 1
  if (named(markdown)) score += 0.5
  return score
}

/** Singular or plural, upper or lower case. */
function hasWord(text: string, word: string): boolean {
  const stem = word.toLowerCase().replace(/[sx]$/, "")
  return stem !== "" && text.toLowerCase().includes(stem)
}
