import type { Case } from "@justesse/db/decisions"
import { JustesseError } from "@justesse/types"
import { type JudgementAct } from "@justesse/types/decisions/judgement"
import type { DecisionDone } from "@justesse/types/wire/decision"
import type { Who } from "../core/who.ts"
import { type DecisionDeps, judgeOf, staffOf } from "./context.ts"
import { factsOf, requireMay } from "./facts.ts"
import { append } from "./follow.ts"
import { withCase } from "./live.ts"
import { isDone } from "./rows.ts"
import { nextOf } from "./shown.ts"

/** What an author can do with a decision about their own answer. */
type OwnKind = "keep" | "reply" | "leave" | "appeal" | "take_back"

/** Where a decision stands after an act. */
export const doneOf = ({ state }: Case): DecisionDone => ({ status: state.status, next: nextOf(state) })

/**
 * Does an author's act about a decision of theirs; under the same id once. Anybody else's does not exist for them.
 * @throws JustesseError not_found | judgement_refused | conflict
 */
export function actAsAuthor(
  deps: DecisionDeps,
  who: Who,
  decision: string,
  { act, publicId }: { readonly act: Extract<JudgementAct, { kind: OwnKind }>; readonly publicId: string },
): Promise<DecisionDone> {
  return withCase(deps, decision, async (inside, one) => {
    if (one.personId !== who.personId) throw new JustesseError("not_found", { decision })
    if (await isDone(inside, one, { act: publicId, personId: who.personId, kind: act.kind })) return doneOf(one)
    const staff = await staffOf(inside, one.projectId)
    const by = judgeOf(staff, who)
    const atMs = inside.nowMs()
    requireMay(one, act, by, atMs, await factsOf(inside, one, staff, { clauses: [] }))
    return doneOf(await append(inside, one, { act, by: { kind: "person", id: by.id }, atMs }, { publicId }))
  })
}
