import {
  type AnnotationBody,
  type AssetNumber,
  type ProjectKind,
  type ResolvedBy,
  type Size,
  StoredBody,
  type TaskNumber,
} from "@justesse/types"
import { type Kysely, sql } from "kysely"
import { FACT_COLUMNS, mediaFacts, type SoundFacts, type StoredFacts } from "../assets/rows.ts"
import type { Database } from "../schema/index.ts"

/** Rows asked for in one statement: bound values stay under every engine's limit. */
const SLICE = 500

/** A task about two assets. */
interface PairTask {
  readonly taskId: TaskNumber
  readonly first: AssetNumber
  readonly second: AssetNumber
}

function selectPairs(db: Kysely<Database>, projectId: number) {
  return db
    .selectFrom("task_about as x")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "x.project_id").onRef("t.id", "=", "x.task_id"))
    .select(["t.id", "t.asset_id", "x.second_id"])
    .where("x.project_id", "=", projectId)
    .where("x.second_id", "is not", null)
}

const toPairs = (rows: Awaited<ReturnType<ReturnType<typeof selectPairs>["execute"]>>): PairTask[] =>
  rows.flatMap(({ id, asset_id, second_id }) =>
    asset_id === null || second_id === null ? [] : [{ taskId: id, first: asset_id, second: second_id }],
  )

/** Every pair of a project, in the order in which they were made. */
export async function listPairs(db: Kysely<Database>, projectId: number): Promise<PairTask[]> {
  return toPairs(await selectPairs(db, projectId).orderBy("t.id").execute())
}

/** The pairs of these tasks; tasks about one asset, or none, are absent. */
export async function findPairs(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<Map<TaskNumber, PairTask>> {
  const found = new Map<TaskNumber, PairTask>()
  for (let at = 0; at < taskIds.length; at += SLICE) {
    const some = taskIds.slice(at, at + SLICE)
    const rows = await selectPairs(db, projectId).where("x.task_id", "in", some).execute()
    for (const pair of toPairs(rows)) found.set(pair.taskId, pair)
  }
  return found
}

/** What the second asset of an assignment's pair is called; undefined where it is about one. For whoever knows assets by name, never for its annotator. */
export async function findSecondName(db: Kysely<Database>, publicId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom("assignment as g")
    .innerJoin("task_about as x", (on) =>
      on.onRef("x.project_id", "=", "g.project_id").onRef("x.task_id", "=", "g.task_id"),
    )
    .innerJoin("asset as a", (on) => on.onRef("a.project_id", "=", "x.project_id").onRef("a.id", "=", "x.second_id"))
    .select("a.name")
    .where("g.public_id", "=", publicId)
    .executeTakeFirst()
  return row?.name
}

/** What can be shown beside another: it is there, and can be read. */
export interface Comparable {
  readonly id: AssetNumber
  readonly name: string
  readonly size: Size
  readonly sound: SoundFacts | null
}

function selectComparable(db: Kysely<Database>, projectId: number) {
  return db
    .selectFrom("asset")
    .where("project_id", "=", projectId)
    .where("deleted_at_ms", "is", null)
    .where("removed", "=", 0)
    .where("problem", "is", null)
}

/** All that can be compared in a project, by number. */
export async function listComparable(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ readonly assets: readonly Comparable[] }> {
  const rows = await selectComparable(db, projectId)
    .select(["id", "name", ...FACT_COLUMNS])
    .orderBy("id")
    .execute()
  const assets = rows.map((row) => ({
    id: row.id,
    name: row.name,
    size: { width: row.width ?? 1, height: row.height ?? 1 },
    sound: soundIn(row),
  }))
  return { assets }
}

function soundIn(row: StoredFacts): SoundFacts | null {
  const facts = mediaFacts(row)
  if (facts?.medium !== "audio") return null
  const { durationMs, sampleRate, channels } = facts
  return { durationMs, sampleRate, channels }
}

/** How many can be compared in a project, and when the last of them came. */
export async function findPairing(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ readonly count: number; readonly lastMs: number }> {
  const row = await selectComparable(db, projectId)
    .select((eb) => [eb.fn.countAll<number>().as("n"), eb.fn.max<number | null>("made_at_ms").as("last")])
    .executeTakeFirst()
  return { count: Number(row?.n ?? 0), lastMs: Number(row?.last ?? 0) }
}

/** Of these tasks, those that show no deleted picture: neither as their first nor as their second. */
export async function withoutDeleted(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<TaskNumber[]> {
  const pairs = await findPairs(db, projectId, taskIds)
  const named = [...new Set([...pairs.values()].flatMap(({ first, second }) => [first, second]))]
  const gone = new Set<AssetNumber>()
  for (let at = 0; at < named.length; at += SLICE) {
    const rows = await db
      .selectFrom("asset")
      .select("id")
      .where("project_id", "=", projectId)
      .where("id", "in", named.slice(at, at + SLICE))
      .where("deleted_at_ms", "is not", null)
      .execute()
    for (const { id } of rows) gone.add(id)
  }
  return taskIds.filter((task) => {
    const pair = pairs.get(task)
    return !pair || !(gone.has(pair.first) || gone.has(pair.second))
  })
}

/** Open projects of these kinds, by number. */
export async function listOpenProjectsOf(db: Kysely<Database>, kinds: readonly ProjectKind[]): Promise<number[]> {
  const rows = await db
    .selectFrom("project")
    .select("id")
    .where("kind", "in", [...kinds])
    .where("state", "=", "open")
    .orderBy("id")
    .execute()
  return rows.map(({ id }) => id)
}

/** What somebody said of two assets, with how they are told apart and what became final. */
export interface PairAnswerRow {
  readonly taskId: TaskNumber
  readonly first: AssetNumber
  readonly second: AssetNumber
  readonly personId: number
  /** Of the assignment: what was shown left is drawn from it. */
  readonly publicId: string
  /** What they are called in what goes out; empty for somebody who has left. */
  readonly pseudonym: string
  readonly body: AnnotationBody
  /** The final answer of the pair; null where final ones were not asked for. */
  readonly final: AnnotationBody | null
  readonly settledBy: ResolvedBy
}

/** Pairs that files settled, in the order of tasks behind `after`; at most `limit`. Nobody here said anything of them. */
export async function listPairsOfFiles(
  db: Kysely<Database>,
  projectId: number,
  after: TaskNumber,
  limit: number,
): Promise<(PairTask & { readonly final: AnnotationBody })[]> {
  const rows = await selectPairs(db, projectId)
    .innerJoin("task_state as s", (on) =>
      on.onRef("s.project_id", "=", "x.project_id").onRef("s.task_id", "=", "x.task_id"),
    )
    .select("s.answer")
    .where("s.state", "=", "settled")
    .where("s.settled_by", "=", "import")
    .where("x.task_id", ">", after)
    .orderBy("x.task_id")
    .limit(limit)
    .execute()
  return rows.flatMap(({ id, asset_id, second_id, answer }) =>
    asset_id === null || second_id === null || answer === null
      ? []
      : [{ taskId: id, first: asset_id, second: second_id, final: StoredBody.parse(JSON.parse(answer)) }],
  )
}

/** Which answers to pairs are wanted: all, or of those pairs alone that have a final one, which comes with them; behind a place. */
interface PairAnswersWanted {
  readonly which: "all" | "final"
  readonly after: { readonly taskId: TaskNumber; readonly personId: number }
}

/** Everybody's latest answer to every pair of a project that is not excluded, by task and person; at most `limit`. */
export async function listPairAnswers(
  db: Kysely<Database>,
  projectId: number,
  { which, after }: PairAnswersWanted,
  limit: number,
): Promise<PairAnswerRow[]> {
  const rows = await db
    .selectFrom("task_about as x")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "x.project_id").onRef("t.id", "=", "x.task_id"))
    .innerJoin("task_state as s", (on) =>
      on.onRef("s.project_id", "=", "x.project_id").onRef("s.task_id", "=", "x.task_id"),
    )
    .innerJoin("assignment as a", (on) =>
      on.onRef("a.project_id", "=", "x.project_id").onRef("a.task_id", "=", "x.task_id"),
    )
    .innerJoin("submission as b", (on) =>
      on
        .onRef("b.project_id", "=", "a.project_id")
        .onRef("b.task_id", "=", "a.task_id")
        .onRef("b.person_id", "=", "a.person_id")
        .onRef("b.revision", "=", "a.revision"),
    )
    .leftJoin("member as m", (on) =>
      on.onRef("m.project_id", "=", "a.project_id").onRef("m.person_id", "=", "a.person_id"),
    )
    .select(["x.task_id", "t.asset_id", "x.second_id", "a.person_id", "a.public_id", "b.body", "m.pseudonym"])
    .select(["s.answer", "s.settled_by"])
    .where("x.project_id", "=", projectId)
    .where("x.second_id", "is not", null)
    .where("s.state", which === "final" ? "=" : "<>", which === "final" ? "settled" : "excluded")
    .where(sql<boolean>`(x.task_id, a.person_id) > (${after.taskId}, ${after.personId})`)
    .orderBy("x.task_id")
    .orderBy("a.person_id")
    .limit(limit)
    .execute()
  return rows.flatMap(({ task_id, asset_id, second_id, ...row }) =>
    asset_id === null || second_id === null
      ? []
      : [
          {
            ...{ taskId: task_id, first: asset_id, second: second_id },
            body: StoredBody.parse(JSON.parse(row.body)),
            final: row.answer === null || which === "all" ? null : StoredBody.parse(JSON.parse(row.answer)),
            ...{ personId: row.person_id, publicId: row.public_id, pseudonym: row.pseudonym ?? "" },
            settledBy: row.settled_by ?? "rule",
          },
        ],
  )
}
