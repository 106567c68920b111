import type { AssetNumber, Size } from "@justesse/types"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { PYRAMID } from "../schema/states.ts"

/** A picture that waits for its tiles, with the bytes that are shown as the full picture. */
export interface PyramidWanted {
  readonly projectId: number
  readonly id: AssetNumber
  readonly sha256: string
  readonly size: Size
}

function selectWanted(db: Kysely<Database>) {
  return db.selectFrom("asset").where("pyramid", "=", PYRAMID.wanted).where("removed", "=", 0)
}

/** The next picture that waits for its tiles, by project and number; null when none does. */
export async function findPyramidWanted(db: Kysely<Database>): Promise<PyramidWanted | null> {
  const row = await selectWanted(db)
    .select(["project_id", "id", "sha256", "upright_sha256", "width", "height"])
    .orderBy("project_id")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const size = { width: row.width ?? 0, height: row.height ?? 0 }
  return { projectId: row.project_id, id: row.id, sha256: row.upright_sha256 ?? row.sha256, size }
}

/** How many pictures of all projects wait for their tiles. */
export async function countPyramidsWanted(db: Kysely<Database>): Promise<number> {
  const { count } = await selectWanted(db)
    .select((eb) => eb.fn.countAll().as("count"))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Says where the tiles of a picture that waited for them are; null: it cannot have any, and is shown as a whole. */
export async function setPyramid(
  db: Kysely<Database>,
  { projectId, id }: Pick<PyramidWanted, "projectId" | "id">,
  sha256: string | null,
): Promise<void> {
  await db
    .updateTable("asset")
    .set({ pyramid_sha256: sha256, pyramid: sha256 === null ? PYRAMID.impossible : PYRAMID.made })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .where("pyramid", "=", PYRAMID.wanted)
    .where("removed", "=", 0)
    .execute()
}
