import { listTiers } from "@justesse/db"
import { findWhy } from "@justesse/db/work/why"
import { JustesseError } from "@justesse/types"
import type { WhyTask } from "@justesse/types/wire/whyTask"
import { parseChoice, type ToldChoice, tellChoice } from "@justesse/work/allocation/choice"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { leaseSeed } from "./allocation.ts"

type Told = NonNullable<z.infer<typeof WhyTask>["why"]>

/**
 * Why an own task was given to somebody. Before its project is archived nothing of the answer depends on whether the right answer was
 * known, nor does what is read for it (I5).
 * @throws JustesseError not_found
 */
export async function whyTask(
  deps: Pick<Deps, "storage" | "hmac">,
  personId: number,
  publicId: string,
): Promise<z.infer<typeof WhyTask>> {
  const { db } = deps.storage
  const found = await findWhy(db, publicId, personId)
  if (!found) throw new JustesseError("not_found", { assignmentId: publicId })
  const choice = parseChoice(found.why)
  if (!choice) return { why: null }
  const { tier, ...told } = tellChoice(choice, found.isRetired, leaseSeed(deps, publicId))
  return { why: { ...told, queue: tier && (await findPart(deps, found.projectId, tier)) } }
}

/** The part of the queue that was drawn from, and for whom it is kept. */
async function findPart(
  { storage }: Pick<Deps, "storage">,
  projectId: number,
  { id, rank, of }: NonNullable<ToldChoice["tier"]>,
): Promise<Told["queue"]> {
  const kept = (await listTiers(storage.db, projectId)).find((one) => one.id === id)
  const isOwn = kept !== undefined && kept.personId !== null
  return { rank, of, keptFor: isOwn ? "you" : (kept?.groupId ?? null) === null ? "everybody" : "group" }
}
