import type { ResolveRule } from "@justesse/types"

/**
 * The form in which two texts are compared under a project's rule; what is stored never changes.
 * `exact` only unites composed and decomposed letters (nobody can see that difference); `ignore_case_and_spaces` also
 * folds case and leaves out all white space.
 */
export function normaliseText(text: string, rule: ResolveRule["text"]): string {
  const composed = text.normalize("NFC")
  return rule === "exact" ? composed : foldCase(composed).replace(/\s+/gu, "")
}

/** Upper, then lower case: also unites ß with ss and the two small sigmas. */
function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll("ς", "σ")
}
