import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import { listPayable } from "./mine.ts"

/** What is stored of a person's money, as they may carry it away: nothing of anybody else's, and tasks by their own names of them. */
export async function payDataOf(db: Kysely<Database>, personId: number) {
  const [payee, balances, payouts, leases, paidSessions, consents] = await Promise.all([
    db
      .selectFrom("payee")
      .select(["place", "name", "account", "changed_at_ms"])
      .where("person_id", "=", personId)
      .executeTakeFirst(),
    listPayable(db, personId),
    db
      .selectFrom("payout")
      .select(["id", "currency", "amount_micros", "state", "name", "account", "proof", "asked_at_ms", "changed_at_ms"])
      .where("person_id", "=", personId)
      .orderBy("id")
      .execute(),
    leasesOf(db, personId),
    db
      .selectFrom("session_pay as s")
      .innerJoin("project", "project.id", "s.project_id")
      .select(["project.slug", "s.session_id", "s.currency", "s.floor_micros", "s.allowance_drawn_micros"])
      .select(["s.free_paid_micros", "s.owed_micros", "s.closed"])
      .where("s.person_id", "=", personId)
      .orderBy("s.session_id")
      .execute(),
    db
      .selectFrom("pay_consent as c")
      .innerJoin("project", "project.id", "c.project_id")
      .select(["project.slug", "c.mode", "c.guideline_version", "c.at_ms"])
      .where("c.person_id", "=", personId)
      .orderBy("c.id")
      .execute(),
  ])
  return { payee, balances, payouts, leases, paidSessions, consents }
}

/** What each lease was promised and paid. */
function leasesOf(db: Kysely<Database>, personId: number) {
  return db
    .selectFrom("assignment_terms as t")
    .innerJoin("project", "project.id", "t.project_id")
    .innerJoin("assignment as a", (on) =>
      on
        .onRef("a.project_id", "=", "t.project_id")
        .onRef("a.task_id", "=", "t.task_id")
        .onRef("a.person_id", "=", "t.person_id"),
    )
    .select(["project.slug", "a.public_id", "t.session_id", "t.leased_at_ms", "t.currency", "t.mode", "t.price_micros"])
    .select(["t.bonus_micros", "t.floor_micros", "t.cap_seconds", "t.state", "t.ended_at_ms", "t.sent_seconds"])
    .select(["t.accrued_micros", "t.drawn_micros", "t.owed_micros"])
    .where("t.person_id", "=", personId)
    .orderBy("t.id")
    .execute()
}
