import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { asOne } from "../transaction.ts"

/** One version of a project's guideline. Never changes once stored (I9), save in a draft that nobody has labelled under. */
interface GuidelineVersion {
  readonly version: number
  readonly markdown: string
  readonly note: string
  readonly madeBy: number
  readonly madeAtMs: number
}

/** A version of a project's guideline; null for an unknown one. */
export async function findGuideline(
  db: Kysely<Database>,
  projectId: number,
  version: number,
): Promise<GuidelineVersion | null> {
  const row = await db
    .selectFrom("guideline_version")
    .select(["version", "markdown", "note", "made_by", "made_at_ms"])
    .where("project_id", "=", projectId)
    .where("version", "=", version)
    .executeTakeFirst()
  if (!row) return null
  return {
    version: row.version,
    markdown: row.markdown,
    note: row.note,
    madeBy: row.made_by,
    madeAtMs: row.made_at_ms,
  }
}

/** All versions without their text, newest first. */
export async function listGuidelines(
  db: Kysely<Database>,
  projectId: number,
): Promise<Omit<GuidelineVersion, "markdown">[]> {
  const rows = await db
    .selectFrom("guideline_version")
    .select(["version", "note", "made_by", "made_at_ms"])
    .where("project_id", "=", projectId)
    .orderBy("version", "desc")
    .execute()
  return rows.map((row) => ({
    version: row.version,
    note: row.note,
    madeBy: row.made_by,
    madeAtMs: row.made_at_ms,
  }))
}

/** Notes that a picture was given to a project for its guideline. */
export async function insertGuidelinePicture(
  db: Kysely<Database>,
  projectId: number,
  sha256: string,
  addedAtMs: number,
): Promise<void> {
  await db
    .insertInto("guideline_picture")
    .values({ project_id: projectId, sha256, added_at_ms: addedAtMs })
    .onConflict((conflict) => conflict.columns(["project_id", "sha256"]).doNothing())
    .execute()
}

/** Those of these pictures that were given to the project. */
export async function findGuidelinePictures(
  db: Kysely<Database>,
  projectId: number,
  hashes: readonly string[],
): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await db
    .selectFrom("guideline_picture")
    .select("sha256")
    .where("project_id", "=", projectId)
    .where("sha256", "in", [...hashes])
    .execute()
  return new Set(rows.map((row) => row.sha256))
}

/** Stores the version after `baseVersion` (or replaces it, `inPlace`) and puts it in force; null when another is in force. */
export async function putGuideline(
  db: Kysely<Database>,
  projectId: number,
  baseVersion: number,
  next: { markdown: string; note: string; madeBy: number; madeAtMs: number; inPlace?: boolean },
): Promise<number | null> {
  return asOne(db, async (tx) => {
    const version = next.inPlace ? baseVersion : baseVersion + 1
    const moved = await tx
      .updateTable("project")
      .set({ guideline_version: version })
      .where("id", "=", projectId)
      .where("guideline_version", "=", baseVersion)
      .executeTakeFirst()
    if (Number(moved.numUpdatedRows) === 0) return null
    const { markdown, note } = next
    await tx
      .insertInto("guideline_version")
      .values({ project_id: projectId, version, markdown, note, made_by: next.madeBy, made_at_ms: next.madeAtMs })
      .onConflict((conflict) => conflict.columns(["project_id", "version"]).doUpdateSet({ markdown, note }))
      .execute()
    return version
  })
}
