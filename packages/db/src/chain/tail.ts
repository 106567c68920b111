import { JustesseError } from "@justesse/types"
import { judgeHead, type Seal } from "@justesse/work/chain"
import { type Kysely, sql } from "kysely"
import { isSqlite } from "../assets/where.ts"
import type { Database } from "../schema/index.ts"
import { chainHash } from "./hash.ts"
import { type KeptHead, readHeads } from "./heads.ts"

/** A head outside of the database that the database does not have: what was stored up to it is gone. */
interface LostTail {
  readonly head: KeptHead
  /** The last seal of that chain in the database; number 0 where there is none. */
  readonly found: { readonly seq: number; readonly atMs: number }
}

/** Whether a table is there at all: a database may be older than the chain, or empty. */
async function hasSeals(db: Kysely<Database>): Promise<boolean> {
  const found = isSqlite(db)
    ? await sql`select 1 from sqlite_schema where type = 'table' and name = 'seal'`.execute(db)
    : await sql`select 1 where to_regclass('seal') is not null`.execute(db)
  return found.rows.length > 0
}

/** A seal as its row says it. */
export function toSeal(row: Database["seal"]): Seal {
  return {
    chainId: row.chain_id,
    seq: row.seq,
    atMs: row.at_ms,
    rows: row.rows,
    rowsHash: row.rows_hash,
    prevHash: row.prev_hash,
  }
}

/** The first of the heads that the database does not have. */
async function findLostTail(db: Kysely<Database>, heads: readonly KeptHead[]): Promise<LostTail | null> {
  const isThere = heads.length > 0 && (await hasSeals(db))
  for (const head of heads) {
    const none = { head, found: { seq: 0, atMs: 0 } }
    if (!isThere) return none
    const seals = () => db.selectFrom("seal").selectAll().where("chain_id", "=", head.chainId)
    const same = await seals().where("seq", "=", head.seq).executeTakeFirst()
    if (judgeHead(head, same && toSeal(same), chainHash) === "whole") continue
    const last = await seals().orderBy("seq", "desc").limit(1).executeTakeFirst()
    return last ? { head, found: { seq: last.seq, atMs: last.at_ms } } : none
  }
  return null
}

/**
 * Looks whether the database is as new as the heads that lie in a folder.
 *
 * @throws JustesseError storage_rewound: what had been said to be saved is gone
 */
export async function refuseLostTail(db: Kysely<Database>, folder: string): Promise<void> {
  const lost = await findLostTail(db, (await readHeads(folder)).heads)
  if (lost) throw new JustesseError("storage_rewound", detailOfLostTail(lost))
}

/** What a look at the end of the chain says; every row is looked at by `verifyStorage`. */
export interface ChainStatus {
  /** As {@link refuseLostTail} would say it; null where nothing is missing. */
  readonly lost: JustesseError | null
  /** Heads beside the database, and those that cannot be read. */
  readonly heads: number
  readonly unreadable: readonly string[]
  /** Rows that wait to be sealed. */
  readonly unsealed: number
}

/** Where the chain stands beside the heads in a folder. */
export async function findChainStatus(db: Kysely<Database>, folder: string): Promise<ChainStatus> {
  const { heads, unreadable } = await readHeads(folder)
  const lost = await findLostTail(db, heads)
  const waiting = (await hasSeals(db))
    ? await db
        .selectFrom("unsealed")
        .select((eb) => eb.fn.countAll<number>().as("n"))
        .executeTakeFirst()
    : undefined
  return {
    lost: lost && new JustesseError("storage_rewound", detailOfLostTail(lost)),
    heads: heads.length,
    unreadable,
    unsealed: Number(waiting?.n ?? 0),
  }
}

/** What {@link JustesseError} says of a lost tail. Times are absent where the database has no seal of that chain. */
function detailOfLostTail({ head, found }: LostTail): Record<string, string | number> {
  const times = { saved: new Date(head.atMs).toISOString() }
  return {
    file: head.file,
    chain: head.chainId,
    known: head.seq,
    found: found.seq,
    ...times,
    ...(found.seq === 0 ? {} : { stored: new Date(found.atMs).toISOString() }),
  }
}
