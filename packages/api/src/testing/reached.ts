import type { Storage } from "@justesse/db"
import { ASSIGNMENT_STATE } from "@justesse/db/schema/states"

/** Hours, answers and notes of somebody as work for months would have left them: all that is asked of reviewers. */
export async function reachAll(
  { db }: Pick<Storage, "db">,
  of: { readonly projectId: number; readonly personId: number; readonly learnerId: number },
  name = "reached",
): Promise<void> {
  const own = { project_id: of.projectId, person_id: of.personId }
  const lease = {
    ...{ state: ASSIGNMENT_STATE.submitted, fence: 1, leased_at_ms: 1, expires_at_ms: 1, active_ms: 0 },
    ...{ revision: 1, counted: 1 as const, ontology_version: 1, guideline_version: 1, changed_at_ms: 1 },
  }
  // Numbers of tasks that no test has.
  const answers = Array.from({ length: 320 }, (_, n) => ({
    ...{ ...own, ...lease, task_id: 9_000 + n, public_id: `${name}-${n}`, fate: "kept" as const },
    ...{ skip_reason: null, skip_note: null, sent_back: null },
  }))
  for (let at = 0; at < answers.length; at += 40)
    await db
      .insertInto("assignment")
      .values(answers.slice(at, at + 40))
      .execute()
  const sent = answers.map(({ task_id, public_id }) => ({
    ...{ ...own, task_id, public_id, revision: 1, counted: 1 as const, body: "{}", body_sha256: "" },
    ...{ ontology_version: 1, guideline_version: 1, active_ms: 0, regions: 0, stored_at_ms: 1 },
  }))
  for (let at = 0; at < sent.length; at += 40)
    await db
      .insertInto("submission")
      .values(sent.slice(at, at + 40))
      .execute()
  const hours = { ...own, slot_ms: 0, active_ms: 21 * 3_600_000, tasks: 0 }
  await db.insertInto("active_time").values(hours).execute()
  const note = { pair_id: 1, project_id: of.projectId, task_id: 9_000, person_id: of.learnerId, body: "tighter" }
  await db
    .insertInto("mentor_note")
    .values(
      Array.from({ length: 5 }, (_, n) => ({
        ...{ ...note, public_id: `${name}-${n}`, mentor_id: of.personId, revision: 1, region_id: null },
        ...{ at_ms: 1, useful: 1 as const },
      })),
    )
    .execute()
}
