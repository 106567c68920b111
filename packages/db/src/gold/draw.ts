import type { ResolvedBy, TaskNumber } from "@justesse/types"
import type { AssignmentSource } from "@justesse/work/allocation/operations"
import { type Kysely, sql } from "kysely"
import { beginsSimilar } from "../hot/gold.ts"
import type { Database } from "../schema/index.ts"
import { MARK, SOURCE, type StoredGoldState, toSource } from "../schema/states.ts"
import type { TaskKey } from "../work/tasks.ts"

// How gold reaches people: rates, training, what is known of each, and what their pages may show of it. No rules
// here.

/** A person's try-outs in a project. */
export interface Trainings {
  /** In the order in which they were drawn. */
  readonly assignments: readonly { readonly publicId: string; readonly taskId: TaskNumber; readonly sent: boolean }[]
  /** How many they still have to send. */
  readonly left: number
  readonly passed: number
  /** Whether each that was compared was within tolerance, in the order in which they were sent. */
  readonly passes: readonly boolean[]
}

/** Where a task stands, without its answer: no part of it takes longer to read for one task than for another. */
export interface BareStatus {
  readonly isFinal: boolean
  readonly settledBy: ResolvedBy | null
  readonly settledAtMs: number | null
  /** State of its gold row, in force or not; null for tasks that never were gold. */
  readonly gold: StoredGoldState | null
}

/** Least and most rate over people, in [0, 1]; null where nobody was measured. */
export async function findGoldRates(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ low: number; high: number } | null> {
  const row = await db
    .selectFrom("gold_draw")
    .select(({ fn }) => [fn.min<number | null>("rate_ppm").as("low"), fn.max<number | null>("rate_ppm").as("high")])
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  if (!row || row.low === null || row.high === null) return null
  return { low: Number(row.low) / 1e6, high: Number(row.high) / 1e6 }
}

/** Gold in force, and how much of it is drawn now: all of it unless people begin with proposals (I5). */
export async function countGoldInUse(db: Kysely<Database>, projectId: number): Promise<{ all: number; drawn: number }> {
  const similar = sql.raw<number>(`case when ${beginsSimilar(String(Math.trunc(projectId)))} then 1 else 0 end`)
  const { rows } = await sql<{ n: number; drawn: number | null }>`
    select count(*) as n, sum(${similar}) as drawn from gold g
    join task_state s on s.project_id = g.project_id and s.task_id = g.task_id
    where g.project_id = ${projectId} and g.state = 'active' and s.state = 'settled' and s.settled_by = 'gold'`.execute(
    db,
  )
  return { all: Number(rows[0]?.n ?? 0), drawn: Number(rows[0]?.drawn ?? 0) }
}

/** How often a person draws gold from now on, in [0, 1]. */
export async function setGoldRate(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  rate: number,
): Promise<void> {
  const rate_ppm = Math.round(rate * 1e6)
  await db
    .insertInto("gold_draw")
    .values({ project_id: projectId, person_id: personId, rate_ppm, try_out_left: 0, try_out_passed: 0 })
    .onConflict((conflict) => conflict.columns(["project_id", "person_id"]).doUpdateSet({ rate_ppm }))
    .execute()
}

/** What a person trained in a project, and what is left of it. */
export async function findTrainings(db: Kysely<Database>, projectId: number, personId: number): Promise<Trainings> {
  const [assignments, draw, compared] = await Promise.all([
    db
      .selectFrom("assignment")
      .select(["public_id", "task_id", "revision"])
      .where("project_id", "=", projectId)
      .where("person_id", "=", personId)
      .where("drawn", "=", SOURCE.training)
      .orderBy("leased_at_ms")
      .orderBy("task_id")
      .execute(),
    db
      .selectFrom("gold_draw")
      .select("try_out_left")
      .where("project_id", "=", projectId)
      .where("person_id", "=", personId)
      .executeTakeFirst(),
    db
      .selectFrom("gold_answer")
      .select("passed")
      .where("project_id", "=", projectId)
      .where("person_id", "=", personId)
      .where("drawn", "=", SOURCE.training)
      .orderBy("at_ms")
      .orderBy("task_id")
      .execute(),
  ])
  return {
    assignments: assignments.map((row) => ({ publicId: row.public_id, taskId: row.task_id, sent: row.revision > 0 })),
    left: draw?.try_out_left ?? 0,
    passed: compared.filter(({ passed }) => passed === 1).length,
    passes: compared.map(({ passed }) => passed === 1),
  }
}

/** Keeps how many training tasks a person passed. */
export async function setTrainingsPassed(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  passed: number,
): Promise<void> {
  await db
    .updateTable("gold_draw")
    .set({ try_out_passed: passed })
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .execute()
}

/** No more practice pictures are asked of a person. */
export async function endTrainings(db: Kysely<Database>, projectId: number, personId: number): Promise<void> {
  await db
    .updateTable("gold_draw")
    .set({ try_out_left: 0 })
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .execute()
}

/** Where the sent assignments of a task came from, by person. */
export async function findSources(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
): Promise<Map<number, AssignmentSource>> {
  const rows = await db
    .selectFrom("assignment")
    .select(["person_id", "drawn"])
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("revision", ">", 0)
    .execute()
  return new Map(rows.map((row) => [row.person_id, toSource(row.drawn)]))
}

/** How a task is settled and where its gold stands: one read, the same for gold and other tasks (I5). */
export async function findBareStatus(db: Kysely<Database>, { projectId, taskId }: TaskKey): Promise<BareStatus> {
  const row = await db
    .selectFrom("task_state as s")
    .leftJoin("gold as g", (join) =>
      join.onRef("g.project_id", "=", "s.project_id").onRef("g.task_id", "=", "s.task_id"),
    )
    .select(["s.state", "s.settled_by", "s.settled_at_ms", "g.state as gold"])
    .where("s.project_id", "=", projectId)
    .where("s.task_id", "=", taskId)
    .executeTakeFirst()
  return {
    isFinal: row?.state === "settled",
    settledBy: row?.settled_by ?? null,
    settledAtMs: row?.settled_at_ms ?? null,
    gold: row?.gold ?? null,
  }
}

/** Which of these tasks are gold that nobody may know of: in force, mixed in or on trial. */
export async function findUnseenGold(db: Kysely<Database>, keys: readonly TaskKey[]): Promise<TaskKey[]> {
  const found: TaskKey[] = []
  for (const projectId of new Set(keys.map((key) => key.projectId))) {
    const taskIds = keys.filter((key) => key.projectId === projectId).map((key) => key.taskId)
    const rows = await db
      .selectFrom("gold as g")
      .innerJoin("task_state as s", (join) =>
        join.onRef("s.project_id", "=", "g.project_id").onRef("s.task_id", "=", "g.task_id"),
      )
      .select("g.task_id")
      .where("g.project_id", "=", projectId)
      .where("g.task_id", "in", taskIds)
      .where("g.state", "in", ["active", "trial"])
      .where("s.state", "=", "settled")
      .where("s.settled_by", "=", "gold")
      .execute()
    for (const row of rows) found.push({ projectId, taskId: row.task_id })
  }
  return found
}

/**
 * Hands answers that wait to be compared with a known one on to those who compare, at most so many tasks. A task whose known
 * answer everybody may see by now is looked at like any other. Returns how many there were.
 */
export async function handOnAnswers(db: Kysely<Database>, limit: number): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const waiting = await tx
      .selectFrom("task_state as s")
      .leftJoin("gold as g", (join) =>
        join.onRef("g.project_id", "=", "s.project_id").onRef("g.task_id", "=", "s.task_id"),
      )
      .select(["s.project_id as projectId", "s.task_id as taskId", "g.state as gold"])
      .where("s.dirty", "=", MARK.compare)
      .orderBy("s.project_id")
      .orderBy("s.task_id")
      .limit(limit)
      .execute()
    for (const { projectId, taskId, gold } of waiting) {
      const isHidden = gold === "active" || gold === "trial"
      // The task's state is taken before its gold, as everybody else does.
      await tx
        .updateTable("task_state")
        .set({ dirty: isHidden ? MARK.none : MARK.look })
        .where("project_id", "=", projectId)
        .where("task_id", "=", taskId)
        .where("dirty", "=", MARK.compare)
        .execute()
      if (!isHidden) continue
      await tx
        .updateTable("gold")
        .set({ dirty: 1 })
        .where("project_id", "=", projectId)
        .where("task_id", "=", taskId)
        .execute()
    }
    return waiting.length
  })
}

/** Who sent the answer to a task that came last, and which revision of theirs it is. */
export async function findLastAnswer(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
): Promise<{ personId: number; revision: number } | null> {
  const row = await db
    .selectFrom("submission")
    .select(["person_id", "revision"])
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .orderBy(sql`stored_at_ms + 0`, "desc")
    .limit(1)
    .executeTakeFirst()
  return row ? { personId: row.person_id, revision: row.revision } : null
}

/** Writes a settled standing as it is, so that it takes as long as one that is new (I5). */
export async function rewriteStatus(db: Kysely<Database>, { projectId, taskId }: TaskKey): Promise<void> {
  await sql`
    update task_state set state = state, settled_by = settled_by, settled_at_ms = settled_at_ms, answer = answer,
      answer_sha256 = answer_sha256, provenance = provenance, agreement = agreement, differences = differences,
      labels = labels, texts = texts, regions = regions, nothing_here = nothing_here, changed_at_ms = changed_at_ms
    where project_id = ${projectId} and task_id = ${taskId}`.execute(db)
}

/**
 * Says what an ordinary task of people who agree would say, once as many answered as are wanted: kept, or only taken where
 * one answer is enough. Nothing before.
 */
export async function showAsKept(db: Kysely<Database>, { projectId, taskId }: TaskKey, wanted: number): Promise<void> {
  const row = await db
    .selectFrom("assignment")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("revision", ">", 0)
    .executeTakeFirst()
  if (Number(row?.n ?? 0) < wanted) return
  await db
    .updateTable("assignment")
    .set({ fate: wanted > 1 ? "kept" : "taken" })
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("revision", ">", 0)
    .where("fate", "is", null)
    .execute()
}

/** When the n-th first answer to a task arrived, counted from 1; null while there are fewer. */
export async function findAnsweredAtMs(
  db: Kysely<Database>,
  { projectId, taskId }: TaskKey,
  n: number,
): Promise<number | null> {
  const row = await db
    .selectFrom("submission")
    .select("stored_at_ms")
    .where("project_id", "=", projectId)
    .where("task_id", "=", taskId)
    .where("revision", "=", 1)
    // A sum, so that the answers of the task are sorted and not those of the whole project walked through by time.
    .orderBy(sql`stored_at_ms + 0`)
    .offset(n - 1)
    .limit(1)
    .executeTakeFirst()
  return row ? row.stored_at_ms : null
}

/** Gold in force that a person has not met, counted up to `most`. */
export async function countUnmetGold(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select 1 as one from gold g where g.project_id = ${projectId} and g.state = 'active'
        and not exists (select 1 from assignment a
          where a.project_id = g.project_id and a.task_id = g.task_id and a.person_id = ${personId})
      limit ${most}) unmet`.execute(db)
  return Number(rows[0]?.n ?? 0)
}

/** What is stored of people's qualities, by person: JSON by topic. Held until the transaction ends on PostgreSQL. */
export async function findQualities(
  db: Kysely<Database>,
  projectId: number,
  people: readonly number[],
): Promise<Map<number, Record<string, unknown>>> {
  if (people.length === 0) return new Map()
  const rows = await db
    .selectFrom("person_quality")
    .select(["person_id", "body"])
    .where("project_id", "=", projectId)
    .where("person_id", "in", [...people])
    .orderBy("person_id")
    .execute()
  return new Map(rows.map((row) => [row.person_id, JSON.parse(row.body) as Record<string, unknown>])) // an object always
}

/** Keeps one topic of what is known of a person; other topics stay as they are. `items` is what it rests on. */
export async function setQuality(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  topic: { name: string; value: unknown; items: number; nowMs: number },
): Promise<void> {
  const body = (await findQualities(db, projectId, [personId])).get(personId) ?? {}
  const values = { body: JSON.stringify({ ...body, [topic.name]: topic.value }), changed_at_ms: topic.nowMs }
  await db
    .insertInto("person_quality")
    .values({ project_id: projectId, person_id: personId, items: topic.items, ...values })
    .onConflict((conflict) => conflict.columns(["project_id", "person_id"]).doUpdateSet(values))
    .execute()
}
