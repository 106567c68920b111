import type { ResolvedBy, TaskNumber } from "@justesse/types"
import { ScoredOn } from "@justesse/types/wire/quality"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { SOURCE } from "../schema/states.ts"

export * from "./adaptive.ts"

/**
 * What is known of a project's quality: the model of its people and the figures. Both stay texts, which their readers parse:
 * most ask for one of them or for a number beside, and either may be hundreds of kilobytes.
 */
interface QualityState {
  readonly model: string | null
  /** Rises with each fit; 0 before the first. */
  readonly modelVersion: number
  readonly figures: string | null
  readonly computedAtMs: number | null
  /** Answers in the project when they were computed. */
  readonly answersThen: number
}

/** One picture as figures are computed from it; bodies are texts as stored, which a worker parses, off the thread that serves. */
export interface QualityTask {
  readonly taskId: TaskNumber
  readonly width: number | null
  readonly height: number | null
  readonly settledBy: ResolvedBy | null
  readonly kept: string | null
  readonly answers: readonly {
    readonly personId: number
    readonly atMs: number
    readonly body: string
    readonly ontologyVersion: number
  }[]
}

/** What a finished computation stores. `people` are JSON objects whose keys are written over what was there. */
interface ComputedQuality {
  /** Null where too few answers are there to weigh people by. */
  readonly model: string | null
  readonly figures: string
  readonly atMs: number
  readonly answersThen: number
  readonly people: readonly {
    readonly personId: number
    readonly body: Record<string, unknown>
    readonly items: number
  }[]
}

const CHUNK = 1_000
/** A try-out is not an answer: whoever gave it was shown the right one at once. */

/** What was computed last; nothing yet where it never was. */
export async function findQualityState(db: Kysely<Database>, projectId: number): Promise<QualityState> {
  const row = await db
    .selectFrom("quality_state")
    .select(["model", "model_version", "figures", "computed_at_ms", "answers_then"])
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  return {
    model: row?.model ?? null,
    modelVersion: row?.model_version ?? 0,
    figures: row?.figures ?? null,
    computedAtMs: row?.computed_at_ms ?? null,
    answersThen: row?.answers_then ?? 0,
  }
}

/** The model in force with its version, without the figures. */
export async function findModel(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ version: number; model: string } | null> {
  const row = await db
    .selectFrom("quality_state")
    .select(["model", "model_version"])
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  return row?.model ? { version: row.model_version, model: row.model } : null
}

/** Which fit of people's reliability is in force, counted from 1; 0 before the first. */
export async function findModelVersion(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("quality_state")
    .select("model_version")
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  return row?.model_version ?? 0
}

/** Stores a computation; the version of the model rises by one where there is one. Call it in a transaction. */
export async function storeQuality(db: Kysely<Database>, projectId: number, computed: ComputedQuality): Promise<void> {
  const raised = computed.model === null ? 0 : 1
  const values = {
    model: computed.model,
    figures: computed.figures,
    computed_at_ms: computed.atMs,
    answers_then: computed.answersThen,
  }
  await db
    .insertInto("quality_state")
    .values({ project_id: projectId, model_version: raised, ...values })
    .onConflict((conflict) =>
      conflict
        .column("project_id")
        .doUpdateSet((eb) => ({ ...values, model_version: eb("quality_state.model_version", "+", raised) })),
    )
    .execute()
  for (const person of computed.people) await storePerson(db, projectId, person, computed.atMs)
}

async function storePerson(
  db: Kysely<Database>,
  projectId: number,
  person: ComputedQuality["people"][number],
  atMs: number,
): Promise<void> {
  const was = await db
    .selectFrom("person_quality")
    .select("body")
    .where("project_id", "=", projectId)
    .where("person_id", "=", person.personId)
    .executeTakeFirst()
  // Other keys (what gold says of the person) are somebody else's.
  const body = JSON.stringify({ ...(was ? JSON.parse(was.body) : {}), ...person.body })
  const values = { body, items: person.items, changed_at_ms: atMs }
  await db
    .insertInto("person_quality")
    .values({ project_id: projectId, person_id: person.personId, ...values })
    .onConflict((conflict) => conflict.columns(["project_id", "person_id"]).doUpdateSet(values))
    .execute()
}

/** Takes away what earlier computations left in the queue of jobs: they come every few minutes, and nobody asks for them. */
export async function forgetDoneJobs(
  db: Kysely<Database>,
  projectId: number,
  kind: "quality" | "scores",
): Promise<void> {
  await db
    .deleteFrom("job")
    .where("project_id", "=", projectId)
    .where("kind", "=", kind)
    .where("state", "=", "done")
    .execute()
}

/** Answers in the project so far, first revisions alone. */
export async function countFirstAnswers(db: Kysely<Database>, projectId: number): Promise<number> {
  const row = await db
    .selectFrom("person_counter")
    .select((eb) => eb.fn.sum<number>("submitted").as("n"))
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}

/**
 * When something changed last that figures rest on: a task's answers, decisions or state, or a second look. What bears a time after
 * `untilMs` (a clock that was wrong) is news when that time comes, not before: figures would never be newer than it.
 */
export async function findNewestChange(
  db: Kysely<Database>,
  projectId: number,
  untilMs: number,
): Promise<number | null> {
  const task = await db
    .selectFrom("task_state")
    .select((eb) => eb.fn.max("changed_at_ms").as("at"))
    .where("project_id", "=", projectId)
    .where("changed_at_ms", "<=", untilMs)
    .executeTakeFirst()
  const look = await db
    .selectFrom("second_look")
    .select((eb) => eb.fn.max("filed_at_ms").as("at"))
    .where("project_id", "=", projectId)
    .where("filed_at_ms", "<=", untilMs)
    .executeTakeFirst()
  const newest = Math.max(Number(task?.at ?? 0), Number(look?.at ?? 0))
  return newest > 0 ? newest : null
}

/** Tasks that changed and second looks filed from `sinceMs` to `untilMs`, counted up to `most`. */
export async function countChangedSince(
  db: Kysely<Database>,
  projectId: number,
  sinceMs: number,
  untilMs: number,
  most: number,
): Promise<number> {
  const tasks = db
    .selectFrom("task_state")
    .select("task_id")
    .where("project_id", "=", projectId)
    .where("changed_at_ms", ">=", sinceMs)
    .where("changed_at_ms", "<=", untilMs)
    .limit(most)
  const looks = db
    .selectFrom("second_look")
    .select("task_id")
    .where("project_id", "=", projectId)
    .where("filed_at_ms", ">=", sinceMs)
    .where("filed_at_ms", "<=", untilMs)
    .limit(most)
  const count = async (query: typeof tasks) =>
    Number(
      (
        await db
          .selectFrom(query.as("c"))
          .select((eb) => eb.fn.countAll<number>().as("n"))
          .executeTakeFirst()
      )?.n ?? 0,
    )
  return Math.min(most, (await count(tasks)) + (await count(looks as unknown as typeof tasks)))
}

/** Projects whose figures are kept right: all in which somebody may still answer or decide. */
export async function listLivingProjects(db: Kysely<Database>): Promise<number[]> {
  const rows = await db
    .selectFrom("project")
    .select("id")
    .where("state", "not in", ["draft", "archived"])
    .orderBy("id")
    .execute()
  return rows.map(({ id }) => id)
}

/** The pictures that models are scored on, where somebody chose them. */
export async function findScoreOn(db: Kysely<Database>, projectId: number): Promise<ScoredOn | null> {
  const row = await db
    .selectFrom("quality_state")
    .select("score_on")
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  return row?.score_on ? (ScoredOn.safeParse(JSON.parse(row.score_on)).data ?? null) : null
}

/** Chooses the pictures that models are scored on; null leaves it to the program. */
export async function setScoreOn(db: Kysely<Database>, projectId: number, scoreOn: string | null): Promise<void> {
  const nothing = { model: null, model_version: 0, figures: null, computed_at_ms: null, answers_then: 0 }
  await db
    .insertInto("quality_state")
    .values({ project_id: projectId, ...nothing, score_on: scoreOn })
    .onConflict((conflict) => conflict.column("project_id").doUpdateSet({ score_on: scoreOn }))
    .execute()
}

/** Pictures that two or more people answered, gold apart. One pass over the narrow rows of the queue. */
export async function countDoubled(db: Kysely<Database>, projectId: number): Promise<number> {
  const all = await db
    .selectFrom("task")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("submitted", ">=", 2)
    .executeTakeFirst()
  const gold = await db
    .selectFrom("gold as g")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "g.project_id").onRef("t.id", "=", "g.task_id"))
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("g.project_id", "=", projectId)
    .where("t.submitted", ">=", 2)
    .executeTakeFirst()
  return Number(all?.n ?? 0) - Number(gold?.n ?? 0)
}

/**
 * Tasks that figures rest on, the latest changed first, at most `most`: answered twice or more, or answered and settled
 * by a reviewer, gold or a file. Read a stretch at a time, so that nobody waits for it.
 */
export async function listLatestTold(db: Kysely<Database>, projectId: number, most: number): Promise<number[]> {
  const found: { id: number; atMs: number }[] = []
  for (let from = 0; ; ) {
    const rows = await db
      .selectFrom("task as t")
      .innerJoin("task_state as s", (on) =>
        on.onRef("s.project_id", "=", "t.project_id").onRef("s.task_id", "=", "t.id"),
      )
      .select(["t.id", "t.submitted", "s.settled_by", "s.changed_at_ms"])
      .where("t.project_id", "=", projectId)
      .where("t.id", ">", from)
      .orderBy("t.id")
      .limit(CHUNK)
      .execute()
    for (const row of rows) {
      const told = row.settled_by === "review" || row.settled_by === "gold" || row.settled_by === "import"
      if (row.submitted >= 2 || (told && row.submitted >= 1)) found.push({ id: row.id, atMs: row.changed_at_ms })
    }
    const last = rows.at(-1)
    if (!last || rows.length < CHUNK) break
    from = last.id
  }
  return found
    .sort((a, b) => b.atMs - a.atMs || b.id - a.id)
    .slice(0, most)
    .map(({ id }) => id)
}

/** These tasks with everybody's latest answers; excluded ones are left out, and gold on trial has no kept answer. */
export async function findTasksWithAnswers(
  db: Kysely<Database>,
  projectId: number,
  taskIds: readonly TaskNumber[],
): Promise<QualityTask[]> {
  if (taskIds.length === 0) return []
  const states = await db
    .selectFrom("task_state as s")
    .innerJoin("task as t", (on) => on.onRef("t.project_id", "=", "s.project_id").onRef("t.id", "=", "s.task_id"))
    .leftJoin("asset as a", (on) => on.onRef("a.project_id", "=", "t.project_id").onRef("a.id", "=", "t.asset_id"))
    .leftJoin("gold as g", (on) => on.onRef("g.project_id", "=", "s.project_id").onRef("g.task_id", "=", "s.task_id"))
    .select(["s.task_id", "s.state", "s.settled_by", "s.answer", "a.width", "a.height", "g.state as gold"])
    .where("s.project_id", "=", projectId)
    .where("s.task_id", "in", [...taskIds])
    .where((eb) => eb.or([eb("t.asset_id", "is", null), eb("a.id", "is not", null)]))
    .where("s.state", "<>", "excluded")
    .orderBy("s.task_id")
    .execute()
  const answers = await db
    .selectFrom("submission as b")
    .innerJoin("assignment as a", (on) =>
      on
        .onRef("a.project_id", "=", "b.project_id")
        .onRef("a.task_id", "=", "b.task_id")
        .onRef("a.person_id", "=", "b.person_id")
        .onRef("a.revision", "=", "b.revision"),
    )
    .select(["b.task_id", "b.person_id", "b.stored_at_ms", "b.body", "b.ontology_version"])
    .where("b.project_id", "=", projectId)
    .where("b.task_id", "in", [...taskIds])
    .where("a.drawn", "<>", SOURCE.training)
    .orderBy("b.task_id")
    .orderBy("b.person_id")
    .execute()
  const byTask = new Map<number, QualityTask["answers"][number][]>()
  for (const row of answers) {
    const list = byTask.get(row.task_id) ?? []
    const { person_id: personId, stored_at_ms: atMs, body, ontology_version: ontologyVersion } = row
    list.push({ personId, atMs, body, ontologyVersion })
    byTask.set(row.task_id, list)
  }
  // A known answer on trial tells nothing of anybody until there is a verdict.
  const isKept = (row: (typeof states)[number]) => row.state === "settled" && row.gold !== "trial"
  return states.map((row) => ({
    taskId: row.task_id,
    width: row.width,
    height: row.height,
    settledBy: isKept(row) ? row.settled_by : null,
    kept: isKept(row) ? row.answer : null,
    answers: byTask.get(row.task_id) ?? [],
  }))
}

/** The decisions of the latest filed reviews, each as its text: a worker parses them, off the thread that serves. */
export async function listDecisions(db: Kysely<Database>, projectId: number, most: number): Promise<string[]> {
  const rows = await db
    .selectFrom("review")
    .select("decisions")
    .where("project_id", "=", projectId)
    .where("state", "=", "filed")
    .orderBy("task_id", "desc")
    .limit(most)
    .execute()
  return rows.map((row) => row.decisions)
}

/** The latest filed second looks. */
export async function listFiledAudits(
  db: Kysely<Database>,
  projectId: number,
  most: number,
): Promise<{ firstBy: number; atMs: number; differences: number; same: number; severityPpm: number }[]> {
  const rows = await db
    .selectFrom("second_look")
    .select(["first_by", "filed_at_ms", "differences", "same", "severity_ppm"])
    .where("project_id", "=", projectId)
    .where("state", "=", "filed")
    .where("filed_at_ms", "is not", null)
    .orderBy("made_at_ms", "desc")
    .limit(most)
    .execute()
  return rows.map((row) => ({
    firstBy: row.first_by,
    atMs: row.filed_at_ms ?? 0,
    differences: row.differences,
    same: row.same,
    severityPpm: row.severity_ppm,
  }))
}
