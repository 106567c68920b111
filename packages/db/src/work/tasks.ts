import {
  AnnotationBody,
  type AssetNumber,
  canonicalJson,
  RegionProvenance,
  type ResolvedBy,
  type Size,
  StoredBody,
  TaskAgreement,
  type TaskNumber,
  type TaskState,
} from "@justesse/types"
import { type Kysely, sql, type Updateable } from "kysely"
import { FACT_COLUMNS, labelsText, type MediaFacts, mediaFacts } from "../assets/rows.ts"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE, MARK } from "../schema/states.ts"
import type { TaskStateTable } from "../schema/work.ts"

// Tasks and what is known of them; leases live in `hot`. No rules here.

/** Names one task: its project and its number there. */
export interface TaskKey {
  readonly projectId: number
  readonly taskId: TaskNumber
}

/** Where a task stands: counters of the hot row, and what was settled. */
export interface TaskStatus extends TaskKey {
  readonly state: TaskState
  readonly settledBy: ResolvedBy | null
  readonly settledAtMs: number | null
  readonly answer: AnnotationBody | null
  readonly provenance: readonly RegionProvenance[]
  readonly agreement: TaskAgreement | null
  readonly dirty: boolean
  readonly differences: number
  /** Answers wanted, and answers counted so far. */
  readonly overlap: number
  readonly submitted: number
}

/** The final answer of a task with its SHA-256, who or what decided, and from whose answers each region came. */
export interface ResolvedTask {
  readonly by: ResolvedBy
  readonly atMs: number
  readonly answer: AnnotationBody
  readonly answerSha256: string
  readonly provenance: readonly RegionProvenance[]
  readonly agreement: TaskAgreement | null
}

/** The picture behind a task, as the task page needs it. */
export interface TaskPicture {
  readonly assetId: AssetNumber
  readonly name: string
  readonly size: Size
  /** Of what is no picture; null for pictures. */
  readonly facts: MediaFacts | null
}

/** What a task that shows no picture is as large as: the least there is. */
export const NO_SIZE: Size = { width: 1, height: 1 }

/** How far people agree as one figure in millionths: F1 of boxes at half overlap, else one less the share of signs that differ. */
function agreementPpm(agreement: TaskAgreement | null): number | null {
  const ratio = agreement?.f1At50 ?? (agreement?.cer == null ? null : Math.max(0, 1 - agreement.cer))
  return ratio === null ? null : Math.round(ratio * 1e6)
}

/** What is written in these answers, in lower case, each text once and on a line of its own, as search reads it. */
export function toSearchTexts(bodies: readonly AnnotationBody[]): string {
  const texts = bodies.flatMap(({ regions }) =>
    regions.flatMap(({ transcript, value }) =>
      [transcript?.value, typeof value === "string" ? value : undefined].flatMap((text) => text?.toLowerCase() ?? []),
    ),
  )
  return [...new Set(texts)].join("\n")
}

/** Where a task stands; undefined when there is none. */
export async function findTaskStatus(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
): Promise<TaskStatus | undefined> {
  const row = await db
    .selectFrom("task_state as s")
    .innerJoin("task as t", (join) => join.onRef("t.project_id", "=", "s.project_id").onRef("t.id", "=", "s.task_id"))
    .select(["s.state", "s.settled_by", "s.settled_at_ms", "s.answer", "s.provenance", "s.agreement", "s.dirty"])
    .select(["s.differences", "t.overlap", "t.submitted"])
    .where("s.project_id", "=", projectId)
    .where("s.task_id", "=", taskId)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    projectId,
    taskId,
    state: row.state,
    settledBy: row.settled_by,
    settledAtMs: row.settled_at_ms,
    answer: row.answer === null ? null : StoredBody.parse(JSON.parse(row.answer)),
    provenance: row.provenance === null ? [] : RegionProvenance.array().parse(JSON.parse(row.provenance)),
    agreement: row.agreement === null ? null : TaskAgreement.parse(JSON.parse(row.agreement)),
    dirty: row.dirty === MARK.look,
    differences: row.differences,
    overlap: row.overlap,
    submitted: row.submitted,
  }
}

/** Tasks whose answers changed since they were last looked at, oldest first; excluded ones wait until they are back. */
export async function listDirtyTasks(db: Kysely<Database>, limit: number): Promise<TaskKey[]> {
  const rows = await db
    .selectFrom("task_state")
    .select(["project_id", "task_id"])
    .where("dirty", "=", MARK.look)
    .where("state", "<>", "excluded")
    .orderBy("changed_at_ms")
    .limit(limit)
    .execute()
  return rows.map((row) => ({ projectId: row.project_id, taskId: row.task_id }))
}

/** Takes the dirty mark off; false when somebody else did. In a transaction it also holds the row against new answers. */
export async function claimTask(db: Kysely<Database>, { projectId, taskId }: TaskKey): Promise<boolean> {
  const result = await db
    .updateTable("task_state")
    .set({ dirty: MARK.none })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("dirty", "=", MARK.look)
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Asks for the consensus of these tasks to be computed again. */
export async function markDirty(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<void> {
  if (taskIds.length === 0) return
  await db
    .updateTable("task_state")
    .set({ dirty: MARK.look })
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...taskIds])
    .execute()
}

/** Asks for the consensus of all tasks that wait for a reviewer to be computed again. */
export async function markDisputed(db: Kysely<Database>, projectId: number): Promise<void> {
  await db
    .updateTable("task_state")
    .set({ dirty: MARK.look })
    .where("project_id", "=", projectId)
    .where("state", "=", "disputed")
    .execute()
}

/** Tasks of a project whose answer is final. */
export async function countFinal(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("task_state")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("state", "=", "settled")
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/** Keeps an answer as the task's. */
export async function keepFinal(db: Kysely<Database>, key: TaskKey, final: ResolvedTask): Promise<void> {
  const { regions, nothingHere } = final.answer
  await setTask(db, key, {
    state: "settled",
    settled_by: final.by,
    settled_at_ms: final.atMs,
    answer: canonicalJson(final.answer),
    answer_sha256: final.answerSha256,
    provenance: canonicalJson(final.provenance),
    agreement: final.agreement === null ? null : canonicalJson(final.agreement),
    agreement_ppm: agreementPpm(final.agreement),
    differences: 0,
    labels: labelsText(regions.map((region) => region.label)),
    texts: toSearchTexts([final.answer]),
    regions: regions.length,
    nothing_here: nothingHere ? 1 : 0,
    changed_at_ms: final.atMs,
  })
}

/** Says that a task waits for answers. What an import or a reviewer once settled stays stored beside it. */
export async function awaitAnswers(
  db: Kysely<Database>,
  key: TaskKey,
  state: "open" | "waiting",
  nowMs: number,
): Promise<void> {
  await setTask(db, key, { state, differences: 0, changed_at_ms: nowMs })
}

/** Says that a task waits (for answers or a reviewer); takes back what was settled. */
export async function clearFinal(
  db: Kysely<Database>,
  key: TaskKey,
  to: { state: "waiting" | "disputed"; differences: number; agreement: TaskAgreement | null; nowMs: number },
): Promise<void> {
  await setTask(db, key, {
    state: to.state,
    settled_by: null,
    settled_at_ms: null,
    answer: null,
    answer_sha256: null,
    provenance: null,
    agreement: to.agreement === null ? null : canonicalJson(to.agreement),
    agreement_ppm: agreementPpm(to.agreement),
    differences: to.differences,
    labels: labelsText([]),
    texts: "",
    regions: 0,
    nothing_here: 0,
    changed_at_ms: to.nowMs,
  })
}

/** Lets search find a task that is not settled by what its answers say. */
export async function setTexts(db: Kysely<Database>, key: TaskKey, bodies: readonly AnnotationBody[]): Promise<void> {
  await setTask(db, key, { texts: toSearchTexts(bodies) })
}

/**
 * Writes what is known of a task. One that an owner excluded meanwhile stays so: what became of it is stored beside, and tells
 * where it stands once it is included again.
 */
async function setTask(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  { state, ...values }: Updateable<TaskStateTable>,
): Promise<void> {
  const unlessExcluded = sql<TaskState>`case when state = 'excluded' then state else ${state} end`
  await db
    .updateTable("task_state")
    .set(state === undefined ? values : { ...values, state: unlessExcluded })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .execute()
}

/** Kept answers of settled tasks of one project, by task. */
export async function findFinalAnswers(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<number, AnnotationBody>> {
  if (taskIds.length === 0) return new Map()
  const rows = await db
    .selectFrom("task_state")
    .select(["task_id", "answer"])
    .where("project_id", "=", projectId)
    .where("task_id", "in", [...taskIds])
    .where("state", "=", "settled")
    .where("answer", "is not", null)
    .execute()
  return new Map(rows.map((row) => [row.task_id, StoredBody.parse(JSON.parse(row.answer ?? "null"))]))
}

/** Numbers of a project's tasks, rising, `limit` after `after`. */
export async function listTaskNumbers(
  db: Kysely<Database>,
  projectId: number,
  after: TaskNumber,
  limit: number,
): Promise<TaskNumber[]> {
  const rows = await db
    .selectFrom("task")
    .select("id")
    .where("project_id", "=", projectId)
    .where("id", ">", after)
    .orderBy("id")
    .limit(limit)
    .execute()
  return rows.map((row) => row.id)
}

/** Pictures of tasks of one project, by task; tasks that show none are absent. */
export async function findTaskPictures(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<TaskNumber, TaskPicture>> {
  if (taskIds.length === 0) return new Map()
  const rows = await db
    .selectFrom("task as t")
    .innerJoin("asset as a", (join) => join.onRef("a.project_id", "=", "t.project_id").onRef("a.id", "=", "t.asset_id"))
    .select(["t.id as task", "a.id", "a.name", ...FACT_COLUMNS.map((column) => `a.${column}` as const)])
    .where("t.project_id", "=", projectId)
    .where("t.id", "in", [...taskIds])
    .execute()
  // Pictures that have a task are readable, and have a size.
  return new Map(
    rows.map(({ task, id, name, ...row }) => [
      task,
      { assetId: id, name, size: { width: row.width ?? 1, height: row.height ?? 1 }, facts: mediaFacts(row) },
    ]),
  )
}

/** Groups of a project that a person belongs to. */
export async function listGroupsOf(db: Kysely<Database>, projectId: number, personId: number): Promise<number[]> {
  const rows = await db
    .selectFrom("person_group_member")
    .select("group_id")
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .execute()
  return rows.map((row) => row.group_id)
}

/** Open tasks of these tiers that the person never met, counted up to `most`. */
export async function countAvailable(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  tiers: readonly number[],
  most: number,
): Promise<number> {
  if (tiers.length === 0) return 0
  const open = db
    .selectFrom("task as t")
    .select("t.id")
    .where("t.project_id", "=", projectId)
    .where("t.tier", "in", [...tiers])
    .where("t.is_open", "=", 1)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom("assignment as a")
            .select("a.task_id")
            .whereRef("a.project_id", "=", "t.project_id")
            .whereRef("a.task_id", "=", "t.id")
            .where("a.person_id", "=", personId),
        ),
      ),
    )
    .limit(most)
  const row = await db
    .selectFrom(open.as("open"))
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** Whether a project has tasks, leases of others, and disputes: why a person finds nothing there. */
export async function findWhyNone(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
): Promise<{ tasks: boolean; leased: boolean; disputed: boolean }> {
  const row = await sql<{ tasks: number; leased: number; disputed: number }>`
    select
      case when exists (select 1 from task where project_id = ${projectId}) then 1 else 0 end as tasks,
      case when exists (select 1 from assignment a where a.project_id = ${projectId} and a.state = ${sql.lit(ASSIGNMENT_STATE.leased)}
        and a.person_id <> ${personId} and not exists (select 1 from assignment mine
          where mine.project_id = a.project_id and mine.task_id = a.task_id and mine.person_id = ${personId}))
        then 1 else 0 end as leased,
      case when exists (select 1 from review where project_id = ${projectId} and state = 'waiting')
        then 1 else 0 end as disputed`.execute(db)
  const found = row.rows[0]
  return { tasks: found?.tasks === 1, leased: found?.leased === 1, disputed: found?.disputed === 1 }
}

/** Frozen versions that hold this task's answer, oldest first. */
export async function listVersionsWith(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
): Promise<{ version: number; frozenAtMs: number }[]> {
  const task = await db
    .selectFrom("task")
    .select("asset_id")
    .where("project_id", "=", projectId)
    .where("id", "=", taskId)
    .executeTakeFirst()
  if (!task) return []
  const rows = await db
    .selectFrom("version_item as i")
    .innerJoin("version as v", (join) =>
      join.onRef("v.project_id", "=", "i.project_id").onRef("v.version", "=", "i.version"),
    )
    .select(["v.version", "v.frozen_at_ms"])
    .where("i.project_id", "=", projectId)
    .where("i.item_id", "=", task.asset_id ?? taskId)
    .where("i.task_id", "=", taskId)
    .orderBy("v.version")
    .execute()
  return rows.map((row) => ({ version: row.version, frozenAtMs: row.frozen_at_ms }))
}
