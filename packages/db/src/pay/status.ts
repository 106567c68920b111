import type { Exposed } from "@justesse/work/pay/offer"
import type { Kysely } from "kysely"
import { stepsIn } from "../ledger/steps.ts"
import type { Database } from "../schema/index.ts"
import { readExposed } from "./fund.ts"

/** Since when a project has had no money for a lease that somebody wanted, and how often one was wanted since; null where it has. */
export async function findUnfunded(
  db: Kysely<Database>,
  projectId: number,
): Promise<{ readonly sinceMs: number; readonly asked: number } | null> {
  const row = await db
    .selectFrom("project_pay")
    .select(["unfunded_since_ms", "asked"])
    .where("project_id", "=", projectId)
    .executeTakeFirst()
  return row && row.unfunded_since_ms !== null ? { sinceMs: row.unfunded_since_ms, asked: row.asked } : null
}

/** Undecided work of a person in a project, and how many of their answers were decided. */
export function findExposed(
  db: Kysely<Database>,
  projectId: number,
  personId: number,
  nowMs: number,
): Promise<Exposed> {
  return stepsIn(db, readExposed(projectId, personId, nowMs))
}
