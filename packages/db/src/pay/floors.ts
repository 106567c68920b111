import type { Currency } from "@justesse/types"
import type { FloorRow } from "@justesse/work/pay/floor"
import type { Kysely } from "kysely"
import type { Database } from "../schema/index.ts"
import type { OpenTransaction } from "../transaction.ts"

/** A row of the floor table with its number and when it was added. */
interface StoredFloor extends FloorRow {
  readonly number: number
  readonly addedAtMs: number
}

/** All rows of the floor table, or those of a currency, in the order in which they were added. */
export async function listFloors(db: Kysely<Database>, currency?: Currency): Promise<StoredFloor[]> {
  const all = db.selectFrom("floor_row").selectAll().orderBy("id")
  const rows = await (currency ? all.where("currency", "=", currency) : all).execute()
  return rows.map((row) => ({
    ...{ number: row.id, place: row.place, currency: row.currency, microsPerHour: row.micros_per_hour },
    ...{ fromDay: row.from_day, untilDay: row.until_day, source: row.source, addedAtMs: row.at_ms },
  }))
}

/** Adds a row; those of before stay as they are. */
export async function insertFloor(
  tx: OpenTransaction,
  row: FloorRow,
  by: { readonly personId: number; readonly atMs: number },
): Promise<void> {
  const { place, currency, microsPerHour, fromDay, untilDay, source } = row
  await tx
    .insertInto("floor_row")
    .values({
      ...{ place, currency, micros_per_hour: microsPerHour, from_day: fromDay, until_day: untilDay, source },
      ...{ person_id: by.personId, at_ms: by.atMs },
    })
    .execute()
}
