import { AnnotationBody, EMPTY_BODY, Ontology, StoredBody, type TaskNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"
import { asOne } from "../transaction.ts"

/** One version of a project's labels. Never changes once stored (I9), save in a draft that nobody has labelled under. */
interface OntologyVersion {
  readonly version: number
  readonly ontology: Ontology
  readonly madeBy: number
  readonly madeAtMs: number
}

/** A version of a project's labels; null for an unknown one. */
export async function findOntology(
  db: Kysely<Database>,
  projectId: number,
  version: number,
): Promise<OntologyVersion | null> {
  const row = await db
    .selectFrom("ontology_version")
    .select(["version", "body", "made_by", "made_at_ms"])
    .where("project_id", "=", projectId)
    .where("version", "=", version)
    .executeTakeFirst()
  return row ? from(row) : null
}

/** All versions, newest first. */
export async function listOntologies(db: Kysely<Database>, projectId: number): Promise<OntologyVersion[]> {
  const rows = await db
    .selectFrom("ontology_version")
    .select(["version", "body", "made_by", "made_at_ms"])
    .where("project_id", "=", projectId)
    .orderBy("version", "desc")
    .execute()
  return rows.map(from)
}

/**
 * Stores the version after `baseVersion` and puts it in force. Null when another is in force already.
 * `inPlace` replaces the one in force instead, for drafts that nobody has labelled under.
 */
export async function putOntology(
  db: Kysely<Database>,
  projectId: number,
  baseVersion: number,
  next: { ontology: Ontology; madeBy: number; madeAtMs: number; inPlace?: boolean },
): Promise<number | null> {
  const body = JSON.stringify(next.ontology)
  return asOne(db, async (tx) => {
    const version = next.inPlace ? baseVersion : baseVersion + 1
    const moved = await tx
      .updateTable("project")
      .set({ ontology_version: version })
      .where("id", "=", projectId)
      .where("ontology_version", "=", baseVersion)
      .executeTakeFirst()
    if (Number(moved.numUpdatedRows) === 0) return null
    await tx
      .insertInto("ontology_version")
      .values({ project_id: projectId, version, body, made_by: next.madeBy, made_at_ms: next.madeAtMs })
      .onConflict((conflict) => conflict.columns(["project_id", "version"]).doUpdateSet({ body }))
      .execute()
    return version
  })
}

/** Bodies of counted and extra submissions by key, `limit` after `after`: for counting what a change would touch. */
export async function listAnswerBodies(
  db: Kysely<Database>,
  projectId: number,
  after: { taskId: TaskNumber; personId: number },
  limit: number,
) {
  const rows = await db
    .selectFrom("assignment as g")
    .innerJoin("submission as b", (on) =>
      on
        .onRef("b.project_id", "=", "g.project_id")
        .onRef("b.task_id", "=", "g.task_id")
        .onRef("b.person_id", "=", "g.person_id")
        .onRef("b.revision", "=", "g.revision"),
    )
    .select(["g.task_id", "g.person_id", "b.body"])
    .where("g.project_id", "=", projectId)
    .where((eb) =>
      eb.or([
        eb("g.task_id", ">", after.taskId),
        eb.and([eb("g.task_id", "=", after.taskId), eb("g.person_id", ">", after.personId)]),
      ]),
    )
    .orderBy("g.task_id")
    .orderBy("g.person_id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({ taskId: row.task_id, personId: row.person_id, body: toBody(row.body) }))
}

/** Without regions where nobody can read it any more. */
function toBody(text: string | null): AnnotationBody {
  return StoredBody.safeParse(JSON.parse(text ?? "null")).data ?? EMPTY_BODY
}

/** Kept answers that nobody sent (imported or gold) by task, `limit` after `afterId`. */
export async function listImportedAnswers(db: Kysely<Database>, projectId: number, afterId: number, limit: number) {
  const rows = await db
    .selectFrom("task_state")
    .select(["task_id", "answer"])
    .where("project_id", "=", projectId)
    .where("task_id", ">", afterId)
    .where("settled_by", "in", ["import", "gold"])
    .where("answer", "is not", null)
    .orderBy("task_id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({ taskId: row.task_id, body: toBody(row.answer) }))
}

/** Tasks that are in somebody's hand right now. */
export async function countInHand(db: Kysely<Database>, projectId: number, nowMs: number): Promise<number> {
  const row = await db
    .selectFrom("assignment")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("state", "=", ASSIGNMENT_STATE.leased)
    .where("expires_at_ms", ">", nowMs)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

function from(row: { version: number; body: string; made_by: number; made_at_ms: number }): OntologyVersion {
  return {
    version: row.version,
    ontology: Ontology.parse(JSON.parse(row.body)),
    madeBy: row.made_by,
    madeAtMs: row.made_at_ms,
  }
}
