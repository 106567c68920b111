import type { Kysely } from "kysely"
import { type Asset, FROZEN_COLUMNS } from "../assets/rows.ts"
import type { Database } from "../schema/index.ts"
import { BARE_COLUMNS, itemAsset } from "./bare.ts"

/** One picture that is not the same in two versions; null where a version does not hold it. Bodies are texts: they are parsed off the thread that serves. */
export interface PictureDifference {
  readonly asset: Asset
  readonly now: string | null
  readonly was: string | null
}

/** Items of `version` with their pictures and bodies. */
function selectItems(db: Kysely<Database>, projectId: number, version: number, afterId: number) {
  return db
    .selectFrom("version_item as i")
    .leftJoin("asset as a", (on) => on.onRef("a.project_id", "=", "i.project_id").onRef("a.id", "=", "i.item_id"))
    .innerJoin("version_body as b", (on) =>
      on.onRef("b.project_id", "=", "i.project_id").onRef("b.body_sha256", "=", "i.body_sha256"),
    )
    .select(FROZEN_COLUMNS)
    .select(BARE_COLUMNS)
    .select("b.body as now")
    .where("i.project_id", "=", projectId)
    .where("i.version", "=", version)
    .where((eb) => eb.or([eb("a.id", "is not", null), eb("i.about", "is not", null)]))
    .where("i.item_id", ">", afterId)
    .orderBy("i.item_id")
}

function selectChanged(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  other: number,
  afterId: number,
  limit: number,
) {
  return selectItems(db, projectId, version, afterId)
    .innerJoin("version_item as o", (on) =>
      on.onRef("o.project_id", "=", "i.project_id").onRef("o.item_id", "=", "i.item_id"),
    )
    .innerJoin("version_body as c", (on) =>
      on.onRef("c.project_id", "=", "o.project_id").onRef("c.body_sha256", "=", "o.body_sha256"),
    )
    .select("c.body as was")
    .where("o.version", "=", other)
    .whereRef("i.body_sha256", "!=", "o.body_sha256")
    .limit(limit)
    .execute()
}

function selectOnlyIn(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  other: number,
  afterId: number,
  limit: number,
) {
  return selectItems(db, projectId, version, afterId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("version_item as o")
            .select("o.item_id")
            .where("o.project_id", "=", projectId)
            .where("o.version", "=", other)
            .whereRef("o.item_id", "=", "i.item_id"),
        ),
      ),
    )
    .limit(limit)
    .execute()
}

/** Pictures whose answers differ, that came or that left, by picture: at most `limit` after `afterId`. */
export async function listDifferences(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  other: number,
  afterId: number,
  limit: number,
): Promise<PictureDifference[]> {
  const [both, came, left] = await Promise.all([
    selectChanged(db, projectId, version, other, afterId, limit),
    selectOnlyIn(db, projectId, version, other, afterId, limit),
    selectOnlyIn(db, projectId, other, version, afterId, limit),
  ])
  const all: PictureDifference[] = [
    ...both.map((row) => ({ asset: itemAsset(row), now: row.now, was: row.was })),
    ...came.map((row) => ({ asset: itemAsset(row), now: row.now, was: null })),
    ...left.map((row) => ({ asset: itemAsset(row), now: null, was: row.now })),
  ]
  return all.sort((a, b) => a.asset.id - b.asset.id).slice(0, limit)
}
