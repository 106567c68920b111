import { ReportLine } from "@justesse/types/dataset"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** Lines of a report that lie together. */
const PART = 1_000

/** Keeps the report of an import in place of the one that it had. */
export async function keepReport(
  db: Kysely<Database>,
  projectId: number,
  importId: number,
  lines: readonly ReportLine[],
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom("import_line").where("project_id", "=", projectId).where("import_id", "=", importId).execute()
    for (let part = 0; part * PART < lines.length; part++) {
      const some = lines.slice(part * PART, (part + 1) * PART)
      await tx
        .insertInto("import_line")
        .values({ project_id: projectId, import_id: importId, part, lines: JSON.stringify(some) })
        .execute()
    }
  })
}

/** Lines of part `part` (from 0) of the whole report; null beyond its end. */
export async function readReportPart(
  db: Kysely<Database>,
  projectId: number,
  importId: number,
  part: number,
): Promise<ReportLine[] | null> {
  const row = await db
    .selectFrom("import_line")
    .select("lines")
    .where("project_id", "=", projectId)
    .where("import_id", "=", importId)
    .where("part", "=", part)
    .executeTakeFirst()
  return row ? ReportLine.array().parse(JSON.parse(row.lines)) : null
}

/** What names of labels in files meant last time: a label's id, or null for "left out". */
export async function findLabelMemory(db: Kysely<Database>, projectId: number): Promise<Map<string, string | null>> {
  const rows = await db
    .selectFrom("label_memory")
    .select(["name", "label"])
    .where("project_id", "=", projectId)
    .orderBy("name")
    .execute()
  return new Map(rows.map((row) => [row.name, row.label]))
}

/** Remembers what names of labels mean from now on. */
export async function rememberLabels(
  db: Kysely<Database>,
  projectId: number,
  meant: ReadonlyMap<string, string | null>,
): Promise<void> {
  for (const [name, label] of meant) {
    await db
      .insertInto("label_memory")
      .values({ project_id: projectId, name, label })
      .onConflict((conflict) => conflict.columns(["project_id", "name"]).doUpdateSet({ label }))
      .execute()
  }
}
