import type { PayOffer } from "@justesse/work/pay/offer"
import type { Quote } from "@justesse/work/pay/quote"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import { ASSIGNMENT_STATE } from "../schema/states.ts"
import type { OpenTransaction } from "../transaction.ts"

/** What answers are offered at from a moment on. */
export interface StoredPrice extends Pick<PayOffer, "priceMicros" | "bonusMicros" | "capSeconds"> {
  readonly number: number
  readonly fromMs: number
  readonly basis: Quote["basis"]
  readonly quotedMicros: number
  readonly medianSeconds: number
  readonly meanSeconds: number
  readonly upperSeconds: number
  readonly madeAtMs: number
}

/** All prices of a project, in the order in which they were made. */
export async function listPrices(db: Kysely<Database>, projectId: number): Promise<StoredPrice[]> {
  const rows = await db.selectFrom("price").selectAll().where("project_id", "=", projectId).orderBy("id").execute()
  return rows.map((row) => ({
    ...{ number: row.id, fromMs: row.from_ms, priceMicros: row.price_micros, bonusMicros: row.bonus_micros },
    ...{ capSeconds: row.cap_seconds, basis: row.basis, quotedMicros: row.quoted_micros, madeAtMs: row.made_at_ms },
    medianSeconds: row.median_ms / 1_000,
    meanSeconds: row.mean_ms / 1_000,
    upperSeconds: row.upper_ms / 1_000,
  }))
}

/** Follows the prices of a project with another one; times are kept to the millisecond. */
export async function insertPrice(
  tx: OpenTransaction,
  projectId: number,
  price: Omit<StoredPrice, "number">,
): Promise<void> {
  const ms = (seconds: number) => Math.round(seconds * 1_000)
  await tx
    .insertInto("price")
    .values({
      ...{ project_id: projectId, from_ms: price.fromMs, price_micros: price.priceMicros },
      ...{ bonus_micros: price.bonusMicros, quoted_micros: price.quotedMicros, basis: price.basis },
      ...{ median_ms: ms(price.medianSeconds), mean_ms: ms(price.meanSeconds), upper_ms: ms(price.upperSeconds) },
      ...{ cap_seconds: price.capSeconds, made_at_ms: price.madeAtMs },
    })
    .execute()
}

/** Active seconds of people's answers in a project, of those who are its owners and of all others, a list a person. */
export async function listMeasuredSeconds(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ readonly own: number[]; readonly people: number[][] }> {
  const rows = await db
    .selectFrom("assignment as a")
    .leftJoin("member as m", (on) =>
      on.onRef("m.project_id", "=", "a.project_id").onRef("m.person_id", "=", "a.person_id"),
    )
    .select(["a.person_id", "a.active_ms", sql<number>`coalesce(m.is_owner, 0)`.as("is_owner")])
    .where("a.project_id", "=", projectId)
    .where("a.state", "=", ASSIGNMENT_STATE.submitted)
    .where("a.active_ms", ">", 0)
    .orderBy("a.person_id")
    .orderBy("a.task_id")
    .execute()
  const own: number[] = []
  const people = new Map<number, number[]>()
  for (const { person_id, active_ms, is_owner } of rows) {
    const seconds = active_ms / 1_000
    if (Number(is_owner) === 1) own.push(seconds)
    else people.set(person_id, [...(people.get(person_id) ?? []), seconds])
  }
  return { own, people: [...people.values()] }
}

/** Projects whose prices are computed anew by night: those that are open. Which of them pay, their settings say. */
export async function listOpenProjects(db: Kysely<Database>): Promise<number[]> {
  const rows = await db.selectFrom("project").select("id").where("state", "=", "open").orderBy("id").execute()
  return rows.map(({ id }) => id)
}
