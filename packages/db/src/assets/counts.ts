import { type AssetKind, TaskState } from "@justesse/types"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { MEDIUM } from "../schema/states.ts"
import {
  type AssetWanted,
  conditions,
  deletedIds,
  heldNow,
  isWhole,
  type Narrowing,
  narrowing,
  selectMatching,
} from "./where.ts"

/** What there is to say of pictures before an act: how many, in which states, held by people, held by frozen versions. */
interface AssetWeight {
  readonly pictures: number
  readonly inHand: number
  readonly byState: Readonly<Record<string, number>>
  readonly frozen: number
  readonly tags: readonly { readonly tag: string; readonly pictures: number }[]
}

/**
 * Whether a task is about no picture or about one of another number: only then may a picture have several tasks. Until there
 * is such a task, the rows of `task_state` are the pictures, and nothing need be told apart. An index of such tasks alone
 * answers it.
 */
async function hasTasksApart(db: Kysely<Database>, projectId: number): Promise<boolean> {
  const found = await db
    .selectFrom("task")
    .select("id")
    .where("project_id", "=", projectId)
    .where(sql<boolean>`(asset_id is null or asset_id <> id)`)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Pictures by the states of their tasks, without deleted ones where `narrow` leaves those out. */
async function countInStates(
  db: Kysely<Database>,
  projectId: number,
  narrow: Narrowing,
): Promise<Record<string, number>> {
  if (await hasTasksApart(db, projectId)) return toCounts(await selectInStates(db, projectId, narrow))
  if (!isWhole(narrow)) return toCounts(await selectTasksInStates(db, projectId, narrow))
  return toCounts(await selectAllInStates(db, projectId))
}

interface InState {
  readonly state: string
  readonly n: number
}

/** Sums by state; a state that nothing is in is not named. */
function toCounts(rows: readonly InState[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { state, n } of rows) counts.set(state, (counts.get(state) ?? 0) + Number(n))
  return Object.fromEntries([...counts].filter(([, n]) => n > 0))
}

/**
 * All tasks, state by state, each counted along its own stretch of an index, in half the time of a grouping; less the few of deleted
 * pictures. One statement, so that a task which changes its state meanwhile is not taken off where it was not counted.
 */
async function selectAllInStates(db: Kysely<Database>, projectId: number): Promise<InState[]> {
  const each = TaskState.options.map(
    (state) => sql`select ${sql.lit(state)} as state, count(*) as n from task_state
      where project_id = ${projectId} and state = ${sql.lit(state)}`,
  )
  const deleted = sql`select s.state, -count(*) as n from asset a cross join task_state s
    where a.project_id = ${projectId} and a.deleted_at_ms is not null and s.project_id = a.project_id and s.task_id = a.id
    group by s.state`
  const { rows } = await sql<InState>`${sql.join([...each, deleted], sql` union all `)}`.execute(db)
  return rows
}

/** Where every picture has one task, of its own number. */
function selectTasksInStates(db: Kysely<Database>, projectId: number, narrow: Narrowing) {
  return db
    .selectFrom("task_state as s")
    .select((eb) => ["s.state", eb.fn.countAll<number>().as("n")])
    .where("s.project_id", "=", projectId)
    .where(conditions(sql.ref("s.task_id"), narrow))
    .groupBy("s.state")
    .execute()
}

/** Where a picture may have several tasks; of a pair both are counted. What is narrow is read first: see `picturesOf` in `where.ts`. */
async function selectInStates(db: Kysely<Database>, projectId: number, narrow: Narrowing): Promise<InState[]> {
  const { rows } = await sql<InState>`select state, count(distinct asset) as n from (
    select s.state, t.asset_id as asset from task_state s cross join task t
      where s.project_id = ${projectId} and t.project_id = s.project_id and t.id = s.task_id
      and t.asset_id is not null and ${conditions(sql.ref("t.asset_id"), narrow)}
    union all select s.state, pr.second_id from task_about pr cross join task_state s
      where pr.project_id = ${projectId} and pr.second_id is not null and s.project_id = pr.project_id and s.task_id = pr.task_id
      and ${conditions(sql.ref("pr.second_id"), narrow)}) as seen group by state`.execute(db)
  return rows
}

/** How many pictures somebody holds, of a pair both. */
async function countHeld(db: Kysely<Database>, projectId: number, narrow: Narrowing, nowMs: number) {
  const { rows } = await sql<{ n: number }>`select count(distinct asset) as n from (
    select t.asset_id as asset from assignment g join task t on t.project_id = g.project_id and t.id = g.task_id
      where ${heldNow(projectId, nowMs)} and ${conditions(sql`+t.asset_id`, narrow)}
    union all select pr.second_id from assignment g join task_about pr on pr.project_id = g.project_id and pr.task_id = g.task_id
      where ${heldNow(projectId, nowMs)} and pr.second_id is not null and ${conditions(sql`+pr.second_id`, narrow)}) as seen`.execute(
    db,
  )
  return rows[0]
}

/** How many pictures match. */
export async function countAssets(
  db: Kysely<Database>,
  projectId: number,
  wanted: AssetWanted,
  nowMs: number,
): Promise<number> {
  const row = await selectMatching(db, projectId, wanted, nowMs)
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/**
 * How many match in each state, whatever states `wanted` names: of tasks, `not_read`, `worked_on` and `deleted`. A picture
 * whose tasks stand differently is counted in each of their states.
 */
export async function countByState(
  db: Kysely<Database>,
  projectId: number,
  wanted: AssetWanted,
  nowMs: number,
): Promise<Record<string, number>> {
  const narrow = narrowing(db, projectId, { ...wanted, states: [] }, nowMs)
  const withDeleted = { ...narrow, notIn: narrow.notIn.slice(1) }
  const asset = () =>
    db
      .selectFrom("asset as a")
      .select((eb) => eb.fn.countAll<number>().as("n"))
      .where("a.project_id", "=", projectId)
  // With the plus these begin with the few rows of their own index, and look for matches only if there are any.
  const [tasks, unread, deleted, worked] = await Promise.all([
    countInStates(db, projectId, narrow),
    asset().where("a.problem", "is not", null).where(conditions(sql`+a.id`, narrow)).executeTakeFirst(),
    asset()
      .where("a.deleted_at_ms", "is not", null)
      .where("a.removed", "=", 0)
      .where(conditions(sql`+a.id`, withDeleted))
      .executeTakeFirst(),
    countHeld(db, projectId, withDeleted, nowMs),
  ])
  const counts = { ...tasks }
  const rest = { not_read: unread, deleted, worked_on: worked }
  for (const [state, row] of Object.entries(rest)) counts[state] = Number(row?.n ?? 0)
  return counts
}

/** What acts on all that match would meet. */
export async function measureAssets(
  db: Kysely<Database>,
  projectId: number,
  wanted: AssetWanted,
  nowMs: number,
): Promise<AssetWeight> {
  const narrow = narrowing(db, projectId, wanted, nowMs)
  const states = await countInStates(db, projectId, narrow)
  const inHand = await countHeld(db, projectId, narrow, nowMs)
  const frozen = await db
    .selectFrom("version_item as v")
    .select((eb) => eb.fn.count<number>("v.item_id").distinct().as("n"))
    .where("v.project_id", "=", projectId)
    .where(conditions(sql.ref("v.item_id"), narrow))
    .executeTakeFirst()
  const tags = await db
    .selectFrom("asset_tag as g")
    .select((eb) => ["g.tag", eb.fn.countAll<number>().as("n")])
    .where("g.project_id", "=", projectId)
    .where(conditions(sql.ref("g.asset_id"), narrow))
    .groupBy("g.tag")
    .orderBy("g.tag")
    .limit(200)
    .execute()
  return {
    pictures: await countAssets(db, projectId, wanted, nowMs),
    inHand: Number(inHand?.n ?? 0),
    byState: states,
    frozen: Number(frozen?.n ?? 0),
    tags: tags.map((row) => ({ tag: row.tag, pictures: Number(row.n) })),
  }
}

/** How many pictures a project has, without deleted ones. */
export async function countAllAssets(db: Kysely<Database>, projectId: number): Promise<number> {
  const { n: here } = await db
    .selectFrom("asset")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .executeTakeFirstOrThrow()
  const gone = await sql<{ n: number }>`select count(*) as n from (${deletedIds(projectId)}) as d`.execute(db)
  return Number(here) - Number(gone.rows[0]?.n ?? 0)
}

/** Which of these kinds of assets a project has, deleted ones too, in the order in which they are asked for. */
export async function findKindsIn(
  db: Kysely<Database>,
  projectId: number,
  kinds: readonly AssetKind[],
): Promise<AssetKind[]> {
  const found = await Promise.all(
    kinds.map((kind) =>
      db
        .selectFrom("asset")
        .select("id")
        .where("project_id", "=", projectId)
        .where("medium", "=", MEDIUM[kind])
        .limit(1)
        .executeTakeFirst(),
    ),
  )
  return kinds.filter((_, at) => found[at] !== undefined)
}
