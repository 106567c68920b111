import { type Kysely, sql } from "kysely"
import { postgresNotes } from "../../chain/covered.ts"
import { appendOnly } from "../appendOnly.ts"
import { type Engine, runDdl } from "../ddl.ts"

/** Double entry: accounts with their balances, movements, and what each changes; and what operators received. History: never edited once released. */
const TABLES: readonly string[] = [
  `create table ledger_account (id id, kind text not null, owner text not null, currency text not null, balance_micros int not null,
    check (balance_micros >= 0 or kind in ('external_in', 'external_out', 'fx', 'rounding')))`,
  "create unique index ledger_account_of on ledger_account(kind, owner, currency)",
  `create table ledger_tx (id id, tx_key text not null, kind text not null, currency text not null, project_id int, ref text not null,
    at_ms int not null, entries_hash text not null)`,
  "create unique index ledger_tx_once on ledger_tx(tx_key)",
  "create index ledger_tx_project on ledger_tx(project_id, id)",
  "create table ledger_entry (tx_id int not null, n int not null, account_id int not null, amount_micros int not null, key(tx_id, n))",
  "create index ledger_entry_account on ledger_entry(account_id, tx_id)",
  // Money that came in for a project, or was given back (below nought), with what shows it.
  `create table deposit (id id, public_id text not null, project_id int not null, currency text not null, amount_micros int not null,
    proof text not null, person_id int not null, at_ms int not null)`,
  "create unique index deposit_once on deposit(public_id)",
  "create index deposit_project on deposit(project_id, id)",
]

/** Tables whose rows are added and nothing else. */
const GROWING: readonly Parameters<typeof appendOnly>[1][] = [
  { table: "ledger_tx", unique: [["id"], ["tx_key"]] },
  { table: "ledger_entry", unique: [["tx_id", "n"]] },
  { table: "deposit", unique: [["id"], ["public_id"]] },
]

export async function ledger(db: Kysely<never>, engine: Engine): Promise<void> {
  await runDdl(db, engine, TABLES)
  for (const table of GROWING) for (const statement of appendOnly(engine, table)) await sql.raw(statement).execute(db)
  if (engine === "postgres") for (const statement of postgresNotes(25)) await sql.raw(statement).execute(db)
}
