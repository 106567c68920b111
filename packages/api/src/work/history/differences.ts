import type { Review, Submission } from "@justesse/db"
import { iou } from "@justesse/quality/geometry/iou"
import { findOutcomes, type RegionOutcome } from "@justesse/quality/review/outcomes"
import type { AnnotationBody, Decision, DecisionReason, Disagreement, ResolveRule } from "@justesse/types"
import type { MyDisagreement } from "@justesse/types/wire/work"
import { leftOutOf } from "../resolve/outcome.ts"

/** A place where the kept answer is another than mine, and the sort of change it was. */
export interface OwnDifference {
  readonly shown: MyDisagreement
  /** The reviewer's reason, or what the change itself says where a rule decided. */
  readonly code: DecisionReason["code"]
}

/**
 * Where the kept answer differs from one person's, top to bottom, each with the reviewer's reason where a reviewer
 * decided about that place.
 */
export function differencesFrom(
  mine: Pick<Submission, "publicId" | "body">,
  kept: AnnotationBody,
  review: Review | undefined,
  rule: Pick<ResolveRule, "matchIou" | "settleIou" | "text">,
): OwnDifference[] {
  const open = review ? leftOutOf(review) : []
  const fates = findOutcomes(mine.body, kept, { ...rule, open })
  return fates
    .filter((fate) => fate.kind !== "kept")
    .map((fate) => {
      const decision = review && decisionAbout(fate, mine.publicId, review)
      const reason = decision?.reason ?? null
      const decidedBy = decision ? "reviewer" : "rule"
      return {
        shown: { kind: fate.kind, mine: fate.mine, kept: fate.final, reason, decidedBy },
        code: reason?.code ?? codeOf(fate),
      }
    })
}

/** The reviewer's decision about a region: a kept one bears its difference's name, mine is found by place and letter. */
function decisionAbout(fate: RegionOutcome, submission: string, review: Review): Decision | undefined {
  const named = review.body.differences.find(({ id }) => (id as string) === fate.final?.id)
  const letter = review.body.letters[submission]
  const difference = named ?? review.body.differences.find((one) => hasMine(one, fate, letter))
  return difference && review.decisions.get(difference.id)
}

function hasMine(difference: Disagreement, { mine }: RegionOutcome, letter: string | undefined): boolean {
  return difference.candidates.some(
    ({ letters, region }) =>
      mine !== null && region !== null && letters.some((one) => one === letter) && iou(region, mine) > 0.5,
  )
}

/** What a change is about, where nobody said so. */
export function codeOf(fate: RegionOutcome): DecisionReason["code"] {
  if (fate.kind === "added") return "missed"
  if (fate.kind === "removed") return "extra"
  if (fate.label) return "label"
  if (fate.text) return withoutSpaces(fate.text.mine) === withoutSpaces(fate.text.final) ? "spaces" : "text"
  return fate.attributes.length > 0 ? "attribute" : "edges"
}

function withoutSpaces(text: string): string {
  return text.replace(/\s+/g, "")
}
