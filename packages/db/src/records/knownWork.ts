import type { Role } from "@justesse/types"
import type { KnownWork } from "@justesse/work/records/claims"
import type { Kysely } from "kysely"
import { countVerdicts } from "../decisions/verdicts.ts"
import type { Database } from "../schema/index.ts"
import type { Outcome } from "../schema/states.ts"

/** A quarter of an hour, as time is kept. */
const SLOT_MS = 900_000

/** A line that a merge moved a little is no error of whoever drew it. */
const STOOD: readonly Outcome[] = ["kept", "small_change"]
const COMPARED: readonly Outcome[] = ["kept", "small_change", "changed"]

/** What the tables hold of somebody's work in the whole studio, for a record of it; what they chose for themselves is not here. */
export async function findKnownWork(
  db: Kysely<Database>,
  personId: number,
  nowMs: number,
): Promise<Omit<KnownWork, "languages">> {
  const [hours, outcomes, { good: accepted }, reviews, trained, roles] = await Promise.all([
    listHours(db, personId),
    countOutcomes(db, personId),
    countVerdicts(db, { personId }, nowMs),
    countReviews(db, personId),
    listTrained(db, personId),
    findOwned(db, personId),
  ])
  const sent = [...outcomes.values()].reduce((total, count) => total + count, 0)
  const lastMs = Math.max(...hours.map(({ untilMs }) => untilMs))
  const held: readonly (readonly [Role, boolean])[] = [
    ["owner", roles],
    ["reviewer", reviews > 0],
    ["annotator", sent > 0],
  ]
  return {
    hours: hours.map(({ kind, activeMs, sinceMs }) => ({ kind, activeMs, sinceMs })),
    worked:
      hours.length === 0 ? null : { firstMs: Math.min(...hours.map(({ sinceMs }) => sinceMs)), lastMs: lastMs - 1 },
    roles: held.flatMap(([role, has]) => (has ? [role] : [])),
    accepted,
    compared: compare(outcomes),
    reviews,
    trainedFor: trained,
  }
}

async function listHours(db: Kysely<Database>, personId: number) {
  const rows = await db
    .selectFrom("active_time as t")
    .innerJoin("project as p", "p.id", "t.project_id")
    .select(({ fn }) => [
      "p.kind",
      fn.sum<number>("t.active_ms").as("active"),
      fn.min<number>("t.slot_ms").as("since"),
      fn.max<number>("t.slot_ms").as("last"),
    ])
    .where("t.person_id", "=", personId)
    .where("t.active_ms", ">", 0)
    .groupBy("p.kind")
    .orderBy("p.kind")
    .execute()
  return rows.map((row) => ({
    kind: row.kind,
    activeMs: Number(row.active),
    sinceMs: Number(row.since),
    untilMs: Number(row.last) + SLOT_MS,
  }))
}

/** What of somebody's answers was accepted, and what of those that were compared stood: in one project, as a record says it of all. */
export async function findOwnOutcomes(
  db: Kysely<Database>,
  of: { readonly projectId: number; readonly personId: number },
  nowMs: number,
): Promise<Pick<KnownWork, "accepted" | "compared">> {
  const { good: accepted } = await countVerdicts(db, of, nowMs)
  return { accepted, compared: compare(await countOutcomes(db, of.personId, of.projectId)) }
}

function compare(outcomes: ReadonlyMap<Outcome | null, number>): KnownWork["compared"] {
  const sum = (of: readonly Outcome[]) => of.reduce((total, outcome) => total + (outcomes.get(outcome) ?? 0), 0)
  return { stood: sum(STOOD), n: sum(COMPARED) }
}

/** Answers sent, by what became of them; those of which nothing is known yet under null. Training is none. */
async function countOutcomes(
  db: Kysely<Database>,
  personId: number,
  projectId?: number,
): Promise<Map<Outcome | null, number>> {
  let all = db
    .selectFrom("assignment")
    .select(["fate", ({ fn }) => fn.countAll<number>().as("count")])
    .where("person_id", "=", personId)
    .where("revision", ">", 0)
    .groupBy("fate")
  if (projectId !== undefined) all = all.where("project_id", "=", projectId)
  const rows = await all.execute()
  return new Map(rows.map((row) => [row.fate, Number(row.count)]))
}

/** Reviews that somebody filed, audits of others' reviews among them. */
async function countReviews(db: Kysely<Database>, personId: number): Promise<number> {
  const [reviews, audits] = await Promise.all(
    (["review", "second_look"] as const).map((table) =>
      db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll<number>().as("n"))
        .where("filed_by", "=", personId)
        .executeTakeFirst(),
    ),
  )
  return Number(reviews?.n ?? 0) + Number(audits?.n ?? 0)
}

/** Names of projects whose training somebody finished, with at least one task within tolerance. */
async function listTrained(db: Kysely<Database>, personId: number): Promise<string[]> {
  const rows = await db
    .selectFrom("gold_draw as d")
    .innerJoin("project as p", "p.id", "d.project_id")
    .select("p.name")
    .distinct()
    .where("d.person_id", "=", personId)
    .where("d.try_out_left", "=", 0)
    .where("d.try_out_passed", ">", 0)
    .execute()
  return rows.map(({ name }) => name).sort()
}

async function findOwned(db: Kysely<Database>, personId: number): Promise<boolean> {
  const row = await db
    .selectFrom("member as m")
    .innerJoin("project as p", "p.id", "m.project_id")
    .select("p.id")
    .where("m.person_id", "=", personId)
    .where("m.is_owner", "=", 1)
    .where("p.state", "<>", "deleted")
    .executeTakeFirst()
  return row !== undefined
}
