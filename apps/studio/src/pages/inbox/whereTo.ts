import type { Notice } from "@justesse/types/wire/question"
import { type LinkProps, linkOptions } from "@tanstack/react-router"

/** What is about one's own pay, in whatever project. */
const ABOUT_PAY: readonly Notice["kind"][] = [
  "payout_sent",
  "payout_arrived",
  "payout_back",
  "session_added",
  "claim_waits",
]

/** What owners are told of a project's money. */
const ABOUT_BUDGET: readonly Notice["kind"][] = ["money_low", "money_out", "money_there", "odd_time"]

/** What somebody reads where they learn. */
const ABOUT_LEARNING: readonly Notice["kind"][] = [
  "known_answer_wrong",
  "mentor_offered",
  "mentor_note",
  "mentor_ended",
  "progress_answered",
  "peer_result",
]

/** The page on which what the notice tells can be acted on. */
export function whereTo({ kind, project, detail }: Notice): LinkProps | null {
  if (ABOUT_PAY.includes(kind)) return linkOptions({ to: "/work/hours" })
  if (kind === "purpose_asked") return linkOptions({ to: "/admin", hash: "sentences" })
  if (kind === "ombud_asked") return linkOptions({ to: "/ombud" })
  if (project === null) return null
  if (kind === "money_waits" || kind === "money_came") return linkOptions({ to: "/work" })
  if (ABOUT_BUDGET.includes(kind)) return linkOptions({ to: "/p/$project/budget", params: { project } })
  const { assignmentId, threadId, decision } = detail
  if (kind === "guideline_changed") return linkOptions({ to: "/p/$project/guideline", params: { project } })
  if (kind === "ombud_answered" && !decision) return linkOptions({ to: "/p/$project/conditions", params: { project } })
  if (kind === "second_wanted" || kind === "own_overturned")
    return linkOptions({ to: "/review/$project", params: { project } })
  if (kind === "content_asked")
    return linkOptions({ to: "/p/$project/conditions", params: { project }, hash: "content" })
  if (kind === "content_reported" || kind === "content_stopped")
    return linkOptions({ to: "/p/$project/settings", params: { project }, hash: "content" })
  if (kind === "purpose_allowed" || kind === "purpose_refused")
    return linkOptions({ to: "/p/$project", params: { project } })
  // Whoever decides an appeal is told nothing else about it.
  if (kind === "appeal_waits") return null
  if (decision) return linkOptions({ to: "/work/decisions/$decision", params: { decision } })
  if (kind === "peer_wanted") return linkOptions({ to: "/review" })
  if (kind === "progress_asked" || kind === "peer_ended")
    return linkOptions({ to: "/p/$project/people", params: { project } })
  if (kind === "mentor_asked" || kind === "mentor_accepted") return linkOptions({ to: "/work/learn/mentor" })
  if (ABOUT_LEARNING.includes(kind)) return linkOptions({ to: "/work/learn", search: { project } })
  if (assignmentId) return linkOptions({ to: "/work/history/$assignment", params: { assignment: assignmentId } })
  return linkOptions({
    to: "/p/$project/questions",
    params: { project },
    search: threadId ? { thread: threadId } : {},
  })
}
