import type { AssetNumber, ResolvedBy } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { ASSET_COLUMNS, type Asset, type AssetCore, assetFrom, FROZEN_COLUMNS } from "../assets/rows.ts"
import type { Database } from "../schema/index.ts"
import type { VersionTable } from "../schema/versions.ts"
import { asOne } from "../transaction.ts"
import { BARE_COLUMNS, bareAsset, bareFacts, itemAsset, itemCore, listBareFinal } from "./bare.ts"
import { removeLooseBodies } from "./freeze.ts"

// Frozen versions: what they hold never changes.

/**
 * A frozen version. `facts`, the manifest and the figures that were counted while freezing, stays text: of one that nobody can read
 * any more, verifying says so.
 */
export interface FrozenVersion {
  readonly version: number
  readonly frozenAtMs: number
  readonly frozenBy: number
  readonly note: string
  readonly contentSha256: string
  readonly facts: string
  readonly pictures: number
  readonly regions: number
  readonly labels: number
  readonly nothingHere: number
}

/**
 * A picture with its answer as a version holds it. `body` and `provenance` stay texts: hashes and the seal are over them, and a form
 * that streams a million parses each once, off the thread that serves.
 */
export interface VersionItem {
  readonly asset: Asset
  readonly bodySha256: string
  readonly body: string
  readonly settledBy: ResolvedBy
  readonly provenance: string
  /** The part of the dataset it belongs to; null in a version without parts. */
  readonly split: string | null
  /** SHA-256 of its canonical record without its part; null where none was stored. */
  readonly recordSha256: string | null
}

/** What a form writes of a picture. */
export interface VersionRecord extends Omit<VersionItem, "asset" | "bodySha256" | "recordSha256"> {
  readonly asset: AssetCore
}

function selectHeads(db: Kysely<Database>, projectId: number) {
  return db.selectFrom("version").selectAll().where("project_id", "=", projectId)
}

function selectItems(db: Kysely<Database>, projectId: number, version: number) {
  return db
    .selectFrom("version_item as i")
    .leftJoin("asset as a", (on) => on.onRef("a.project_id", "=", "i.project_id").onRef("a.id", "=", "i.item_id"))
    .innerJoin("version_body as b", (on) =>
      on.onRef("b.project_id", "=", "i.project_id").onRef("b.body_sha256", "=", "i.body_sha256"),
    )
    .select(FROZEN_COLUMNS)
    .select(BARE_COLUMNS)
    .select(["i.body_sha256", "b.body", "i.settled_by", "i.provenance", "i.split", "i.record_sha256"])
    .where("i.project_id", "=", projectId)
    .where("i.version", "=", version)
    .where(isThere)
}

/** An item whose picture is gone is none that can be given. */
const isThere = sql<boolean>`(a.id is not null or i.about is not null)`

/** Frozen versions of a project, the newest first. */
export async function readVersions(db: Kysely<Database>, projectId: number): Promise<FrozenVersion[]> {
  return (await selectHeads(db, projectId).orderBy("version", "desc").execute()).map(headFrom)
}

/** A frozen version; null for an unknown one. */
export async function findVersion(
  db: Kysely<Database>,
  projectId: number,
  version: number,
): Promise<FrozenVersion | null> {
  const row = await selectHeads(db, projectId).where("version", "=", version).executeTakeFirst()
  return row ? headFrom(row) : null
}

/** Says what a version is for: its note is no part of what is sealed. False when there is no such version. */
export async function setVersionNote(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  note: string,
): Promise<boolean> {
  const result = await db
    .updateTable("version")
    .set({ note })
    .where("project_id", "=", projectId)
    .where("version", "=", version)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) === 1
}

/** Every version of every project, deleted ones too, in the order in which they were frozen in each. */
export async function listVersionsEverywhere(
  db: Kysely<Database>,
): Promise<{ projectId: number; project: string; version: number }[]> {
  const rows = await db
    .selectFrom("version as v")
    .innerJoin("project as p", "p.id", "v.project_id")
    .select(["v.project_id", "p.slug", "v.version"])
    .orderBy("v.project_id")
    .orderBy("v.version")
    .execute()
  return rows.map((row) => ({ projectId: row.project_id, project: row.slug, version: row.version }))
}

/** Numbers of the pictures of a version, or of one of its parts. */
export async function listPicturesIn(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  part: string | null,
): Promise<Set<AssetNumber>> {
  let query = db
    .selectFrom("version_item")
    .select("item_id")
    .where("project_id", "=", projectId)
    .where("version", "=", version)
  if (part !== null) query = query.where("split", "=", part)
  return new Set((await query.execute()).map((row) => row.item_id))
}

/** The last version before `version` (or the last of all), null when there is none. */
export async function findVersionBefore(
  db: Kysely<Database>,
  projectId: number,
  version: number | null,
): Promise<FrozenVersion | null> {
  let query = selectHeads(db, projectId)
  if (version !== null) query = query.where("version", "<", version)
  const row = await query.orderBy("version", "desc").limit(1).executeTakeFirst()
  return row ? headFrom(row) : null
}

/** Removes items of versions that were never sealed, and gives their numbers back: a process ended while it froze. Returns how many. */
export async function collectUnsealed(db: Kysely<Database>): Promise<number> {
  const next = sql<number>`coalesce((select max(v.version) from version v where v.project_id = project.id), 0) + 1`
  await db.updateTable("project").set({ next_version: next }).where("next_version", ">", next).execute()
  const result = await db
    .deleteFrom("version_item")
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("version as v")
            .select("v.version")
            .whereRef("v.project_id", "=", "version_item.project_id")
            .whereRef("v.version", "=", "version_item.version"),
        ),
      ),
    )
    .executeTakeFirst()
  const swept = Number(result.numDeletedRows)
  if (swept > 0) await removeLooseBodies(db, null)
  return swept
}

/** Items of a version by picture, `limit` after `afterId`. */
export async function listItems(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  afterId: AssetNumber,
  limit: number,
): Promise<VersionItem[]> {
  const rows = await selectItems(db, projectId, version)
    .where("i.item_id", ">", afterId)
    .orderBy("i.item_id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    asset: itemAsset(row),
    bodySha256: row.body_sha256,
    body: row.body,
    settledBy: row.settled_by,
    provenance: row.provenance,
    split: row.split,
    recordSha256: row.record_sha256,
  }))
}

/** Pictures of a version whose row or answer is not there any more, so that {@link items} passes them over; at most `limit`. */
export async function listLost(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  limit: number,
): Promise<{ assetId: AssetNumber; bodySha256: string }[]> {
  const rows = await db
    .selectFrom("version_item as i")
    .leftJoin("asset as a", (on) => on.onRef("a.project_id", "=", "i.project_id").onRef("a.id", "=", "i.item_id"))
    .leftJoin("version_body as b", (on) =>
      on.onRef("b.project_id", "=", "i.project_id").onRef("b.body_sha256", "=", "i.body_sha256"),
    )
    .select(["i.item_id", "i.body_sha256"])
    .where("i.project_id", "=", projectId)
    .where("i.version", "=", version)
    .where((eb) => eb.or([eb.not(isThere), eb("b.body_sha256", "is", null)]))
    .orderBy("i.item_id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({ assetId: row.item_id, bodySha256: row.body_sha256 }))
}

/** {@link items} without what no form writes: reading them is most of what an export costs. */
export async function listRecords(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  afterId: AssetNumber,
  limit: number,
): Promise<VersionRecord[]> {
  const rows = await db
    .selectFrom("version_item as i")
    .leftJoin("asset as a", (on) => on.onRef("a.project_id", "=", "i.project_id").onRef("a.id", "=", "i.item_id"))
    .innerJoin("version_body as b", (on) =>
      on.onRef("b.project_id", "=", "i.project_id").onRef("b.body_sha256", "=", "i.body_sha256"),
    )
    .select(["a.id", "a.name", "a.sha256", "a.width", "a.height", "i.foreign", "i.document", "i.page"])
    .select(["b.body", "i.settled_by", "i.provenance", "i.split"])
    .select(BARE_COLUMNS)
    .where("i.project_id", "=", projectId)
    .where("i.version", "=", version)
    .where(isThere)
    .where("i.item_id", ">", afterId)
    .orderBy("i.item_id")
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    asset: itemCore(row),
    body: row.body,
    settledBy: row.settled_by,
    provenance: row.provenance,
    split: row.split,
  }))
}

/** What is settled now, as {@link items} would hold it. */
export async function listFinalNow(
  db: Kysely<Database>,
  projectId: number,
  afterId: AssetNumber,
  limit: number,
): Promise<VersionItem[]> {
  const pictures = await listPicturesNow(db, projectId, afterId, limit)
  const bare = await listBareNow(db, projectId, afterId, limit)
  return bare.length === 0 ? pictures : [...pictures, ...bare].sort((a, b) => a.asset.id - b.asset.id).slice(0, limit)
}

const nowOf = (
  asset: Asset,
  row: {
    answer_sha256: string | null
    answer: string | null
    settled_by: ResolvedBy | null
    provenance: string | null
  },
): VersionItem => ({
  asset,
  bodySha256: row.answer_sha256 ?? "",
  body: row.answer ?? "",
  settledBy: row.settled_by ?? "rule",
  provenance: row.provenance ?? "[]",
  split: null,
  recordSha256: null,
})

async function listBareNow(
  db: Kysely<Database>,
  projectId: number,
  afterId: AssetNumber,
  limit: number,
): Promise<VersionItem[]> {
  const rows = await listBareFinal(db, projectId, afterId, limit)
  return rows.map((row) => nowOf(bareAsset(row.task_id, bareFacts(row.about)), row))
}

async function listPicturesNow(
  db: Kysely<Database>,
  projectId: number,
  afterId: AssetNumber,
  limit: number,
): Promise<VersionItem[]> {
  const rows = await db
    .selectFrom("task as t")
    .innerJoin("task_state as s", (on) => on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"))
    .innerJoin("asset as a", (on) => on.onRef("a.project_id", "=", "t.project_id").onRef("a.id", "=", "t.asset_id"))
    .select(ASSET_COLUMNS)
    .select(["s.answer_sha256", "s.answer", "s.settled_by", "s.provenance"])
    .where("t.project_id", "=", projectId)
    .where("s.state", "=", "settled")
    .where("s.answer", "is not", null)
    .where("t.asset_id", ">", afterId)
    // Of a picture with several settled tasks the first, as freezing takes it.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("task as u")
            .innerJoin("task_state as r", (on) =>
              on.onRef("r.project_id", "=", "u.project_id").onRef("r.task_id", "=", "u.id"),
            )
            .select("u.id")
            .whereRef("u.project_id", "=", "t.project_id")
            .whereRef("u.asset_id", "=", "t.asset_id")
            .whereRef("u.id", "<", "t.id")
            .where("r.state", "=", "settled")
            .where("r.answer", "is not", null),
        ),
      ),
    )
    .orderBy("t.asset_id")
    .limit(limit)
    .execute()
  return rows.map((row) => nowOf(assetFrom(row), row))
}

/**
 * Stores the head: from now on the version is shown and never changes. False when its items are not all there any
 * more (another process swept them while this one froze): nothing is stored then.
 */
export async function sealVersion(db: Kysely<Database>, projectId: number, head: FrozenVersion): Promise<boolean> {
  const row: VersionTable = {
    project_id: projectId,
    version: head.version,
    frozen_at_ms: head.frozenAtMs,
    frozen_by: head.frozenBy,
    note: head.note,
    content_sha256: head.contentSha256,
    manifest: head.facts,
    pictures: head.pictures,
    regions: head.regions,
    labels: head.labels,
    nothing_here: head.nothingHere,
  }
  return asOne(db, async (tx) => {
    await tx.insertInto("version").values(row).execute()
    const held = await tx
      .selectFrom("version_item")
      .select((eb) => eb.fn.countAll<number>().as("n"))
      .where("project_id", "=", projectId)
      .where("version", "=", head.version)
      .executeTakeFirst()
    if (Number(held?.n ?? 0) === head.pictures) return true
    await tx.deleteFrom("version").where("project_id", "=", projectId).where("version", "=", head.version).execute()
    return false
  })
}

/** Pseudonyms behind submissions: submission id → pseudonym. */
export async function findPseudonyms(
  db: Kysely<Database>,
  projectId: number,
  submissionIds: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let at = 0; at < submissionIds.length; at += 500) {
    const rows = await db
      .selectFrom("submission as b")
      .innerJoin("member as m", (on) =>
        on.onRef("m.project_id", "=", "b.project_id").onRef("m.person_id", "=", "b.person_id"),
      )
      .select(["b.public_id", "m.pseudonym"])
      .where("b.project_id", "=", projectId)
      .where("b.public_id", "in", submissionIds.slice(at, at + 500))
      .execute()
    for (const row of rows) found.set(row.public_id, row.pseudonym)
  }
  return found
}

/** Counted answers behind the pictures of a version, by pseudonym; also those that say that nothing is there. */
export async function countAnswersBehind(
  db: Kysely<Database>,
  projectId: number,
  version: number,
): Promise<{ pseudonym: string; answers: number }[]> {
  const rows = await db
    .selectFrom("version_item as v")
    .innerJoin("assignment as a", (on) =>
      on.onRef("a.project_id", "=", "v.project_id").onRef("a.task_id", "=", "v.task_id"),
    )
    .innerJoin("member as m", (on) =>
      on.onRef("m.project_id", "=", "a.project_id").onRef("m.person_id", "=", "a.person_id"),
    )
    .select((eb) => ["m.pseudonym", eb.fn.countAll<number>().as("answers")])
    .where("v.project_id", "=", projectId)
    .where("v.version", "=", version)
    .where("v.settled_by", "in", ["single", "rule", "review"])
    .where("a.revision", ">", 0)
    .where("a.counted", "=", 1)
    .groupBy("m.pseudonym")
    .execute()
  // Sorted here: engines order text differently.
  return rows
    .map((row) => ({ pseudonym: row.pseudonym, answers: Number(row.answers) }))
    .sort((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1))
}

/** What was found out about a version and kept under `name`, as it was kept; null before that. */
export async function findFact(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  name: string,
): Promise<object | null> {
  const row = await db
    .selectFrom("version_fact")
    .select("body")
    .where("project_id", "=", projectId)
    .where("version", "=", version)
    .where("name", "=", name)
    .executeTakeFirst()
  return row ? JSON.parse(row.body) : null
}

/** Keeps what was found out; whoever comes second finds the same and changes nothing. */
export async function keepFact(
  db: Kysely<Database>,
  projectId: number,
  version: number,
  name: string,
  body: string,
): Promise<void> {
  await db
    .insertInto("version_fact")
    .values({ project_id: projectId, version, name, body })
    .onConflict((conflict) => conflict.columns(["project_id", "version", "name"]).doNothing())
    .execute()
}

/** Settled answers that changed after `sinceMs`. */
export async function countAnswersChangedSince(
  db: Kysely<Database>,
  projectId: number,
  sinceMs: number,
): Promise<number> {
  const row = await db
    .selectFrom("task_state")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("state", "=", "settled")
    .where("settled_at_ms", ">", sinceMs)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

function headFrom(row: VersionTable): FrozenVersion {
  return {
    version: row.version,
    frozenAtMs: row.frozen_at_ms,
    frozenBy: row.frozen_by,
    note: row.note,
    contentSha256: row.content_sha256,
    facts: row.manifest,
    pictures: row.pictures,
    regions: row.regions,
    labels: row.labels,
    nothingHere: row.nothing_here,
  }
}
