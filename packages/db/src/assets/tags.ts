import type { AssetNumber } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"

/** A word on a picture. */
interface TagOf {
  readonly assetId: AssetNumber
  readonly tag: string
}

/** Rows read in one statement. */
const SLICE = 500
/** Rows written in one statement: each also changes the search index, and others are served in between. */
const WRITTEN = 50

/** Tags of a project with how many pictures have each, by name; deleted pictures do not count. */
export async function readTags(db: Kysely<Database>, projectId: number): Promise<{ tag: string; pictures: number }[]> {
  const rows = await db
    .selectFrom("asset_tag as g")
    .select((eb) => ["g.tag", eb.fn.countAll<number>().as("n")])
    .where("g.project_id", "=", projectId)
    .where("g.asset_id", "not in", (eb) =>
      eb.selectFrom("asset").select("id").where("project_id", "=", projectId).where("deleted_at_ms", "is not", null),
    )
    .groupBy("g.tag")
    .orderBy("g.tag")
    .execute()
  return rows.map((row) => ({ tag: row.tag, pictures: Number(row.n) }))
}

/** Tags of these pictures, by picture and name. */
export async function listTagsOf(
  db: Kysely<Database>,
  projectId: number,
  assetIds: readonly AssetNumber[],
): Promise<TagOf[]> {
  const found: TagOf[] = []
  for (let at = 0; at < assetIds.length; at += SLICE) {
    const rows = await db
      .selectFrom("asset_tag")
      .select(["asset_id", "tag"])
      .where("project_id", "=", projectId)
      .where("asset_id", "in", assetIds.slice(at, at + SLICE))
      .orderBy("asset_id")
      .orderBy("tag")
      .execute()
    for (const row of rows) found.push({ assetId: row.asset_id, tag: row.tag })
  }
  return found
}

/** Puts tags on; those that are there already stay. */
export async function insertTags(db: Kysely<Database>, projectId: number, rows: readonly TagOf[]): Promise<void> {
  for (let at = 0; at < rows.length; at += WRITTEN) {
    await db
      .insertInto("asset_tag")
      .values(
        rows.slice(at, at + WRITTEN).map(({ assetId, tag }) => ({
          project_id: projectId,
          asset_id: assetId,
          tag,
          search: tag.toLowerCase(),
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** Takes these tags off these pictures. */
export async function deleteTags(
  db: Kysely<Database>,
  projectId: number,
  assetIds: readonly AssetNumber[],
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  for (let at = 0; at < assetIds.length; at += WRITTEN) {
    await db
      .deleteFrom("asset_tag")
      .where("project_id", "=", projectId)
      .where("asset_id", "in", assetIds.slice(at, at + WRITTEN))
      .where("tag", "in", [...names])
      .execute()
  }
}
