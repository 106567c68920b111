import { isAway } from "@justesse/work/appeals/away"
import { unansweredClasses } from "@justesse/work/content/ask"
import type { Judgement } from "@justesse/work/decisions/judgement"
import type { Kysely } from "kysely"
import { contentOf, readYes } from "../content/stand.ts"
import type { Database } from "../schema/index.ts"
import type { CaseKey } from "./judgements.ts"
import { toJudgement } from "./judgements.ts"

/** A member of a project who may judge there. */
interface StaffMember {
  readonly id: number
  readonly isOwner: boolean
  readonly isReviewer: boolean
  /** They said so, or are paused, or their account is closed, or they have not said yes to what the pictures may hold. */
  readonly isAway: boolean
  /** Whom they work for; null while the studio knows of one organisation alone, which then tells nothing. */
  readonly organisation: string | null
}

/** Who may judge in a project, and whose it is. */
export interface Staff {
  readonly members: readonly StaffMember[]
  readonly organisation: string | null
}

/** Until when somebody said that they are away, as it is stored with what else they chose. */
function awayOf(preferences: string): number | null {
  // Written by the service alone, as JSON.
  return (JSON.parse(preferences) as { readonly awayUntilMs?: number | null }).awayUntilMs ?? null
}

/** Owners and reviewers of a project, and who of them is there at a moment. */
export async function readStaff(db: Kysely<Database>, projectId: number, nowMs: number): Promise<Staff> {
  const [rows, project, organisations] = await Promise.all([
    db
      .selectFrom("member as m")
      .innerJoin("person as p", "p.id", "m.person_id")
      .select([
        "m.person_id",
        "m.is_owner",
        "m.is_reviewer",
        "m.paused",
        "m.content_yes",
        "p.is_active",
        "p.organisation_id",
        "p.preferences",
      ])
      .where("m.project_id", "=", projectId)
      .where(({ or, eb }) => or([eb("m.is_owner", "=", 1), eb("m.is_reviewer", "=", 1)]))
      .orderBy("m.person_id")
      .execute(),
    db
      .selectFrom("project")
      .select(["organisation_id", "settings", "content_reported"])
      .where("id", "=", projectId)
      .executeTakeFirst(),
    db.selectFrom("organisation").select("id").limit(2).execute(),
  ])
  const stand = project && contentOf(project)
  const isUnasked = (yes: string | null) => stand !== undefined && unansweredClasses(stand, readYes(yes)).length > 0
  const nameOf = (id: number | undefined) => (organisations.length < 2 || id === undefined ? null : String(id))
  return {
    members: rows.map((row) => ({
      id: row.person_id,
      isOwner: row.is_owner === 1,
      isReviewer: row.is_reviewer === 1,
      isAway:
        row.paused === 1 || row.is_active === 0 || isUnasked(row.content_yes) || isAway(awayOf(row.preferences), nowMs),
      organisation: nameOf(row.organisation_id),
    })),
    organisation: nameOf(project?.organisation_id),
  }
}

/** Judgements of one case, without what lies beside them. */
export interface BareCase extends CaseKey {
  readonly judgements: readonly Judgement[]
}

/** Every case of a project that was ever rejected, with its judgements in their order. */
export async function listRejections(db: Kysely<Database>, projectId: number): Promise<BareCase[]> {
  const rows = await db
    .selectFrom("judgement as j")
    .selectAll("j")
    .where("j.project_id", "=", projectId)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("judgement as c")
          .select("c.seq")
          .whereRef("c.project_id", "=", "j.project_id")
          .whereRef("c.task_id", "=", "j.task_id")
          .whereRef("c.person_id", "=", "j.person_id")
          .whereRef("c.revision", "=", "j.revision")
          .where("c.kind", "=", "concur"),
      ),
    )
    .orderBy("j.task_id")
    .orderBy("j.person_id")
    .orderBy("j.revision")
    .orderBy("j.seq")
    .execute()
  const cases: (BareCase & { judgements: Judgement[] })[] = []
  for (const row of rows) {
    const last = cases.at(-1)
    const isSame = last?.taskId === row.task_id && last.personId === row.person_id && last.revision === row.revision
    const key = { projectId: row.project_id, taskId: row.task_id, personId: row.person_id, revision: row.revision }
    if (isSame) last.judgements.push(toJudgement(row))
    else cases.push({ ...key, judgements: [toJudgement(row)] })
  }
  return cases
}

/** Whether anybody's answer to a task began from proposals of a model. */
export async function hasProposals(
  db: Kysely<Database>,
  { projectId, taskId }: Pick<CaseKey, "projectId" | "taskId">,
): Promise<boolean> {
  const row = await db
    .selectFrom("answer_proposals")
    .select("revision")
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
