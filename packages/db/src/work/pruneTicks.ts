import { createHash } from "node:crypto"
import type { Kysely } from "kysely"
import { erasing } from "../assets/erasing.ts"
import { isDuplicate } from "../duplicate.ts"
import type { Database } from "../schema/index.ts"

/** An entry with its raw seconds' hash, as far as pruning is about it. */
export interface PrunedEntry {
  readonly id: number
  readonly credited_ms: number
  readonly ticks_sha256: string | null
}

/** What is said of pruned entries: how many had raw seconds, the time that they credited, and a hash over their hashes. */
export interface PrunedTotal {
  readonly entries: number
  readonly credited_ms: number
  readonly ticks_sha256: string
}

/** Adds entries up, in order of their numbers, to what a prune says of them. */
export function totalPruned(): { add(entry: PrunedEntry): void; total(): PrunedTotal } {
  const hash = createHash("sha256")
  let [entries, creditedMs] = [0, 0]
  return {
    add({ id, credited_ms, ticks_sha256 }) {
      if (ticks_sha256 === null) return
      entries++
      creditedMs += credited_ms
      hash.update(`${id} ${credited_ms} ${ticks_sha256}\n`)
    },
    total: () => ({ entries, credited_ms: creditedMs, ticks_sha256: hash.copy().digest("hex") }),
  }
}

/** Entries of one step, which holds the writer for some milliseconds. */
const SLICE = 500

interface Slice {
  readonly entries: readonly (PrunedEntry & { readonly at_ms: number })[]
  readonly personId: number | null
}

/** Stores what the entries were and takes their raw seconds away, in one transaction. */
async function storePrune(tx: Kysely<Database>, { entries, personId }: Slice, nowMs: number): Promise<void> {
  const [first, last] = [entries[0], entries.at(-1)]
  if (!first || !last) return
  const pruned = totalPruned()
  for (const entry of entries) pruned.add(entry)
  const range = { first_id: first.id, last_id: last.id, person_id: personId }
  await tx
    .insertInto("time_prune")
    .values({ at_ms: nowMs, ...range, ...pruned.total() })
    .execute()
  let gone = tx
    .updateTable("time_entry")
    .set({ ticks: null })
    .where("id", ">=", first.id)
    .where("id", "<=", last.id)
    .where("ticks", "is not", null)
  if (personId !== null) gone = gone.where("person_id", "=", personId)
  await gone.execute()
}

/** The last entry that a prune of everybody, or of this person, was about; 0 before the first. */
async function findLast(db: Kysely<Database>, personId: number | null): Promise<number> {
  const row = await db
    .selectFrom("time_prune")
    .select((eb) => eb.fn.max("last_id").as("last"))
    .where("person_id", personId === null ? "is" : "=", personId)
    .executeTakeFirst()
  return Number(row?.last ?? 0)
}

/** Entries after the last prune that are due, oldest first: those before `beforeMs`, up to the first that is not. */
async function listDue(db: Kysely<Database>, beforeMs: number, personId: number | null): Promise<Slice["entries"]> {
  let query = db
    .selectFrom("time_entry")
    .select(["id", "credited_ms", "ticks_sha256", "at_ms"])
    .where("id", ">", await findLast(db, personId))
    .orderBy("id")
    .limit(SLICE)
  if (personId !== null) query = query.where("person_id", "=", personId)
  const entries = await query.execute()
  const end = entries.findIndex(({ at_ms }) => at_ms >= beforeMs)
  return end < 0 ? entries : entries.slice(0, end)
}

/**
 * Takes raw seconds away from entries of before `beforeMs`: of everybody, or of one person (who is erased). What they were is kept
 * as a row of its own, sealed like the entries: which, how many, their time and the hash over their hashes. What was credited stays.
 * In steps of some hundred entries, each whole.
 *
 * @returns how many entries had raw seconds that are gone now
 */
export async function pruneTicks(
  db: Kysely<Database>,
  wanted: { readonly beforeMs: number; readonly personId: number | null; readonly nowMs: number },
): Promise<number> {
  const { beforeMs, personId, nowMs } = wanted
  for (let pruned = 0; ; ) {
    const entries = await erasing(db, async (tx) => {
      const due = await listDue(tx, beforeMs, personId)
      await storePrune(tx, { entries: due, personId }, nowMs)
      return due
    }).catch((error: unknown) => {
      if (isDuplicate(error)) return [] // another program is at it
      throw error
    })
    pruned += entries.filter(({ ticks_sha256 }) => ticks_sha256 !== null).length
    if (entries.length < SLICE) return pruned
  }
}
