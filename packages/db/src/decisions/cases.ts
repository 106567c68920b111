import { canonicalJson } from "@justesse/types"
import { deadlineOf } from "@justesse/work/decisions/deadlines"
import type { CaseState } from "@justesse/work/decisions/judgement"
import type { Kysely, Selectable } from "kysely"
import type { Database } from "../schema/index.ts"
import type { Storage } from "../storage.ts"
import type { OpenTransaction } from "../transaction.ts"
import { type CaseKey, toJudgement } from "./judgements.ts"
import { withoutWords } from "./words.ts"

/** Where a submission stands by its judgements. */
export interface Case extends CaseKey {
  /** Its name outside. */
  readonly publicId: string
  /** The revision that it is about by now. */
  readonly about: number
  /** How many judgements it has. */
  readonly rows: number
  /** Of the guideline that its author had. */
  readonly guidelineVersion: number
  readonly state: CaseState
}

type Row = Selectable<Database["case_state"]>

function fromRow(row: Row): Case {
  return {
    projectId: row.project_id,
    taskId: row.task_id,
    personId: row.person_id,
    revision: row.revision,
    publicId: row.public_id,
    about: row.about,
    rows: row.rows,
    guidelineVersion: row.guideline_version,
    state: JSON.parse(row.state), // a projection: `toColumns` wrote it, and `verify` computes it anew
  }
}

/** The columns of a case that follow from its state. */
export function toColumns({ about, rows, state }: Pick<Case, "about" | "rows" | "state">) {
  return {
    about,
    rows,
    status: state.status,
    since_ms: state.sinceMs,
    due_at_ms: deadlineOf(state)?.atMs ?? null,
    state: canonicalJson(withoutWords(state)),
    reviewer_id: state.proposal?.byId ?? null,
    clause: state.proposal?.clause ?? null,
    rejected_at_ms: state.rejectedAtMs,
    appealed_at_ms: state.appealedAtMs,
    third_id: state.status === "appealed" ? (state.assigned?.adjudicatorId ?? null) : null,
  }
}

/** Stores where a case stands, after its judgements were appended. */
export async function storeCase(tx: OpenTransaction, one: Case): Promise<void> {
  const columns = toColumns(one)
  await tx
    .insertInto("case_state")
    .values({
      project_id: one.projectId,
      task_id: one.taskId,
      person_id: one.personId,
      revision: one.revision,
      public_id: one.publicId,
      guideline_version: one.guidelineVersion,
      ...columns,
    })
    .onConflict((conflict) => conflict.columns(["project_id", "task_id", "person_id", "revision"]).doUpdateSet(columns))
    .execute()
}

/**
 * Holds an author's answer to a task, so that one act after the other is done about it, in whichever program. False where there is
 * no such assignment.
 */
export async function lockAnswer(
  tx: OpenTransaction,
  engine: Storage["engine"],
  { projectId, taskId, personId }: Pick<CaseKey, "projectId" | "taskId" | "personId">,
): Promise<boolean> {
  let query = tx
    .selectFrom("assignment")
    .select("revision")
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("person_id", "=", personId)
  // SQLite has one writer: whoever has begun to write is alone.
  if (engine === "postgres") query = query.forUpdate()
  return (await query.executeTakeFirst()) !== undefined
}

/** The case that is called so outside, with where it stands. */
export async function findCase(db: Kysely<Database>, publicId: string): Promise<Case | undefined> {
  const row = await db.selectFrom("case_state").selectAll().where("public_id", "=", publicId).executeTakeFirst()
  return row && fromRow(row)
}

/** Where the case of an answer stands that began with a given revision. */
export async function readCase(db: Kysely<Database>, key: CaseKey): Promise<Case | undefined> {
  const row = await db
    .selectFrom("case_state")
    .selectAll()
    .where("project_id", "=", key.projectId)
    .where("task_id", "=", key.taskId)
    .where("person_id", "=", key.personId)
    .where("revision", "=", key.revision)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** The latest case about an author's answer to a task. */
export async function findLatestCase(
  db: Kysely<Database>,
  { projectId, taskId, personId }: Pick<CaseKey, "projectId" | "taskId" | "personId">,
): Promise<Case | undefined> {
  const row = await db
    .selectFrom("case_state")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("person_id", "=", personId)
    .orderBy("revision", "desc")
    .limit(1)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** Cases that silence decides by `nowMs`, the earliest first. */
export async function listDueCases(db: Kysely<Database>, nowMs: number, limit: number): Promise<Case[]> {
  const rows = await db
    .selectFrom("case_state")
    .selectAll()
    .where("due_at_ms", "is not", null)
    .where("due_at_ms", "<=", nowMs)
    .orderBy("due_at_ms")
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/** Cases whose author has sent another answer since it was sent back: their repair waits to be appended. */
export async function listRepaired(db: Kysely<Database>, limit: number): Promise<Case[]> {
  const rows = await db
    .selectFrom("case_state as c")
    .innerJoin("assignment as a", (on) =>
      on
        .onRef("a.project_id", "=", "c.project_id")
        .onRef("a.task_id", "=", "c.task_id")
        .onRef("a.person_id", "=", "c.person_id"),
    )
    .selectAll("c")
    .where("c.due_at_ms", "is not", null)
    .where("c.status", "=", "returned")
    .whereRef("a.revision", ">", "c.about")
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/** Cases of a project that stand in one of some ways, the one that silence decides first at first. */
export async function listCasesIn(
  db: Kysely<Database>,
  projectId: number,
  statuses: readonly Case["state"]["status"][],
): Promise<Case[]> {
  const rows = await db
    .selectFrom("case_state")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("status", "in", [...statuses])
    .orderBy("due_at_ms")
    .orderBy("public_id")
    .limit(MOST)
    .execute()
  return rows.map(fromRow)
}

/** Cases that a list or a count reads at once. */
const MOST = 10_000

/** All cases about answers of a person, latest change first. */
export async function listCasesOf(db: Kysely<Database>, personId: number): Promise<Case[]> {
  const rows = await db
    .selectFrom("case_state")
    .selectAll()
    .where("person_id", "=", personId)
    .orderBy("since_ms", "desc")
    .orderBy("public_id")
    .limit(MOST)
    .execute()
  return rows.map(fromRow)
}

/** Open appeals that a person was drawn for. */
export async function listCasesOfThird(db: Kysely<Database>, personId: number): Promise<Case[]> {
  const rows = await db
    .selectFrom("case_state")
    .selectAll()
    .where("third_id", "=", personId)
    .orderBy("due_at_ms")
    .orderBy("public_id")
    .execute()
  return rows.map(fromRow)
}

/** Rejections of one reviewer by one clause since a moment, in a project. */
export async function listRejectedBy(
  db: Kysely<Database>,
  of: { readonly projectId: number; readonly reviewerId: number; readonly clause: string; readonly sinceMs: number },
): Promise<Case[]> {
  const rows = await db
    .selectFrom("case_state")
    .selectAll()
    .where("project_id", "=", of.projectId)
    .where("reviewer_id", "=", of.reviewerId)
    .where("clause", "=", of.clause)
    .where("rejected_at_ms", ">=", of.sinceMs)
    .orderBy("public_id")
    .execute()
  return rows.map(fromRow)
}

/** Cases whose appeal a person answered, with their answer, latest first. */
export async function listAnsweredBy(db: Kysely<Database>, personId: number, limit: number) {
  const rows = await db
    .selectFrom("judgement as j")
    .innerJoin("case_state as c", (on) =>
      on
        .onRef("c.project_id", "=", "j.project_id")
        .onRef("c.task_id", "=", "j.task_id")
        .onRef("c.person_id", "=", "j.person_id")
        .onRef("c.revision", "=", "j.revision"),
    )
    .selectAll("c")
    .select(["j.act", "j.at_ms", "j.by_kind", "j.by_id"])
    .where("j.by_id", "=", personId)
    .where("j.kind", "=", "answer")
    .orderBy("j.at_ms", "desc")
    .limit(limit)
    .execute()
  return rows.flatMap((row) => {
    const { act, atMs } = toJudgement(row)
    return act.kind === "answer" ? [{ one: fromRow(row), act, atMs }] : []
  })
}

/** Open appeals that nobody was drawn for yet, the oldest first. */
export async function listWaitingAppeals(db: Kysely<Database>, limit: number): Promise<Case[]> {
  const rows = await db
    .selectFrom("case_state")
    .selectAll()
    .where("due_at_ms", "is not", null)
    .where("status", "=", "appealed")
    .where("third_id", "is", null)
    .orderBy("appealed_at_ms")
    .limit(limit)
    .execute()
  return rows.map(fromRow)
}

/** How many answers a person has sent, and since when. */
export async function countSent(
  db: Kysely<Database>,
  personId: number,
): Promise<{ readonly sent: number; readonly sinceMs: number | null }> {
  const row = await db
    .selectFrom("assignment")
    .select(({ fn }) => [fn.countAll<number>().as("sent"), fn.min<number | null>("leased_at_ms").as("since")])
    .where("person_id", "=", personId)
    .where("revision", ">", 0)
    .executeTakeFirst()
  const since = row?.since ?? null
  return { sent: Number(row?.sent ?? 0), sinceMs: since === null ? null : Number(since) }
}

/** How many rejections were taken up again because of an overturned one. */
export async function countReopenedBy(db: Kysely<Database>, projectId: number, because: string): Promise<number> {
  const rows = await db
    .selectFrom("judgement")
    .select("act")
    .where("project_id", "=", projectId)
    .where("kind", "=", "reopen")
    .execute()
  return rows.filter(({ act }) => JSON.parse(act).becauseOf === because).length
}
