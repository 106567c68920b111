import { stepsIn } from "@justesse/db/ledger/steps"
import { extendLease, readCap } from "@justesse/db/pay/extend"
import { asPerson } from "@justesse/db/work/unleased"
import { type AssignmentId, JustesseError } from "@justesse/types"
import type { ExtendInput, ExtendOutput, TimeLimitShown } from "@justesse/types/wire/claims"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"

type LimitDeps = Pick<Deps, "storage" | "nowMs">

/** The time limit of a task in hand, for the page that shows how much of it is left; none where nobody is paid. */
export async function showTimeLimit(
  { storage }: Pick<Deps, "storage">,
  personId: number,
  assignmentId: AssignmentId,
): Promise<z.infer<typeof TimeLimitShown>> {
  return { limit: await stepsIn(storage.db, readCap(assignmentId, personId)) }
}

/**
 * Somebody goes on with a task beyond its time limit: one more is reserved, or it is said why not. Their work goes on in either case.
 * @throws JustesseError not_found for somebody else's task, and where nobody is paid
 */
export async function extendTask(
  { storage, nowMs }: LimitDeps,
  personId: number,
  { assignmentId, extensions }: z.infer<typeof ExtendInput>,
): Promise<z.infer<typeof ExtendOutput>> {
  const of = { publicId: assignmentId, personId, extensions, nowMs: nowMs() }
  const extended = await asPerson(storage, personId, (tx) => stepsIn(tx, extendLease(of)))
  if (!extended) throw new JustesseError("not_found", { assignment: assignmentId })
  return { status: extended.status, limit: extended.cap }
}
