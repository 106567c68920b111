import { createHash } from "node:crypto"
import { type AssetNumber, canonicalJson, type TaskNumber } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { forgetBeside } from "../decisions/judgements.ts"
import { forgetThreads } from "../questions/forget.ts"
import type { Database } from "../schema/index.ts"
import { FORGOTTEN_ABOUT, FORGOTTEN_BODY } from "../work/forgotten.ts"
import { listTasksOf } from "../work/taskAssets.ts"
import { erasing } from "./erasing.ts"
import { forgetInUndo, forgetReports } from "./forgetTraces.ts"
import { mediaColumns, mediaFrom } from "./rows.ts"
import { isSqlite } from "./where.ts"

/** What stands where the differences of such a picture stood. */
const FORGOTTEN_REVIEW = canonicalJson({ letters: {}, people: {}, settled: [], differences: [] })

/** A picture whose time in the bin is over. */
interface Due {
  readonly projectId: number
  readonly id: AssetNumber
}

/** Pictures that are forgotten with one sync of the disk; others are answered in between. */
const SLICE = 25

/** Tables whose rows say nothing but what was found on a picture. */
const WITH_PICTURE = [
  "prediction",
  "proposal",
  "check_result",
  "suspect",
  "alike",
  "draft",
  "import_answer",
  "answer_proposals",
  "model_ask",
  "gold_correction",
  "practice_answer",
] as const

/**
 * Forgets what pictures were and every copy of what was written on them: names, kept and sent answers, drafts, known answers,
 * differences and decisions, notes, what imports, undo and models remember. What stays: the row with its hash, who worked on
 * it when and how long, whether it agreed, and of each sent answer its SHA-256. Frozen versions keep what they hold: a
 * picture in one is never due. Pictures that were put back since `deletedBeforeMs`, or frozen, are left alone.
 *
 * @returns those that were forgotten
 */
export async function forgetPictures(
  db: Kysely<Database>,
  due: readonly Due[],
  deletedBeforeMs: number,
): Promise<Due[]> {
  const gone: Due[] = []
  for (const [projectId, ids] of byProject(due)) {
    // First what many pictures share: cut short, it is done again with the same pictures.
    const traces = await tracesOf(db, projectId, ids)
    await forgetReports(db, projectId, traces)
    await forgetInUndo(db, projectId, { assets: new Set(ids), tasks: new Set(await listTasksOf(db, projectId, ids)) })
    for (let at = 0; at < ids.length; at += SLICE) {
      const some = await forgetSlice(db, projectId, ids.slice(at, at + SLICE), deletedBeforeMs)
      gone.push(...some.map((id) => ({ projectId, id })))
    }
  }
  return gone
}

/** Tasks of one project about things that are forgotten. */
interface ForgottenTasks {
  readonly projectId: number
  readonly tasks: readonly TaskNumber[]
}

/** Something that somebody wrote about a task `t` since it was emptied. */
const WRITTEN_SINCE = sql<boolean>`(
  exists (select 1 from submission s where s.project_id = t.project_id and s.task_id = t.id and s.body <> ${FORGOTTEN_BODY})
  or exists (select 1 from draft d where d.project_id = t.project_id and d.task_id = t.id)
  or exists (select 1 from assignment g where g.project_id = t.project_id and g.task_id = t.id and g.skip_note is not null)
  or exists (select 1 from thread h join message m on m.thread_id = h.id
    where h.project_id = t.project_id and h.task_id = t.id and m.body <> ''))`

/**
 * Tasks about pictures, recordings, texts, pairs or rows forgotten earlier about which somebody wrote since, from a device that had been
 * away: notes, questions and drafts; an answer is emptied as it is stored. At most `limit` of each.
 */
export async function sentSince(db: Kysely<Database>, limit: number): Promise<ForgottenTasks[]> {
  const own = await db
    .selectFrom("asset as a")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "a.project_id").onRef("t.asset_id", "=", "a.id"))
    .select(["t.project_id", "t.id"])
    .where("a.deleted_at_ms", "is not", null)
    .where("a.removed", "=", 1)
    .where(WRITTEN_SINCE)
    .limit(limit)
    .execute()
  const others = await db
    .selectFrom("asset as a")
    .innerJoin("task_about as x", (on) =>
      on.onRef("x.project_id", "=", "a.project_id").onRef("x.second_id", "=", "a.id"),
    )
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "x.project_id").onRef("t.id", "=", "x.task_id"))
    .select(["t.project_id", "t.id"])
    .where("a.deleted_at_ms", "is not", null)
    .where("a.removed", "=", 1)
    .where(WRITTEN_SINCE)
    .limit(limit)
    .execute()
  const rows = await db
    .selectFrom("task_about as x")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "x.project_id").onRef("t.id", "=", "x.task_id"))
    .select(["t.project_id", "t.id"])
    .where("x.body", "=", FORGOTTEN_ABOUT)
    .where(WRITTEN_SINCE)
    .limit(limit)
    .execute()
  const byProject = new Map<number, Set<TaskNumber>>()
  for (const { project_id, id } of [...own, ...others, ...rows])
    byProject.set(project_id, (byProject.get(project_id) ?? new Set()).add(id))
  return [...byProject].map(([projectId, tasks]) => ({ projectId, tasks: [...tasks] }))
}

/** Empties what was written about things after they were forgotten: see {@link sentSince}. */
export async function forgetSent(db: Kysely<Database>, late: readonly ForgottenTasks[]): Promise<void> {
  for (const { projectId, tasks } of late)
    for (let at = 0; at < tasks.length; at += SLICE)
      await erasing(db, (tx) => forgetWritten(tx, projectId, tasks.slice(at, at + SLICE)))
}

/** Pages of the index of texts that are written over in one step. */
const INDEX_PAGES = 64

/**
 * Writes SQLite's index of texts anew without what was taken out of it: until then its older parts hold what they held. In
 * steps, between which others are served. PostgreSQL does so by itself as it vacuums.
 */
export async function forgetIndex(db: Kysely<Database>): Promise<void> {
  if (!isSqlite(db)) return
  // The first step, below zero, takes all parts together; a step that changes no more than its own record was the last.
  for (let pages = -INDEX_PAGES, changes = 2; changes >= 2; pages = INDEX_PAGES) {
    changes = await erasing(db, async (tx) => {
      const total = async () =>
        Number((await sql<{ n: number }>`select total_changes() as n`.execute(tx)).rows[0]?.n ?? 0)
      const before = await total()
      await sql`insert into asset_text (asset_text, rank) values ('merge', ${pages})`.execute(tx)
      return (await total()) - before
    })
  }
}

function byProject(due: readonly Due[]): Map<number, AssetNumber[]> {
  const grouped = new Map<number, AssetNumber[]>()
  for (const { projectId, id } of due) {
    const ids = grouped.get(projectId)
    if (ids) ids.push(id)
    else grouped.set(projectId, [id])
  }
  return grouped
}

async function tracesOf(db: Kysely<Database>, projectId: number, ids: readonly AssetNumber[]) {
  const names = new Map<string, AssetNumber>()
  const imports = new Set<number>()
  for (let at = 0; at < ids.length; at += SLICE) {
    const some = ids.slice(at, at + SLICE)
    const assets = await db
      .selectFrom("asset")
      .select(["id", "name", "import_id"])
      .where("project_id", "=", projectId)
      .where("id", "in", some)
      .execute()
    for (const { id, name, import_id } of assets) {
      names.set(name, id)
      if (import_id !== null) imports.add(import_id)
    }
    const answered = await db
      .selectFrom("import_answer")
      .select("import_id")
      .distinct()
      .where("project_id", "=", projectId)
      .where("task_id", "in", await listTasksOf(db, projectId, some))
      .execute()
    for (const { import_id } of answered) imports.add(import_id)
  }
  return { names, imports }
}

async function forgetSlice(
  db: Kysely<Database>,
  projectId: number,
  ids: readonly AssetNumber[],
  deletedBeforeMs: number,
): Promise<AssetNumber[]> {
  return erasing(db, async (tx) => {
    const rows = await tx
      .updateTable("asset")
      .set({ removed: 1, name: sql`'#' || cast(id as text)`, search: sql`'#' || cast(id as text)` })
      .set({ foreign: null, document: null, page: null })
      .where("project_id", "=", projectId)
      .where("id", "in", [...ids])
      .where("removed", "=", 0)
      .where("deleted_at_ms", "<", deletedBeforeMs)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom("version_item as v")
              .select("v.item_id")
              .whereRef("v.project_id", "=", "asset.project_id")
              .whereRef("v.item_id", "=", "asset.id"),
          ),
        ),
      )
      .returning(["id", "problem", "media", "duration_ms"])
      .execute()
    const gone = rows.map(({ id }) => id)
    if (gone.length === 0) return gone
    for (const { id, problem } of rows) if (problem !== null) await keepCode(tx, projectId, id, problem)
    for (const row of rows) await forgetBeginning(tx, projectId, row)
    await tx.deleteFrom("asset_tag").where("project_id", "=", projectId).where("asset_id", "in", gone).execute()
    await forgetTasks(tx, projectId, await listTasksOf(tx, projectId, gone))
    return gone
  })
}

/** Every copy of what tasks were about beside a picture, and of what was written on them. */
export async function forgetTasks(
  tx: Kysely<Database>,
  projectId: number,
  tasks: readonly TaskNumber[],
): Promise<void> {
  if (tasks.length === 0) return
  await tx
    .deleteFrom("task_about")
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    // Of a pair it is a number and a size: by it what comes in later is still known to be of a forgotten picture.
    .where("second_id", "is", null)
    .execute()
  await forgetWritten(tx, projectId, tasks)
}

async function forgetWritten(tx: Kysely<Database>, projectId: number, tasks: readonly TaskNumber[]): Promise<void> {
  for (const table of WITH_PICTURE)
    await tx
      .deleteFrom(table)
      .where("project_id", "=", projectId)
      .where("task_id", "in", [...tasks])
      .execute()
  await forgetKept(tx, projectId, tasks)
  await forgetReviews(tx, projectId, tasks)
  await forgetAnswers(tx, projectId, tasks)
  await forgetThreads(tx, projectId, tasks)
  await forgetBeside(tx, projectId, tasks)
}

/** Of why a picture could not be read, the code stays and the place, which may name it, goes. */
async function keepCode(tx: Kysely<Database>, projectId: number, id: AssetNumber, problem: string): Promise<void> {
  const { code } = JSON.parse(problem)
  await tx
    .updateTable("asset")
    .set({ problem: JSON.stringify({ code, detail: {} }) })
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .execute()
}

/** Of a text how long it was stays, and how it began goes. */
async function forgetBeginning(
  tx: Kysely<Database>,
  projectId: number,
  row: { readonly id: AssetNumber; readonly media: string | null; readonly duration_ms: number | null },
): Promise<void> {
  const media = mediaFrom(row)
  if (media?.medium !== "text") return
  await tx
    .updateTable("asset")
    .set(mediaColumns({ ...media, begins: "" }))
    .where("project_id", "=", projectId)
    .where("id", "=", row.id)
    .execute()
}

/** The kept answer and the known one. */
async function forgetKept(tx: Kysely<Database>, projectId: number, tasks: readonly TaskNumber[]): Promise<void> {
  await tx
    .updateTable("task_state")
    .set({ answer: null, answer_sha256: null, provenance: null, labels: " ", texts: "", regions: 0, settled_by: null })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .execute()
  const emptied = createHash("sha256").update(FORGOTTEN_BODY).digest("hex")
  await tx
    .updateTable("gold")
    .set({ state: "retired", answer: FORGOTTEN_BODY, answer_sha256: emptied, dirty: 0 })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .execute()
  await tx
    .updateTable("task_quality")
    .set({ early_answer: null })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .execute()
}

/** Differences and decisions: what was filed stays as an act of its reviewer, emptied. */
async function forgetReviews(tx: Kysely<Database>, projectId: number, tasks: readonly TaskNumber[]): Promise<void> {
  for (const table of ["review", "second_look"] as const)
    await tx
      .deleteFrom(table)
      .where("project_id", "=", projectId)
      .where("task_id", "in", [...tasks])
      .where("state", "<>", "filed")
      .execute()
  const emptied = { body: FORGOTTEN_REVIEW, decisions: "{}", decided_order: "[]" }
  await tx
    .updateTable("review")
    .set({ ...emptied, kinds: "", labels: "" })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .execute()
  await tx
    .updateTable("second_look")
    .set({ ...emptied, first_decisions: "{}" })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .execute()
}

/** What people sent, what they said on passing it on or of what they were not told that it holds, and what a reviewer or a mentor wrote to them. */
async function forgetAnswers(tx: Kysely<Database>, projectId: number, tasks: readonly TaskNumber[]): Promise<void> {
  await tx
    .updateTable("submission")
    .set({ body: FORGOTTEN_BODY })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .execute()
  await tx
    .deleteFrom("draft")
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .execute()
  await tx
    .updateTable("assignment")
    .set({ skip_note: null })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .where("skip_note", "is not", null)
    .execute()
  await tx
    .updateTable("content_report")
    .set({ note: "" })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .where("note", "<>", "")
    .execute()
  await tx
    .updateTable("mentor_note")
    .set({ body: "", region_id: null, said: null })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .execute()
  const sentBack = await tx
    .selectFrom("assignment")
    .select(["task_id", "person_id", "sent_back"])
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...tasks])
    .where("sent_back", "is not", null)
    .execute()
  for (const { task_id, person_id, sent_back } of sentBack)
    await tx
      .updateTable("assignment")
      .set({ sent_back: JSON.stringify({ ...JSON.parse(sent_back ?? "{}"), note: "" }) })
      .where("project_id", "=", projectId)
      .where("task_id", "=", task_id)
      .where("person_id", "=", person_id)
      .execute()
}
