import type { TaskNumber } from "@justesse/types"
import type { PeerSeat, PeersState } from "@justesse/work/progression/peers"
import type { Kysely, Selectable } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** Which answers were drawn, of how many that could have been. */
interface Drawn {
  readonly of: number
  readonly items: readonly { readonly taskId: TaskNumber; readonly revision: number }[]
}

/** A place of somebody who reads, with what they said. */
export interface StoredSeat extends PeerSeat {
  readonly publicId: string
  readonly assessmentId: number
  readonly projectId: number
  /** As it was kept; null before it is sent. */
  readonly sheet: unknown
}

/** Answers of a candidate that others read, and the places of these. */
export interface StoredAssessment {
  readonly id: number
  readonly publicId: string
  readonly request: string
  readonly projectId: number
  readonly personId: number
  readonly seed: string
  readonly drawn: Drawn
  readonly state: PeersState
  readonly begunMs: number
  readonly endedMs: number | null
  readonly seats: readonly StoredSeat[]
}

function toSeat(row: Selectable<Database["peer_seat"]>): StoredSeat {
  return {
    ...{ id: row.id, publicId: row.public_id, assessmentId: row.assessment_id, projectId: row.project_id },
    ...{ personId: row.person_id, state: row.state, dueMs: row.due_at_ms },
    sheet: row.sheet === null ? null : JSON.parse(row.sheet),
  }
}

async function withSeats(
  db: Kysely<Database>,
  row: Selectable<Database["peer_assessment"]> | undefined,
): Promise<StoredAssessment | undefined> {
  if (!row) return undefined
  const seats = await db.selectFrom("peer_seat").selectAll().where("assessment_id", "=", row.id).orderBy("id").execute()
  return {
    ...{ id: row.id, publicId: row.public_id, request: row.request, projectId: row.project_id },
    ...{ personId: row.person_id, seed: row.seed, state: row.state, begunMs: row.begun_at_ms },
    drawn: JSON.parse(row.drawn) as Drawn, // written by this file
    ...{ endedMs: row.ended_at_ms, seats: seats.map(toSeat) },
  }
}

/** Keeps what was drawn for a request; its number. */
export async function insertAssessment(
  tx: OpenTransaction,
  {
    publicId,
    request,
    projectId,
    personId,
    seed,
    drawn,
    state,
    begunMs,
  }: Omit<StoredAssessment, "id" | "endedMs" | "seats">,
): Promise<number> {
  const { id } = await tx
    .insertInto("peer_assessment")
    .values({
      ...{ public_id: publicId, request, project_id: projectId, person_id: personId, seed, state },
      ...{ drawn: JSON.stringify(drawn), begun_at_ms: begunMs, ended_at_ms: state === "open" ? null : begunMs },
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return id
}

/** What stands of the answers drawn for a request; undefined where none were. */
export async function findAssessment(db: Kysely<Database>, request: string): Promise<StoredAssessment | undefined> {
  const row = await db.selectFrom("peer_assessment").selectAll().where("request", "=", request).executeTakeFirst()
  return withSeats(db, row)
}

/** What was drawn by its number, with every place that was ever given there. */
export async function readAssessment(db: Kysely<Database>, id: number): Promise<StoredAssessment | undefined> {
  return withSeats(db, await db.selectFrom("peer_assessment").selectAll().where("id", "=", id).executeTakeFirst())
}

/** The same for whoever changes it: others who would wait until the transaction ends. */
export async function lockAssessment(
  tx: OpenTransaction,
  id: number,
  engine: "sqlite" | "postgres",
): Promise<StoredAssessment | undefined> {
  const one = tx.selectFrom("peer_assessment").selectAll().where("id", "=", id)
  return withSeats(tx, await (engine === "postgres" ? one.forUpdate() : one).executeTakeFirst())
}

/** Numbers of those that go on, the oldest first, at most `most`. */
export async function listOpenAssessments(db: Kysely<Database>, most: number): Promise<number[]> {
  const rows = await db
    .selectFrom("peer_assessment")
    .select("id")
    .where("state", "=", "open")
    .orderBy("id")
    .limit(most)
    .execute()
  return rows.map(({ id }) => id)
}

/** Says what came of it: from then on no place is given there, and its owner may answer. */
export async function endAssessment(
  tx: OpenTransaction,
  id: number,
  state: Exclude<PeersState, "open">,
  atMs: number,
): Promise<void> {
  await tx.updateTable("peer_assessment").set({ state, ended_at_ms: atMs }).where("id", "=", id).execute()
}

/** Gives somebody a place who never had one there. */
export async function insertSeat(
  tx: OpenTransaction,
  { publicId, assessmentId, projectId, personId, dueMs }: Omit<StoredSeat, "id" | "state" | "sheet">,
  atMs: number,
): Promise<void> {
  await tx
    .insertInto("peer_seat")
    .values({
      ...{ public_id: publicId, assessment_id: assessmentId, project_id: projectId, person_id: personId },
      ...{ state: "asked", drawn_at_ms: atMs, due_at_ms: dueMs, ended_at_ms: null, sheet: null },
    })
    .execute()
}

/** Ends places that wait: given back, or with what was said. */
export async function endSeats(
  tx: OpenTransaction,
  ids: readonly number[],
  { state, sheet, atMs }: { readonly state: "sent" | "gone"; readonly sheet?: object; readonly atMs: number },
): Promise<void> {
  await tx
    .updateTable("peer_seat")
    .set({ state, ended_at_ms: atMs, sheet: sheet ? JSON.stringify(sheet) : null })
    .where("id", "in", [...ids, -1])
    .where("state", "=", "asked")
    .execute()
}

/** A place by the name that it has outside. */
export async function findSeat(db: Kysely<Database>, publicId: string): Promise<StoredSeat | undefined> {
  const row = await db.selectFrom("peer_seat").selectAll().where("public_id", "=", publicId).executeTakeFirst()
  return row && toSeat(row)
}

/** Places that wait for somebody, in whatever project that goes on, with its address and name; the one that is due first comes first. */
export async function listSeatsOf(
  db: Kysely<Database>,
  personId: number,
): Promise<{ publicId: string; slug: string; name: string; dueMs: number }[]> {
  const rows = await db
    .selectFrom("peer_seat as s")
    .innerJoin("project as p", "p.id", "s.project_id")
    .innerJoin("member as m", (on) =>
      on.onRef("m.project_id", "=", "s.project_id").onRef("m.person_id", "=", "s.person_id"),
    )
    .select(["s.public_id", "p.slug", "p.name", "s.due_at_ms"])
    .where("s.person_id", "=", personId)
    .where("s.state", "=", "asked")
    .where("p.state", "=", "open")
    .where("m.is_reviewer", "=", 1)
    .orderBy("s.due_at_ms")
    .orderBy("s.id")
    .execute()
  return rows.map((row) => ({ publicId: row.public_id, slug: row.slug, name: row.name, dueMs: row.due_at_ms }))
}

/** How many pictures somebody practised in a project since a moment. */
export async function countPractised(
  db: Kysely<Database>,
  { projectId, personId }: { readonly projectId: number; readonly personId: number },
  sinceMs: number,
): Promise<number> {
  const row = await db
    .selectFrom("practice_answer")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .where("project_id", "=", projectId)
    .where("person_id", "=", personId)
    .where("at_ms", ">", sinceMs)
    .executeTakeFirst()
  return Number(row?.n ?? 0)
}
