import type { Label, Language, PayMode } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import { checkInstructions, type InstructionFinding, stopsOpening } from "@justesse/work/instructions/check"

/** One thing that would make instructions clearer: its sentence, and what stands in it. */
export interface Advice {
  readonly key: InstructionFinding["what"]
  readonly values: { readonly label: string; readonly clause: string; readonly found: string }
}

/** What to say of instructions: each finding in the reader's words, and whether they keep a project closed. Null while nothing is written. */
export function adviceFor(
  {
    guideline,
    labels,
    mode,
  }: { readonly guideline: string; readonly labels: readonly Label[]; readonly mode: PayMode },
  language: Language,
): { readonly findings: readonly Advice[]; readonly stops: boolean } | null {
  if (guideline.trim() === "") return null
  const found = checkInstructions(guideline, labels)
  const nameOf = (id: string | undefined) => {
    const label = labels.find((one) => one.id === id)
    return label ? inLanguage(label.name, language) : ""
  }
  return {
    findings: found.map(({ what, label, clause = "", found: words = "" }) => ({
      key: what,
      values: { label: nameOf(label), clause, found: words },
    })),
    stops: stopsOpening(mode, found),
  }
}
