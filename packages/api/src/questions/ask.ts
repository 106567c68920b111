import type { OwnAssignment } from "@justesse/db/hot/operations"
import { canonicalJson, JustesseError } from "@justesse/types"
import type { AskInput, AskOutput } from "@justesse/types/wire/question"
import type { z } from "zod"
import type { WorkDeps } from "../work/allocation.ts"
import { choicesOf } from "../work/limits.ts"
import { withMemory } from "../work/memberships.ts"
import { allocateAfter, type Drawing, findHeldAfter, isPaidIn } from "../work/tasks.ts"

/**
 * Asks about a task in hand: it is stored with a notice for the owners, the task put aside where that is wanted, and the next
 * ones drawn, all at once.
 * @throws JustesseError not_found | taken_over | conflict (the id is of another thread)
 */
export async function askAboutTask(
  deps: WorkDeps,
  personId: number,
  input: z.infer<typeof AskInput>,
): Promise<z.infer<typeof AskOutput>> {
  const { assignmentId: publicId, fence, threadId, messageId, text, regionId, clause, putAside } = input
  const spot = canonicalJson(input.spot)
  const asked = { publicId, personId, fence, threadId, messageId, text, regionId, spot, clause, putAside }
  const choices = await choicesOf(deps, personId, input.utcOffsetMinutes)
  const decided: { drawing: Drawing | null } = { drawing: null }
  const next = (own: OwnAssignment) => {
    decided.drawing = allocateAfter(deps, own, { ...input, choices })
    // Whoever left a project asks nobody in it any more.
    if (!decided.drawing.project) throw new JustesseError("not_found", { assignmentId: publicId })
    return decided.drawing.allocation.next
  }
  const done = await withMemory(deps, () =>
    deps.storage.hot.ask({ ...asked, nowMs: deps.nowMs(), next, isPaid: () => isPaidIn(decided.drawing) }),
  )
  const { question, keptUntilMs } = done.asked
  return { asked: question, keptUntilMs, ...(await findHeldAfter(deps, personId, decided.drawing, done.leases)) }
}
