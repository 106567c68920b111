/** The terms that the help explains, by the part of the work they belong to; their words are in `i18n/…/terms.json`. */
const TERMS = {
  annotating: ["task", "label", "attribute", "region", "box", "proposal", "answer", "guideline", "clause"],
  review: ["difference", "disputed", "reviewer", "consensus", "final", "secondCheck"],
  quality: ["agreement", "overlap", "confusion", "cer", "gold", "practice", "reliability", "interval"],
  models: ["prediction", "ap", "likelyError"],
  data: ["import", "freeze", "version", "split", "export"],
} as const

/** Groups in the order of the work, each with its terms. */
export const TERM_GROUPS = Object.entries(TERMS) as [keyof typeof TERMS, readonly string[]][]
