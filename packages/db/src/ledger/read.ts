import type { Currency } from "@justesse/types"
import type { Account, AccountKind } from "@justesse/work/ledger/accounts"
import { type Kysely, sql } from "kysely"
import type { Database } from "../schema/index.ts"

/** What lies on an account in a currency; 0 where there is none. */
export async function findBalance(
  db: Kysely<Database>,
  kind: AccountKind,
  owner: string | number,
  currency: Currency,
): Promise<number> {
  const row = await db
    .selectFrom("ledger_account")
    .select("balance_micros")
    .where("kind", "=", kind)
    .where("owner", "=", String(owner))
    .where("currency", "=", currency)
    .executeTakeFirst()
  return row?.balance_micros ?? 0
}

/** What lies on accounts of each kind, by currency. */
export async function sumAccounts(
  db: Kysely<Database>,
): Promise<{ currency: Currency; kind: AccountKind; accounts: number; balanceMicros: number }[]> {
  const rows = await db
    .selectFrom("ledger_account")
    .select(["currency", "kind"])
    .select(sql<number>`count(*)`.as("accounts"))
    .select(sql<number>`sum(balance_micros)`.as("balance"))
    .groupBy(["currency", "kind"])
    .orderBy("currency")
    .orderBy("kind")
    .execute()
  return rows.map(({ currency, kind, accounts, balance }) => ({
    ...{ currency, kind },
    ...{ accounts: Number(accounts), balanceMicros: Number(balance) },
  }))
}

/** A movement that was stored, with its entries. */
interface StoredMovement {
  readonly number: number
  readonly atMs: number
  readonly kind: string
  readonly currency: Currency
  /** Slug of the project whose money it is. */
  readonly project: string | null
  readonly ref: string
  readonly entries: readonly { readonly account: Account; readonly amountMicros: number }[]
}

/** The latest movements, newest first, and how many there are. */
export async function listMovements(
  db: Kysely<Database>,
  most: number,
): Promise<{ readonly movements: number; readonly last: StoredMovement[] }> {
  const count = await db.selectFrom("ledger_tx").select(sql<number>`count(*)`.as("n")).executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom("ledger_tx as t")
    .leftJoin("project as p", "p.id", "t.project_id")
    .select(["t.id", "t.at_ms", "t.kind", "t.currency", "t.ref", "p.slug"])
    .orderBy("t.id", "desc")
    .limit(most)
    .execute()
  const entries = await db
    .selectFrom("ledger_entry as e")
    .innerJoin("ledger_account as a", "a.id", "e.account_id")
    .select(["e.tx_id", "e.amount_micros", "a.kind", "a.owner"])
    .where("e.tx_id", "in", [...rows.map(({ id }) => id), -1])
    .orderBy("e.tx_id")
    .orderBy("e.n")
    .execute()
  const last = rows.map((row) => ({
    ...{ number: row.id, atMs: row.at_ms, kind: row.kind, currency: row.currency, project: row.slug, ref: row.ref },
    entries: entries
      .filter(({ tx_id }) => tx_id === row.id)
      .map(({ kind, owner, amount_micros }) => ({
        account: `${kind}:${owner}` as const,
        amountMicros: amount_micros,
      })),
  }))
  return { movements: Number(count.n), last }
}
