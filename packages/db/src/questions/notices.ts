import { canonicalJson } from "@justesse/types"
import { NoticeDetail, type NoticeKind } from "@justesse/types/inbox/notices"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

// What people are told. A notice is written by the act that it tells of, in its transaction.

/** What somebody was told, as it is kept. */
interface StoredNotice {
  readonly id: number
  readonly projectId: number | null
  readonly kind: NoticeKind
  readonly detail: NoticeDetail
  readonly times: number
  readonly atMs: number
  readonly seenAtMs: number | null
}

/** What somebody is told; what has the same `concern` as an earlier notice of theirs takes its place. */
interface NewNotice {
  readonly projectId: number | null
  readonly kind: NoticeKind
  readonly concern: string
  readonly detail: NoticeDetail
  readonly atMs: number
}

/** Counted while it was not seen, one again after that. */
const TIMES = sql<number>`case when notice.seen_at_ms is null then notice.times + 1 else 1 end`

/** Tells people something, once for each concern. */
export async function putNotices(tx: OpenTransaction, people: readonly number[], notice: NewNotice): Promise<void> {
  const { projectId, kind, concern, atMs } = notice
  const detail = canonicalJson(notice.detail)
  const rows = [...new Set(people)].map((person) => ({
    ...{ person_id: person, project_id: projectId, kind, concern, detail },
    ...{ times: 1, at_ms: atMs, seen_at_ms: null },
  }))
  if (rows.length === 0) return
  await tx
    .insertInto("notice")
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(["person_id", "concern"])
        .doUpdateSet({ kind, detail, at_ms: atMs, seen_at_ms: null, times: TIMES }),
    )
    .execute()
}

/** Members of a project who hold a role, but one of them. */
export async function listHolders(
  db: Kysely<Database>,
  projectId: number,
  role: "owner" | "reviewer" | "annotator",
  except: number,
): Promise<number[]> {
  const rows = await db
    .selectFrom("member")
    .select("person_id")
    .where("project_id", "=", projectId)
    .where(`is_${role}`, "=", 1)
    .where("person_id", "<>", except)
    .limit(2_000)
    .execute()
  return rows.map((row) => row.person_id)
}

/** A place in the list of notices, newest first. */
export interface NoticePosition {
  readonly atMs: number
  readonly id: number
}

/** One page of a person's notices, newest first, without the kinds that they chose not to have. */
export async function listNotices(
  db: Kysely<Database>,
  personId: number,
  before: NoticePosition | null,
  limit: number,
  unwanted: readonly NoticeKind[] = [],
): Promise<StoredNotice[]> {
  let query = db
    .selectFrom("notice")
    .select(["id", "project_id", "kind", "detail", "times", "at_ms", "seen_at_ms"])
    .where("person_id", "=", personId)
    .orderBy("at_ms", "desc")
    .orderBy("id", "desc")
    .limit(limit)
  if (unwanted.length > 0) query = query.where("kind", "not in", [...unwanted])
  if (before !== null) {
    query = query.where(({ and, eb, or }) =>
      or([eb("at_ms", "<", before.atMs), and([eb("at_ms", "=", before.atMs), eb("id", "<", before.id)])]),
    )
  }
  const rows = await query.execute()
  return rows.map((row) => ({
    id: row.id,
    projectId: row.project_id,
    kind: row.kind,
    detail: NoticeDetail.parse(JSON.parse(row.detail)),
    times: row.times,
    atMs: row.at_ms,
    seenAtMs: row.seen_at_ms,
  }))
}

/** How many notices a person has not seen, without the kinds that they chose not to have. */
export async function countUnseen(
  db: Kysely<Database>,
  personId: number,
  unwanted: readonly NoticeKind[] = [],
): Promise<number> {
  const all = db
    .selectFrom("notice")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("person_id", "=", personId)
    .where("seen_at_ms", "is", null)
  const row = await (unwanted.length > 0 ? all.where("kind", "not in", [...unwanted]) : all).executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** Says that notices of a person were seen: these, or those of a concern, or all. */
export async function storeSeen(
  db: Kysely<Database>,
  personId: number,
  which: { readonly ids: readonly number[] } | { readonly concern: string } | "all",
  nowMs: number,
): Promise<void> {
  let query = db
    .updateTable("notice")
    .set({ seen_at_ms: nowMs })
    .where("person_id", "=", personId)
    .where("seen_at_ms", "is", null)
  if (which !== "all") {
    query = "ids" in which ? query.where("id", "in", [...which.ids, 0]) : query.where("concern", "=", which.concern)
  }
  await query.execute()
}
