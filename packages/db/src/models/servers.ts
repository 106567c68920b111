import { type AnnotationBody, StoredBody, type TaskNumber } from "@justesse/types"
import type { Kysely, Selectable } from "kysely"
import type { Database } from "../schema/index.ts"
import { asOne } from "../transaction.ts"

/** A model that people may ask, and how it stands. Which words its fields may hold, its topic says. */
export interface ModelServer {
  readonly projectId: number
  readonly id: number
  readonly kind: string
  readonly name: string
  readonly address: string
  readonly sends: string
  readonly shown: string
  /** The project's label for a word of its own, null for one that is left out. */
  readonly words: Readonly<Record<string, string | null>>
  readonly learns: boolean
  readonly version: string
  readonly setId: number
  readonly tookMs: number | null
  readonly answeredAtMs: number | null
  readonly failedSinceMs: number | null
  readonly tries: number
  readonly nextTryMs: number
  readonly error: { readonly code: string; readonly detail: Readonly<Record<string, string | number>> } | null
  readonly learnt: LearntTo
  readonly madeAtMs: number
}

/** The last answer that a model was told of: when that was stored, and which of the same moment. */
interface LearntTo {
  readonly atMs: number
  readonly key: string
}

/** What an owner chooses of a model. */
type ModelChoice = Partial<Pick<ModelServer, "shown" | "words" | "learns" | "sends" | "version" | "address" | "setId">>

function fromRow(row: Selectable<Database["model_server"]>): ModelServer {
  return {
    projectId: row.project_id,
    id: row.id,
    kind: row.kind,
    name: row.name,
    address: row.address,
    sends: row.sends,
    shown: row.shown,
    words: JSON.parse(row.words),
    learns: row.learns === 1,
    version: row.version,
    setId: row.set_id,
    tookMs: row.took_ms,
    answeredAtMs: row.answered_at_ms,
    failedSinceMs: row.failed_since_ms,
    tries: row.tries,
    nextTryMs: row.next_try_ms,
    error: row.error === null ? null : JSON.parse(row.error),
    learnt: { atMs: row.learnt_at_ms, key: row.learnt_key },
    madeAtMs: row.made_at_ms,
  }
}

type NewServer = Pick<
  ModelServer,
  "kind" | "name" | "address" | "sends" | "shown" | "words" | "version" | "setId" | "tookMs" | "madeAtMs"
> & { readonly madeBy: number }

/** A model that answered a moment ago; its number. Call it in `numbered`. */
export async function insertServer(db: Kysely<Database>, projectId: number, server: NewServer): Promise<number> {
  return asOne(db, async (tx) => {
    const last = await tx
      .selectFrom("model_server")
      .select((eb) => eb.fn.max("id").as("id"))
      .where("project_id", "=", projectId)
      .executeTakeFirst()
    const id = Number(last?.id ?? 0) + 1
    const { kind, name, address, sends, shown, version, madeAtMs } = server
    await tx
      .insertInto("model_server")
      .values({
        ...{ project_id: projectId, id, kind, name, address, sends, shown, version },
        ...{ words: JSON.stringify(server.words), learns: 0, set_id: server.setId, took_ms: server.tookMs },
        ...{ answered_at_ms: madeAtMs, failed_since_ms: null, tries: 0, next_try_ms: 0, error: null },
        ...{ learnt_at_ms: madeAtMs, learnt_key: "", made_by: server.madeBy, made_at_ms: madeAtMs },
      })
      .execute()
    return id
  })
}

/** Models of a project, in the order in which they came. */
export async function listServers(db: Kysely<Database>, projectId: number): Promise<ModelServer[]> {
  const rows = await db
    .selectFrom("model_server")
    .selectAll()
    .where("project_id", "=", projectId)
    .orderBy("id")
    .execute()
  return rows.map(fromRow)
}

/** One of them; null when there is none. */
export async function findServer(db: Kysely<Database>, projectId: number, id: number): Promise<ModelServer | null> {
  const row = await db
    .selectFrom("model_server")
    .selectAll()
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst()
  return row ? fromRow(row) : null
}

/** Models of every project that are told of answers. */
export async function listLearning(db: Kysely<Database>): Promise<ModelServer[]> {
  const rows = await db
    .selectFrom("model_server")
    .selectAll()
    .where("learns", "=", 1)
    .orderBy("project_id")
    .orderBy("id")
    .execute()
  return rows.map(fromRow)
}

const one = (db: Kysely<Database>, { projectId, id }: Pick<ModelServer, "projectId" | "id">) =>
  db.updateTable("model_server").where("project_id", "=", projectId).where("id", "=", id)

/** What an owner chose. Told to learn, it hears of what is answered from `nowMs` on. */
export async function chooseServer(
  db: Kysely<Database>,
  server: Pick<ModelServer, "projectId" | "id" | "learns">,
  { shown, words, learns, sends, version, address, setId }: ModelChoice,
  nowMs: number,
): Promise<void> {
  const begins = learns === true && !server.learns
  const chosen = {
    ...(shown !== undefined && { shown }),
    ...(sends !== undefined && { sends }),
    ...(version !== undefined && { version }),
    ...(address !== undefined && { address }),
    ...(setId !== undefined && { set_id: setId }),
    ...(words !== undefined && { words: JSON.stringify(words) }),
    ...(learns !== undefined && { learns: learns ? (1 as const) : (0 as const) }),
    ...(begins && { learnt_at_ms: nowMs, learnt_key: "" }),
  }
  if (Object.keys(chosen).length > 0) await one(db, server).set(chosen).execute()
}

/** That it answered, how long it took, and as which version, which fills a set of its own. */
export async function noteAnswered(
  db: Kysely<Database>,
  server: Pick<ModelServer, "projectId" | "id">,
  { version, setId, tookMs, atMs }: { version: string; setId: number; tookMs: number; atMs: number },
): Promise<void> {
  const stands = { failed_since_ms: null, tries: 0, next_try_ms: 0, error: null }
  await one(db, server)
    .set({ ...stands, version, set_id: setId, took_ms: tookMs, answered_at_ms: atMs })
    .execute()
}

/** That it did not answer, and when it is asked again. */
export async function noteFailed(
  db: Kysely<Database>,
  server: Pick<ModelServer, "projectId" | "id" | "failedSinceMs" | "tries">,
  { error, atMs, nextTryMs }: { error: NonNullable<ModelServer["error"]>; atMs: number; nextTryMs: number },
): Promise<void> {
  await one(db, server)
    .set({
      failed_since_ms: server.failedSinceMs ?? atMs,
      tries: server.tries + 1,
      next_try_ms: nextTryMs,
      error: JSON.stringify(error),
    })
    .execute()
}

/** That it was told of answers up to this one. */
export async function noteLearnt(
  db: Kysely<Database>,
  server: Pick<ModelServer, "projectId" | "id">,
  { atMs, key }: LearntTo,
): Promise<void> {
  await one(db, server).set({ learnt_at_ms: atMs, learnt_key: key }).execute()
}

/** Takes a model away; what it proposed stays. False when there is none. */
export async function deleteServer(db: Kysely<Database>, projectId: number, id: number): Promise<boolean> {
  const result = await db
    .deleteFrom("model_server")
    .where("project_id", "=", projectId)
    .where("id", "=", id)
    .executeTakeFirst()
  return Number(result.numDeletedRows) > 0
}

/** That somebody asked about a task, and from which set they were answered; asked again, the first time stays. */
export async function noteAsk(
  db: Kysely<Database>,
  ask: {
    readonly projectId: number
    readonly taskId: TaskNumber
    readonly personId: number
    readonly setId: number
    readonly isWithheld: boolean
    readonly atMs: number
  },
): Promise<void> {
  await db
    .insertInto("model_ask")
    .values({
      project_id: ask.projectId,
      task_id: ask.taskId,
      person_id: ask.personId,
      set_id: ask.setId,
      withheld: ask.isWithheld ? 1 : 0,
      asked_at_ms: ask.atMs,
    })
    .onConflict((conflict) => conflict.columns(["project_id", "task_id", "person_id"]).doNothing())
    .execute()
}

/** Open tasks with an asset of which a set says nothing yet, by number from `from` on. */
export async function listUnproposed(
  db: Kysely<Database>,
  { projectId, setId }: { projectId: number; setId: number },
  from: number,
  most: number,
): Promise<TaskNumber[]> {
  const rows = await db
    .selectFrom("task as t")
    .leftJoin("prediction as p", (on) =>
      on.onRef("p.project_id", "=", "t.project_id").onRef("p.task_id", "=", "t.id").on("p.set_id", "=", setId),
    )
    .select("t.id")
    .where("t.project_id", "=", projectId)
    .where("t.is_open", "=", 1)
    .where("t.asset_id", "is not", null)
    .where("p.task_id", "is", null)
    .where("t.id", ">", from)
    .orderBy("t.id")
    .limit(most)
    .execute()
  return rows.map(({ id }) => id)
}

/** One picture of those that a set says something about, and how many it found there: what the set counts as its own. */
export async function countInSet(
  db: Kysely<Database>,
  projectId: number,
  setId: number,
  regions: number,
): Promise<void> {
  await db
    .updateTable("prediction_set")
    .set((eb) => ({ pictures: eb("pictures", "+", 1), regions: eb("regions", "+", regions) }))
    .where("project_id", "=", projectId)
    .where("id", "=", setId)
    .execute()
}

/** An answer as a model is told of it: without who gave it. */
interface LearntAnswer extends LearntTo {
  readonly taskId: TaskNumber
  readonly body: AnnotationBody
}

/** Answers stored after the one that a model was told of last, oldest first; none that were stored within the last moments. */
export async function listToLearn(
  db: Kysely<Database>,
  { projectId, learnt }: Pick<ModelServer, "projectId" | "learnt">,
  untilMs: number,
  most: number,
): Promise<LearntAnswer[]> {
  const rows = await db
    .selectFrom("submission as s")
    .select(["s.task_id", "s.public_id", "s.stored_at_ms", "s.body"])
    .where("s.project_id", "=", projectId)
    .where("s.stored_at_ms", ">=", learnt.atMs)
    .where("s.stored_at_ms", "<=", untilMs)
    .where((eb) => eb.or([eb("s.stored_at_ms", ">", learnt.atMs), eb("s.public_id", ">", learnt.key)]))
    .where((eb) =>
      // What is known beforehand, and training, would tell which tasks those are.
      eb.not(
        eb.exists(
          eb
            .selectFrom("gold as g")
            .select("g.task_id")
            .whereRef("g.project_id", "=", "s.project_id")
            .whereRef("g.task_id", "=", "s.task_id"),
        ),
      ),
    )
    .orderBy("s.stored_at_ms")
    .orderBy("s.public_id")
    .limit(most)
    .execute()
  return rows.map((row) => ({
    taskId: row.task_id,
    body: StoredBody.parse(JSON.parse(row.body)),
    atMs: row.stored_at_ms,
    key: row.public_id,
  }))
}
