import type { AnnotationBody, DecisionReason, ResolveRule } from "@justesse/types"
import { textKey } from "../consensus/likeness.ts"
import { errorOfPair, type GoldRule } from "../gold/grade.ts"
import { findOutcomes, type RegionOutcome } from "../review/outcomes.ts"
import type { Competence } from "../skill/beta.ts"

/** Whose word an answer is measured by: a known answer, somebody's decision about a difference, a mentor who read it whole. Never the majority's. */
type ConfirmedBy = "gold" | "decision" | "mentor"

/** One person's answer and the right one, as far as that is confirmed. */
interface ConfirmedAnswer {
  /** A name of the answer: what stands in one picture does not err independently. */
  readonly answer: string
  readonly mine: AnnotationBody
  readonly right: AnnotationBody
  readonly by: Exclude<ConfirmedBy, "mentor">
  /** When it was sent. */
  readonly atMs: number
  /** The project's rule for the same thing and the same text. */
  readonly rule: ResolveRule & Pick<GoldRule, "fields" | "keptFields">
  /** Whether somebody said what is right at this place; absent where all of the right answer is known. */
  readonly isConfirmed?: (outcome: RegionOutcome) => boolean
}

/** One thing in a picture, as one person answered it, whose right answer is confirmed. */
export interface ConfirmedItem {
  readonly answer: string
  readonly by: ConfirmedBy
  readonly atMs: number
  /** Mine and the right one; one of them is null where I missed it, or where there is none. */
  readonly outcome: Pick<RegionOutcome, "mine" | "final" | "edgesPx" | "iou">
  /** What is wrong with it, gravest first; null for nothing beyond what the project tolerates. `find`: missed, or one too many. */
  readonly error: Competence | null
  /** Both texts as the project compares them; null where nothing is to be read. */
  readonly texts: { readonly mine: string; readonly right: string } | null
  /** What a mentor noted of it. */
  readonly noted: readonly DecisionReason["code"][]
}

/** What is confirmed of one answer, thing by thing. What is still open about it is left out. */
export function confirmedItems(answer: ConfirmedAnswer): ConfirmedItem[] {
  const { mine, right, rule, isConfirmed = () => true } = answer
  return findOutcomes(mine, right, rule)
    .filter((outcome) => outcome.kind !== "undecided" && isConfirmed(outcome))
    .map((outcome) => ({
      ...{ answer: answer.answer, by: answer.by, atMs: answer.atMs },
      outcome: { mine: outcome.mine, final: outcome.final, edgesPx: outcome.edgesPx, iou: outcome.iou },
      error: outcome.mine && outcome.final ? errorOfPair(outcome, rule) : "find",
      texts: textsOf(outcome, rule),
      noted: [],
    }))
}

/** Both texts as the project compares them; null where nothing is to be read. */
export function textsOf(
  { mine, final }: Pick<RegionOutcome, "mine" | "final">,
  rule: ResolveRule,
): ConfirmedItem["texts"] {
  if (!mine || !final || !final.transcript?.value) return null
  return { mine: comparedText(mine, rule), right: comparedText(final, rule) }
}

/** The text alone of what `textKey` compares, without what was said about reading it. */
function comparedText(region: NonNullable<RegionOutcome["mine"]>, rule: ResolveRule): string {
  const key = textKey(region, rule)
  return key.slice(key.indexOf("|") + 1)
}
