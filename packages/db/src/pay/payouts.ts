import type { Currency } from "@justesse/types"
import type { PayoutState } from "@justesse/work/pay/takeOut"
import { type Kysely, type Selectable, sql } from "kysely"
import type { Database } from "../schema/index.ts"
import type { PayTables } from "../schema/pay.ts"
import type { OpenTransaction } from "../transaction.ts"

/** What somebody took out, and where it stands. */
export interface StoredPayout {
  readonly number: number
  readonly personId: number
  readonly currency: Currency
  readonly amountMicros: number
  readonly state: PayoutState
  readonly name: string
  readonly account: string
  readonly fileId: number | null
  readonly proof: string | null
  readonly askedAtMs: number
  readonly changedAtMs: number
}

function toPayout(row: Selectable<PayTables["payout"]>): StoredPayout {
  return {
    ...{ number: row.id, personId: row.person_id, currency: row.currency, amountMicros: row.amount_micros },
    ...{ state: row.state, name: row.name, account: row.account, fileId: row.file_id, proof: row.proof },
    ...{ askedAtMs: row.asked_at_ms, changedAtMs: row.changed_at_ms },
  }
}

/** A payout that somebody asks for. Gives its number. */
export async function insertPayout(
  tx: OpenTransaction,
  payout: Pick<StoredPayout, "personId" | "currency" | "amountMicros" | "name" | "account" | "askedAtMs">,
): Promise<number> {
  const { personId, currency, amountMicros, name, account, askedAtMs } = payout
  const row = await tx
    .insertInto("payout")
    .values({
      ...{ person_id: personId, currency, amount_micros: amountMicros, state: "requested", name, account },
      ...{ file_id: null, proof: null, asked_at_ms: askedAtMs, changed_at_ms: askedAtMs },
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return row.id
}

/** What somebody took out, by its number; undefined for one that was never asked for. */
export async function findPayout(db: Kysely<Database>, number: number): Promise<StoredPayout | undefined> {
  const row = await db.selectFrom("payout").selectAll().where("id", "=", number).executeTakeFirst()
  return row && toPayout(row)
}

/** Payouts of one person, or of everybody that are in a state, the latest first. */
export async function listPayouts(
  db: Kysely<Database>,
  of: { readonly personId: number } | { readonly states: readonly PayoutState[] },
  most: number,
): Promise<StoredPayout[]> {
  const all = db.selectFrom("payout").selectAll().orderBy("id", "desc").limit(most)
  const rows = await ("personId" in of
    ? all.where("person_id", "=", of.personId)
    : all.where("state", "in", of.states)
  ).execute()
  return rows.map(toPayout)
}

/** Takes a payout from one state to another; false where it is not in that state (any more): of two callers one does it. */
export async function movePayout(
  tx: OpenTransaction,
  number: number,
  step: {
    readonly from: PayoutState
    readonly to: PayoutState
    readonly nowMs: number
    readonly fileId?: number
    readonly proof?: string
  },
): Promise<boolean> {
  const { from, to, nowMs, fileId, proof } = step
  const rows = await tx
    .updateTable("payout")
    .set({
      state: to,
      changed_at_ms: nowMs,
      ...(fileId !== undefined && { file_id: fileId }),
      ...(proof !== undefined && { proof }),
    })
    .where("id", "=", number)
    .where("state", "=", from)
    .returning("id")
    .execute()
  return rows.length === 1
}

/** A file of payouts as it was made. */
interface StoredFile {
  readonly kind: "csv" | "bank" | "hand"
  readonly currency: Currency
  readonly payouts: number
  readonly amountMicros: number
  readonly body: string
}

/** Stores a file of payouts without its text, which names the number that this gives. */
export async function insertPayoutFile(
  tx: OpenTransaction,
  file: Omit<StoredFile, "body">,
  by: { readonly personId: number; readonly atMs: number },
): Promise<number> {
  const { kind, currency, payouts, amountMicros } = file
  const row = await tx
    .insertInto("payout_file")
    .values({
      ...{ kind, currency, payouts, amount_micros: amountMicros, body: "" },
      ...{ person_id: by.personId, made_at_ms: by.atMs },
    })
    .returning("id")
    .executeTakeFirstOrThrow()
  return row.id
}

/** Gives a file its text, once its number is known: the text names it. */
export async function putPayoutFile(tx: OpenTransaction, number: number, body: string): Promise<void> {
  await tx.updateTable("payout_file").set({ body }).where("id", "=", number).execute()
}

/** What was made for a bank or a table, by its number, with its text; undefined for one that was never made. */
export async function findPayoutFile(db: Kysely<Database>, number: number): Promise<StoredFile | undefined> {
  const row = await db.selectFrom("payout_file").selectAll().where("id", "=", number).executeTakeFirst()
  if (!row) return undefined
  const { kind, currency, payouts, amount_micros: amountMicros, body } = row
  return { kind, currency, payouts, amountMicros, body }
}

/** The latest files of payouts, with how many of each arrived and came back. */
export async function listPayoutFiles(
  db: Kysely<Database>,
  most: number,
): Promise<(Omit<StoredFile, "body"> & { number: number; madeAtMs: number; arrived: number; cameBack: number })[]> {
  const count = (state: PayoutState) =>
    sql<number>`(select count(*) from payout p where p.file_id = payout_file.id and p.state = ${state})`
  const rows = await db
    .selectFrom("payout_file")
    .select(["id", "kind", "currency", "payouts", "amount_micros", "made_at_ms"])
    .select([count("confirmed").as("arrived"), count("failed").as("came_back")])
    .orderBy("id", "desc")
    .limit(most)
    .execute()
  return rows.map((row) => ({
    ...{ number: row.id, kind: row.kind, currency: row.currency, payouts: row.payouts },
    ...{ amountMicros: row.amount_micros, madeAtMs: row.made_at_ms },
    ...{ arrived: Number(row.arrived), cameBack: Number(row.came_back) },
  }))
}
