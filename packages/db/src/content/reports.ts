import type { TaskNumber } from "@justesse/types"
import { type ContentReports, ReportedClass } from "@justesse/types/content/classes"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

// What people said of pictures that was not declared. A report is answered for its class, never removed.

/** Somebody's word that a picture holds what was not declared. */
interface NewReport {
  readonly projectId: number
  readonly taskId: TaskNumber
  readonly personId: number
  readonly class: ReportedClass
  readonly note: string
  readonly atMs: number
}

/** Makes whoever reports or answers in a project come one after the other, to its end of the transaction. */
export async function lockReports(
  tx: OpenTransaction,
  projectId: number,
  engine: "sqlite" | "postgres",
): Promise<void> {
  const row = tx.selectFrom("project").select("id").where("id", "=", projectId)
  await (engine === "postgres" ? row.forUpdate() : row).execute()
}

/** Keeps a report, once for a person, task and class: whether it is new. */
export async function insertReport(tx: OpenTransaction, report: NewReport): Promise<boolean> {
  const { projectId, taskId, personId, note, atMs } = report
  const row = await tx
    .insertInto("content_report")
    .values({
      ...{ project_id: projectId, task_id: taskId, person_id: personId, class: report.class, note, at_ms: atMs },
      ...{ answer: null, answered_by: null, answered_at_ms: null },
    })
    .onConflict((conflict) => conflict.columns(["project_id", "task_id", "person_id", "class"]).doNothing())
    .returning("id")
    .executeTakeFirst()
  return row !== undefined
}

/** Answers all open reports of a class: how many there were. */
export async function answerReports(
  tx: OpenTransaction,
  of: { readonly projectId: number; readonly class: ReportedClass },
  said: { readonly answer: "declared" | "not_so"; readonly personId: number; readonly atMs: number },
): Promise<number> {
  const result = await tx
    .updateTable("content_report")
    .set({ answer: said.answer, answered_by: said.personId, answered_at_ms: said.atMs })
    .where("project_id", "=", of.projectId)
    .where("class", "=", of.class)
    .where("answer", "is", null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Counts the open reports anew and keeps that with the project, where every program reads it before it gives anybody a picture. */
export async function countReports(tx: OpenTransaction, projectId: number): Promise<ContentReports> {
  const rows = await tx
    .selectFrom("content_report")
    .select(({ fn }) => ["class", fn.count<number>("person_id").distinct().as("people")])
    .where("project_id", "=", projectId)
    .where("answer", "is", null)
    .groupBy("class")
    .execute()
  const reported = ReportedClass.options.flatMap((one) => {
    const row = rows.find((each) => each.class === one)
    return row ? [{ class: one, people: Number(row.people) }] : []
  })
  await tx
    .updateTable("project")
    .set({ content_reported: JSON.stringify(reported) })
    .where("id", "=", projectId)
    .execute()
  return reported
}

/** What was written in open reports, newest first. */
export async function listOpenReports(db: Kysely<Database>, projectId: number, limit: number) {
  const rows = await db
    .selectFrom("content_report")
    .select(["class", "note", "at_ms"])
    .where("project_id", "=", projectId)
    .where("answer", "is", null)
    .orderBy("id", "desc")
    .limit(limit)
    .execute()
  return rows.map((row) => ({ class: row.class, note: row.note, atMs: row.at_ms }))
}
