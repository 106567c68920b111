import type { JudgementAct } from "@justesse/types/decisions/judgement"
import type { JudgedAnswer } from "../decisions/evidence.ts"
import type { Judgement, JudgementKind } from "../decisions/judgement.ts"
import type { CaseFacts, Judge } from "../decisions/refusal.ts"

/** The people of the tests of decisions. */
export const AUTHOR = 1
export const FIRST = 11
export const SECOND = 12
export const THIRD = 21
export const OWNER = 10
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** An act with everything that its kind needs, sound in itself. */
export function toAct(
  kind: JudgementAct["kind"],
  reason: "fraud" | "geometry_out_of_tolerance" = "geometry_out_of_tolerance",
): JudgementAct {
  switch (kind) {
    case "propose":
      return {
        kind,
        reason,
        clause: "1.1",
        evidence: [
          reason === "fraud"
            ? { type: "metric", name: "replayed", partId: null, referenceId: "k", value: 3, threshold: 0 }
            : { type: "metric", name: "iou", partId: "r1", referenceId: "k", value: 0.5, threshold: 0.7 },
        ],
      }
    case "return":
      return { kind, clause: "1.1", note: "the left edge" }
    case "reply":
    case "add":
      return { kind, text: "it is right" }
    case "appeal":
      return { kind, text: "", evidence: [] }
    case "answer":
      return { kind, answer: "first", clause: "1.1", text: "as clause 1.1 says" }
    default:
      return { kind }
  }
}

/** A row that somebody appended. */
export function by(id: number, act: JudgementAct | Judgement["act"], atMs = 0): Judgement {
  return { act, by: { kind: "person", id }, atMs }
}

const SUBMIT: Judgement = by(AUTHOR, { kind: "submit" })
const BY_RULE = { kind: "rule" } as const

/** Rows up to a rejection that was proposed, agreed to, appealed and given to a third person who sees the author's rendering first. */
export const ROWS = {
  submitted: [SUBMIT],
  returned: [SUBMIT, by(FIRST, toAct("return"), 1)],
  repaired: [SUBMIT, by(FIRST, toAct("return"), 1), by(AUTHOR, { kind: "repair" }, 2)],
  proposed: [SUBMIT, by(FIRST, toAct("return"), 1), by(AUTHOR, { kind: "repair" }, 2), by(FIRST, toAct("propose"), 3)],
} as const
export const REJECTED: readonly Judgement[] = [...ROWS.proposed, by(SECOND, { kind: "concur" }, 4)]
export const APPEALED: readonly Judgement[] = [
  ...REJECTED,
  by(AUTHOR, toAct("appeal"), 5),
  { act: { kind: "assign", adjudicatorId: THIRD, authorIsFirst: true }, by: BY_RULE, atMs: 5 },
]

/** An answer whose IoU with the reference is 0.5 where 0.7 is asked for. */
const ANSWER: JudgedAnswer = {
  parts: 2,
  measure: (name, partId, referenceId) =>
    referenceId !== "k" ? null : name === "iou" && partId === "r1" ? 0.5 : name === "replayed" ? 3 : null,
  tolerance: (name) => (name === "iou" ? 0.7 : name === "replayed" ? 0 : null),
  cover: () => 0,
  coverTime: () => 0,
  contradictsGold: () => false,
  read: () => null,
}
const REQUESTER = { organisation: "buyer", consequence: "none" } as const
export const FACTS: CaseFacts = {
  authorId: AUTHOR,
  mentorIds: new Set([77]),
  isJudgeable: true,
  clauses: new Set(["1.1"]),
  answer: ANSWER,
  requester: REQUESTER,
}

/** Somebody with a reviewer's rights, and with others where they are said. */
export function judge(id: number, rights: Partial<Judge> = {}): Judge {
  return { id, isReviewer: true, isOwner: false, isService: false, organisation: null, ...rights }
}

/** Every word that a judgement can have. */
export const ALL_KINDS: readonly JudgementKind[] = [
  "accept",
  "return",
  "propose",
  "concur",
  "disagree",
  "keep",
  "reply",
  "leave",
  "appeal",
  "take_back",
  "answer",
  "withdraw",
  "submit",
  "repair",
  "assign",
  "unanswered",
  "reopen",
]
