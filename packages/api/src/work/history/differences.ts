import type { Review, Submission } from "@justesse/db"
import { iou } from "@justesse/quality/geometry/iou"
import { findOutcomes, type RegionOutcome } from "@justesse/quality/review/outcomes"
import {
  type AnnotationBody,
  boxOf,
  type Decision,
  type DecisionReason,
  type Disagreement,
  type Label,
  type ResolveRule,
} from "@justesse/types"
import type { MyDisagreement } from "@justesse/types/wire/work/history"
import { leftOutOf } from "../resolve/outcome.ts"

/** A place where the kept answer is another than mine, and the sort of change it was. */
interface OwnDisagreement {
  readonly shown: MyDisagreement
  /** The reviewer's reason, or what the change itself says where a rule decided. */
  readonly code: DecisionReason["code"]
}

/**
 * Where the kept answer differs from one person's, top to bottom, each with the reviewer's reason where a reviewer
 * decided about that place.
 */
export function findDisagreements(
  mine: Pick<Submission, "publicId" | "body">,
  final: AnnotationBody,
  review: Review | undefined,
  rule: Pick<ResolveRule, "matchIou" | "settleIou" | "text"> & {
    readonly fields?: readonly Label[]
    readonly keptFields?: readonly Label[]
  },
): OwnDisagreement[] {
  const open = review ? leftOutOf(review) : []
  const outcomes = findOutcomes(mine.body, final, { ...rule, open })
  return outcomes
    .filter((outcome) => outcome.kind !== "kept")
    .map((outcome) => {
      const decision = review && decisionAbout(outcome, mine.publicId, review)
      const reason = decision?.reason ?? null
      const decidedBy = decision ? "reviewer" : "rule"
      return {
        shown: { kind: outcome.kind, mine: outcome.mine, kept: outcome.final, reason, decidedBy },
        code: reason?.code ?? codeOf(outcome),
      }
    })
}

/** The reviewer's decision about a region: a kept one bears its difference's name, mine is found by place and letter. */
export function decisionAbout(outcome: RegionOutcome, submission: string, review: Review): Decision | undefined {
  const named = review.body.differences.find(({ id }) => (id as string) === outcome.final?.id)
  const letter = review.body.letters[submission]
  const disagreement = named ?? review.body.differences.find((one) => hasMine(one, outcome, letter))
  return disagreement && review.decisions.get(disagreement.id)
}

function hasMine(disagreement: Disagreement, { mine }: RegionOutcome, letter: string | undefined): boolean {
  return disagreement.candidates.some(
    ({ letters, region }) =>
      mine !== null &&
      region !== null &&
      letters.some((one) => one === letter) &&
      iou(boxOf(region), boxOf(mine)) > 0.5,
  )
}

/** What a change is about, where nobody said so. */
function codeOf(outcome: RegionOutcome): DecisionReason["code"] {
  if (outcome.kind === "added") return "missed"
  if (outcome.kind === "removed") return "extra"
  if (outcome.label) return "label"
  if (outcome.text) return withoutSpaces(outcome.text.mine) === withoutSpaces(outcome.text.final) ? "spaces" : "text"
  return outcome.attributes.length > 0 ? "attribute" : "edges"
}

function withoutSpaces(text: string): string {
  return text.replace(/\s+/g, "")
}
