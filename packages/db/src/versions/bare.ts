import { createHash } from "node:crypto"
import { canonicalJson, type ResolvedBy, RowCells, TaskAbout, type TaskNumber, type TaskState } from "@justesse/types"
import type { Kysely } from "kysely"
import { z } from "zod"
import { type Asset, type AssetCore, assetFrom, coreFrom, type StoredAsset } from "../assets/rows.ts"
import type { Database } from "../schema/index.ts"

// Tasks that are about no picture, as versions hold them among those that are.

/** What such a task was about: a row with the file and line that it came from, or nothing. */
const BareFacts = z.strictObject({
  cells: RowCells.nullable(),
  source: z.strictObject({ file: z.string(), line: z.int() }).nullable(),
})
type BareFacts = z.infer<typeof BareFacts>

/** Of a task as it is stored now. */
export function bareFacts(about: string | null): BareFacts {
  const parsed = about === null ? null : TaskAbout.parse(JSON.parse(about))
  if (parsed?.type !== "row") return { cells: null, source: null }
  const { cells, source } = parsed
  return { cells, source: source ? { file: source.file, line: source.line } : null }
}

/** Of one that stands in the place of a picture, to be stored with a version. */
export function factsOfBare({ cells, extra: { source } }: Pick<Asset, "cells" | "extra">): BareFacts {
  return {
    cells: cells && cells.length > 0 ? cells : null,
    source: source?.line === undefined ? null : { file: source.file, line: source.line },
  }
}

/** SHA-256 of what rows say: two that say the same have one. */
export function sha256OfCells(cells: RowCells | null): string {
  return createHash("sha256")
    .update(canonicalJson(cells ?? []))
    .digest("hex")
}

/** Such a task in the place of a picture: by name, hash and number like one, with no file behind it. */
export function bareAsset(id: number, facts: BareFacts): Asset {
  const { cells, source } = facts
  return {
    id,
    name: `${cells ? "row" : "form"}-${id}`,
    sha256: sha256OfCells(cells),
    mediaType: "",
    bytes: 0,
    size: null,
    ...{ uprightSha256: null, previewSha256: null, thumbnailSha256: null, problem: null },
    extra: source ? { source } : {},
    importId: null,
    madeAtMs: 0,
    document: null,
    sound: null,
    cells: cells ?? [],
  }
}

/** A task without a picture, with where it stands. */
export interface BareRow {
  readonly task_id: TaskNumber
  readonly about: string | null
  readonly state: TaskState
  readonly answer: string | null
  readonly answer_sha256: string | null
  readonly settled_by: ResolvedBy | null
  readonly provenance: string | null
}

function selectBare(db: Kysely<Database>, projectId: number) {
  return db
    .selectFrom("task as t")
    .innerJoin("task_state as s", (on) => on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"))
    .leftJoin("task_about as x", (on) => on.onRef("x.project_id", "=", "t.project_id").onRef("x.task_id", "=", "t.id"))
    .select(["x.body as about", "t.id as task_id", "s.state"])
    .select(["s.answer_sha256", "s.answer", "s.settled_by", "s.provenance"])
    .where("t.project_id", "=", projectId)
    .where("t.asset_id", "is", null)
    .orderBy("t.id")
}

/** Those behind a number; at most `limit`. */
export function listBare(db: Kysely<Database>, projectId: number, after: number, limit: number): Promise<BareRow[]> {
  return selectBare(db, projectId).where("t.id", ">", after).limit(limit).execute()
}

/** Of these, the ones with a final answer. */
export function listBareFinal(
  db: Kysely<Database>,
  projectId: number,
  after: number,
  limit: number,
): Promise<BareRow[]> {
  return selectBare(db, projectId)
    .where("s.state", "=", "settled")
    .where("s.answer", "is not", null)
    .where("t.id", ">", after)
    .limit(limit)
    .execute()
}

/** The columns that tell an item without a picture, beside those of the picture. */
export const BARE_COLUMNS = ["i.item_id", "i.about"] as const

type Joined<T> = { readonly [K in keyof T]: T[K] | null } & { readonly item_id: number; readonly about: string | null }
type CoreRow = Parameters<typeof coreFrom>[0]

const bareFrom = (id: number, about: string) => bareAsset(id, BareFacts.parse(JSON.parse(about)))

/** The picture of an item, or what stands in its place. Rows are those that have either. */
export function itemAsset(row: Joined<StoredAsset>): Asset {
  return row.about === null ? assetFrom(row as StoredAsset) : bareFrom(row.item_id, row.about)
}

/** The same without where its copies lie. */
export function itemCore(row: Joined<CoreRow>): AssetCore {
  return row.about === null ? coreFrom(row as CoreRow) : { ...bareFrom(row.item_id, row.about), document: null }
}
