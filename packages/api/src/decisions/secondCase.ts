import type { ProjectAccess } from "@justesse/db"
import { listJudgements } from "@justesse/db/decisions"
import { listMentorsOf } from "@justesse/db/mentors/pairs"
import { DecisionId, EMPTY_BODY, JustesseError } from "@justesse/types"
import type { SecondCase } from "@justesse/types/wire/decision"
import { whyNotJudge } from "@justesse/work/decisions/refusal"
import type { Who } from "../core/who.ts"
import { type DecisionDeps, judgeOf, staffOf } from "./context.ts"
import { checkAll, factsOf, readBehind, readCompared } from "./facts.ts"
import { secondsOf } from "./follow.ts"
import { withCase } from "./live.ts"
import { requireOf } from "./seconds.ts"
import { cameBackOf, nextOf, pictureOf, proposalIn, saidSince, whyOf } from "./shown.ts"

/**
 * A proposed rejection as its second person sees it. Whoever has had to do with it, or owns the project, is never shown it so.
 * @throws JustesseError not_found
 */
export function readSecond(
  deps: DecisionDeps,
  project: ProjectAccess,
  who: Who,
  decision: string,
): Promise<SecondCase> {
  return withCase(deps, decision, async (inside, one) => {
    requireOf(project, one)
    const staff = await staffOf(inside, project.id)
    const next = nextOf(one.state)
    const mayBeSecond = secondsOf(one, staff, await listMentorsOf(inside.storage.db, one)).includes(who.personId)
    if (one.state.status !== "proposed" || !next || !mayBeSecond) throw new JustesseError("not_found", { decision })
    const [behind, rows] = await Promise.all([readBehind(inside, one), listJudgements(inside.storage.db, one)])
    const proposal = proposalIn(rows)
    const why = proposal && whyOf(one.state, proposal.act, behind.clauses, one.guidelineVersion)
    if (!proposal || !why) throw new JustesseError("not_found", { decision })
    const reference = proposal.reference ?? EMPTY_BODY
    const { reason, clause } = proposal.act
    const compared = await readCompared(inside, one, behind, { reference, clause })
    const by = judgeOf(staff, who, project.roles)
    const facts = await factsOf(inside, one, staff, { clauses: behind.clauses, compared, reason })
    const back = cameBackOf(rows)
    return {
      decision: DecisionId.parse(one.publicId),
      kind: project.kind,
      ...(await pictureOf(inside, one, behind.submission.ontologyVersion)).shown,
      answer: behind.submission.body,
      reviewer: reference,
      why,
      check: checkAll(proposal.act, compared),
      sentBack: back && { atMs: back.atMs, note: back.note, againAtMs: back.againAtMs },
      said: [...(back?.said ?? []), ...saidSince(rows, "propose")],
      proposedAtMs: proposal.atMs,
      untilMs: next.untilMs,
      isReopened: one.state.reopened > 0,
      whyNotAgree: whyNotJudge(one.state, { act: { kind: "concur" }, by, atMs: inside.nowMs() }, facts),
    }
  })
}
